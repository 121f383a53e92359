package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.jetty.KilledConnection.Stage;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are reset at any stage, many of them, with limits reached: nothing of them stays counted. */
class ConnectionLeakIT {
    /** 20,000 with {@code -Pleak}. */
    private static final int CONNECTIONS = Integer.getInteger("secure-rpc.leak.connections", 2_000);

    private static final int CAP = 120;
    private static final int HANDSHAKES = 30;
    /** Some waves are more than the limit admits, and some are not. */
    private static final int SMALLEST_WAVE = 120;

    private static final int LARGEST_WAVE = 220;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    /** Of the connections that were reset, how many the server itself had seen at which stage. */
    private final Map<Stage, Long> seen = new EnumMap<>(Stage.class);
    /** Reset in the very moment in which the last byte was sent, whatever the server was doing with it. */
    private final AtomicInteger killedAtOnce = new AtomicInteger();

    private long mostAtOnce;

    @Test
    void everyGaugeIsWhatTheSystemShowsAndTheLimitAdmitsExactlyAsManyAgain() throws Exception {
        assumeTrue(OpenSockets.areShown(), "no /proc/net/tcp here");
        try (TestNode node = node()) {
            long idle = OpenSockets.descriptors();
            int waves = 0;
            for (int tried = 0; tried < CONNECTIONS; waves++) {
                int size =
                        Math.min(CONNECTIONS - tried, SMALLEST_WAVE + random.nextInt(LARGEST_WAVE - SMALLEST_WAVE + 1));
                comeAndGo(node, size);
                tried += size;
            }
            ServerUsage usage = node.server().usage();
            System.out.printf(
                    "%d connections in %d waves, %d of them dropped and at most %d open at once; reset at %s, and %d in the moment of their last byte%n",
                    CONNECTIONS, waves, usage.of(Gauge.DROPPED_CONNECTIONS), mostAtOnce, seen, killedAtOnce.get());
            // What a request held is given back when it is over, which may be after its connection.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(connected(node.server().usage()))
                            .as("seed %d", seed)
                            .containsOnly(0L));
            assertThat(seen).as("seed %d", seed).containsOnlyKeys(Stage.values());
            assertThat(seen.values()).as("seed %d", seed).allMatch(times -> times >= CONNECTIONS / LARGEST_WAVE);
            assertThat(killedAtOnce.get()).as("seed %d", seed).isPositive();
            assertThat(mostAtOnce).as("seed %d", seed).isEqualTo(CAP);
            assertThat(usage.of(Gauge.DROPPED_CONNECTIONS)).isPositive();
            assertAdmitsExactlyTheLimit(node);
            await().atMost(PATIENCE).until(() -> OpenSockets.descriptors() <= idle + 8);
            assertThat(node.events).extracting(SecurityEvent::text).noneMatch(text -> text.startsWith("connections:"));
        }
    }

    private void comeAndGo(TestNode node, int size) throws Exception {
        List<KilledConnection> wave = wave(node, size);
        Map<Stage, Long> opened =
                wave.stream().collect(Collectors.groupingBy(each -> each.stage, Collectors.counting()));
        Map<Stage, Long> stages = new EnumMap<>(Stage.class);
        await().atMost(PATIENCE).untilAsserted(() -> {
            stages.clear();
            stages.putAll(ServerStages.of(node));
            assertAgreement(node, stages, opened);
        });
        stages.forEach((stage, count) -> seen.merge(stage, count, Long::sum));
        mostAtOnce = Math.max(mostAtOnce, total(stages));
        Collections.shuffle(wave, random);
        for (KilledConnection connection : wave) {
            connection.close();
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertAgreement(node, ServerStages.of(node), Map.of()));
    }

    /** The gauges, what the server holds in its hands, what the clients did, and what the kernel shows. */
    private void assertAgreement(TestNode node, Map<Stage, Long> stages, Map<Stage, Long> opened) throws IOException {
        ServerUsage usage = node.server().usage();
        long all = total(stages);
        long unfinished = total(stages, Stage::isBeforeTheHandshake);
        Map<Gauge, Long> expected = new EnumMap<>(Map.of(
                Gauge.CONNECTIONS,
                OpenSockets.of(node.port()),
                Gauge.HANDSHAKES,
                unfinished,
                Gauge.WEB_SOCKETS,
                total(stages, stage -> stage == Stage.MID_UPGRADE || stage == Stage.MID_FRAME),
                Gauge.ADDRESSES,
                Math.min(all, 1),
                Gauge.BUSIEST_ADDRESS,
                all,
                Gauge.BUSIEST_CALLER,
                all - unfinished));
        assertThat(expected)
                .allSatisfy((gauge, value) -> assertThat(usage.of(gauge))
                        .as("%s beside %s, seed %d", gauge, stages, seed)
                        .isEqualTo(value));
        assertThat(all)
                .as("seed %d", seed)
                .isEqualTo(usage.of(Gauge.CONNECTIONS))
                .isLessThanOrEqualTo(CAP);
        assertThat(unfinished).as("seed %d", seed).isLessThanOrEqualTo(HANDSHAKES);
        for (Stage stage : Stage.values()) {
            long tried = opened.getOrDefault(stage, 0L);
            // Whoever had not finished his handshake for the server may have lost his place to the next.
            assertThat(stages.getOrDefault(stage, 0L))
                    .as("%s, server %s, clients %s, seed %d", stage, stages, opened, seed)
                    .isBetween(stage.isConfirmed() ? tried : 0, tried);
        }
    }

    private TestNode node() {
        String large = "x".repeat(4 << 20);
        return TestNode.in(folder)
                .install(user)
                .service(RpcService.builder()
                        .method("count", Permission.PUBLIC, call -> 1)
                        .method("large", Permission.PUBLIC, call -> large)
                        .build())
                .limits(Limits.builder()
                        .maxConnections(CAP)
                        // Nobody goes but by a reset, on a slow machine too.
                        .handshakeTimeout(Duration.ofMinutes(5))
                        .idleTimeout(Duration.ofHours(1))
                        .connections(ConnectionLimits.builder()
                                .maxHandshakes(HANDSHAKES)
                                .headerTimeout(Duration.ofMinutes(5))
                                .bodyTimeout(Duration.ofHours(1))
                                .build())
                        .build())
                .start();
    }

    /** As many as there are, at whichever stage each has come to; what is refused on the way is what limits are for. */
    private List<KilledConnection> wave(TestNode node, int size) throws Exception {
        List<KilledConnection> open = Collections.synchronizedList(new ArrayList<>());
        RawTlsClient whole = node.client(user);
        // Resumes, which costs a tenth.
        RawTlsClient resuming = whole.versions("TLSv1.2");
        try (RawConnection first = resuming.connect()) {
            first.post(COUNT);
        }
        ExecutorService clients = Executors.newFixedThreadPool(4);
        for (int i = 0; i < size; i++) {
            Stage stage = Stage.values()[random.nextInt(Stage.values().length)];
            RawTlsClient client = random.nextInt(4) == 0 ? whole : resuming;
            boolean atOnce = random.nextInt(8) == 0;
            clients.execute(() -> come(stage, client, node.port(), atOnce, open));
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return open;
    }

    private void come(Stage stage, RawTlsClient client, int port, boolean atOnce, List<KilledConnection> open) {
        try {
            KilledConnection connection = KilledConnection.open(stage, client, port);
            if (atOnce) {
                connection.close();
                killedAtOnce.incrementAndGet();
            } else {
                open.add(connection);
            }
        } catch (IOException refused) {
            // The limit is below what is tried.
        }
    }

    private void assertAdmitsExactlyTheLimit(TestNode node) throws IOException {
        List<RawConnection> served = new ArrayList<>();
        for (int i = 0; i < CAP + 10; i++) {
            RawConnection connection = null;
            try {
                connection = node.client(user).connect();
                if (connection.post(COUNT).status() == 200) {
                    served.add(connection);
                }
            } catch (IOException refused) {
                if (connection != null) {
                    connection.close();
                }
            }
        }
        assertThat(served).hasSize(CAP);
        assertThat(node.server().usage().of(Gauge.CONNECTIONS)).isEqualTo(CAP);
        for (RawConnection connection : served) {
            connection.close();
        }
    }

    private static long total(Map<Stage, Long> stages) {
        return total(stages, stage -> true);
    }

    private static long total(Map<Stage, Long> stages, Predicate<Stage> which) {
        return stages.entrySet().stream()
                .filter(each -> which.test(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static List<Long> connected(ServerUsage usage) {
        return List.of(Gauge.values()).stream()
                .filter(gauge -> gauge != Gauge.DROPPED_CONNECTIONS)
                .map(usage::of)
                .toList();
    }
}
