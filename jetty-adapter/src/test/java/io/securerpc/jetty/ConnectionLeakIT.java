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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are reset at any stage, many of them, with limits reached: nothing of them stays counted. */
class ConnectionLeakIT {
    /** 20,000 with {@code -Pleak}. */
    private static final int CONNECTIONS = Integer.getInteger("secure-rpc.leak.connections", 2_000);

    private static final int CAP = 120;
    private static final int WAVE = 160;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    @Test
    void everyGaugeIsWhatTheSystemShowsAndTheLimitAdmitsExactlyAsManyAgain() throws Exception {
        assumeTrue(OpenSockets.areShown(), "no /proc/net/tcp here");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Stage, Integer> reached = new EnumMap<>(Stage.class);
        try (TestNode node = node()) {
            long idle = OpenSockets.descriptors();
            for (int opened = 0; opened < CONNECTIONS; opened += WAVE) {
                List<KilledConnection> wave = wave(node, random, reached);
                assertThat(node.server().usage().of(Gauge.CONNECTIONS))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(CAP);
                awaitAgreement(node);
                Collections.shuffle(wave, random);
                for (KilledConnection connection : wave) {
                    connection.close();
                }
                awaitAgreement(node);
                await().atMost(PATIENCE).until(() -> OpenSockets.of(node.port()) == 0);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(connected(node.server().usage()))
                            .as("seed %d", seed)
                            .containsOnly(0L));
            assertThat(reached).as("seed %d", seed).containsOnlyKeys(Stage.values());
            assertThat(node.server().usage().of(Gauge.DROPPED_CONNECTIONS)).isPositive();
            assertAdmitsExactlyTheLimit(node);
            await().atMost(PATIENCE).until(() -> OpenSockets.descriptors() <= idle + 8);
            assertThat(node.events).extracting(SecurityEvent::text).noneMatch(text -> text.startsWith("connections:"));
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
                        .handshakeTimeout(Duration.ofMinutes(5))
                        .connections(
                                ConnectionLimits.builder().maxHandshakes(30).build())
                        .build())
                .start();
    }

    /** As many as there are, at whichever stage each has come to; what is refused on the way is what limits are for. */
    private List<KilledConnection> wave(TestNode node, Random random, Map<Stage, Integer> reached) throws Exception {
        List<KilledConnection> open = Collections.synchronizedList(new ArrayList<>());
        RawTlsClient whole = node.client(user);
        // Resumes, which costs a tenth.
        RawTlsClient resuming = whole.versions("TLSv1.2");
        try (RawConnection first = resuming.connect()) {
            first.post(COUNT);
        }
        int port = node.port();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        for (int i = 0; i < WAVE; i++) {
            Stage stage = Stage.values()[random.nextInt(Stage.values().length)];
            RawTlsClient client = random.nextInt(4) == 0 ? whole : resuming;
            clients.execute(() -> {
                try {
                    open.add(KilledConnection.open(stage, client, port));
                    synchronized (reached) {
                        reached.merge(stage, 1, Integer::sum);
                    }
                } catch (IOException refused) {
                    // The limit is below what is tried.
                }
            });
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return open;
    }

    private static void awaitAgreement(TestNode node) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(node.server().usage().of(Gauge.CONNECTIONS)).isEqualTo(OpenSockets.of(node.port())));
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

    private static List<Long> connected(ServerUsage usage) {
        return List.of(Gauge.values()).stream()
                .filter(gauge -> gauge != Gauge.DROPPED_CONNECTIONS)
                .map(usage::of)
                .toList();
    }
}
