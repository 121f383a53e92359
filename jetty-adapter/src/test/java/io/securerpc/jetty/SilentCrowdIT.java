package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections that say nothing, next to handshakes that are meant: what they cost the honest, and how many of them are kept. Few and short here; as many as promised, and judged by the times
 * too, with the profile {@code silent-crowd}.
 */
class SilentCrowdIT {
    private static final int SILENT = Integer.getInteger("secure-rpc.crowd.silent", 500);
    private static final int SECONDS = Integer.getInteger("secure-rpc.crowd.seconds", 3);
    private static final int RUNS = Integer.getInteger("secure-rpc.crowd.runs", 1);
    private static final int PER_SECOND = 50;
    /** What a server admits to their handshakes unless told otherwise. */
    private static final long HANDSHAKES = 256;
    /** Both ends of those that are served, those dropped whose channel the selector has not let go of yet, and what a JVM opens for itself. */
    private static final long OTHERS = HANDSHAKES / 2;

    /** More than Java lets wait, and less than any Linux does. */
    private static final int BURST = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    /** The p99 in milliseconds, and the most files that were open for the server at any time. */
    private record Run(double p99, long files) {}

    @Test
    void everyHonestHandshakeSucceedsAndFewOfTheSilentAreKept() throws Exception {
        assumeTrue(OpenSockets.areShown(), "no /proc/net/tcp here");
        requireRoomForAll();
        try (TestNode node = TestNode.in(folder).install(user).start()) {
            // A handshake that takes seconds, as the first ones do, is one of the oldest among so many newcomers.
            alone(node);
            crowded(node);
            AlternatingRuns<Run> runs = AlternatingRuns.of(RUNS, () -> alone(node), () -> crowded(node));
            System.out.printf(
                    "%d handshakes/s for %d s: p99 in ms %s by %d silent sockets; server's open files at most %d; %s%n",
                    PER_SECOND,
                    SECONDS,
                    runs.medians(Run::p99),
                    SILENT,
                    runs.disturbed().stream().mapToLong(Run::files).max().orElseThrow(),
                    runs);
            runs.assertAtMostTwice(Run::p99);
            assertThat(runs.undisturbed())
                    .allSatisfy(run -> assertThat(run.files()).isLessThanOrEqualTo(8 * HonestHandshakes.CLIENTS));
            assertThat(runs.disturbed())
                    .allSatisfy(run -> assertThat(run.files()).isBetween(HANDSHAKES, HANDSHAKES + OTHERS));
        }
    }

    /** A connection that finds the queue full is not refused: its client tries again after a second, and then after two more. */
    @Test
    void aBurstWaitsForTheServerAndNotForAnotherTry() throws Exception {
        try (TestNode node = TestNode.in(folder).install(user).start()) {
            TcpConnector connector =
                    (TcpConnector) node.server().listeners().get(0).connector();
            connector.setAccepting(false);
            List<RawConnection> burst = new ArrayList<>();
            try {
                for (int i = 0; i < BURST; i++) {
                    burst.add(RawTlsClient.connectPlain(node.port()));
                }
                connector.setAccepting(true);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(node.server().usage().of(Gauge.CONNECTIONS))
                                .isEqualTo(BURST));
            } finally {
                for (RawConnection connection : burst) {
                    connection.close();
                }
            }
        }
    }

    private static void requireRoomForAll() throws IOException {
        long needed = OpenSockets.descriptors() + SILENT + HANDSHAKES + 2 * OTHERS;
        long most =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        assertThat(most)
                .as("open files of a process, for both ends of all sockets: raise it with 'ulimit -n %d'", needed)
                .isGreaterThanOrEqualTo(needed);
    }

    private Run alone(TestNode node) throws Exception {
        return measured(node, OpenSockets.descriptors());
    }

    private Run crowded(TestNode node) throws Exception {
        long before = OpenSockets.descriptors();
        Run run;
        try (SilentSockets silent = SilentSockets.connect(node.port(), SILENT)) {
            // All came at once: those dropped by then are let go of as soon as the selector looks.
            await().atMost(PATIENCE).until(() -> files() - before - SILENT <= HANDSHAKES + OTHERS);
            run = measured(node, before + SILENT);
            assertThat(OpenSockets.of(node.port())).isBetween(HANDSHAKES / 2, HANDSHAKES + OTHERS);
            assertThat(node.server().usage().of(Gauge.HANDSHAKES)).isBetween(HANDSHAKES / 2, HANDSHAKES);
        }
        await().atMost(PATIENCE).until(() -> OpenSockets.of(node.port()) == 0);
        // The kernel's sockets are gone before the server has seen it.
        await().atMost(PATIENCE).until(() -> node.server().usage().of(Gauge.HANDSHAKES) == 0);
        await().atMost(PATIENCE).until(() -> OpenSockets.descriptors() <= before + 8);
        return run;
    }

    /** Looks four times each second at the files that are open besides those which are not the server's. */
    private Run measured(TestNode node, long notOfTheServer) throws Exception {
        AtomicLong most = new AtomicLong();
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> looks = looking.scheduleAtFixedRate(
                    () -> most.accumulateAndGet(files() - notOfTheServer, Math::max), 0, 250, TimeUnit.MILLISECONDS);
            double p99 = HonestHandshakes.percentile99(node, user, PER_SECOND, SECONDS);
            assertThat(looks.isDone()).as("looks at the open files have failed").isFalse();
            return new Run(p99, most.get());
        } finally {
            looking.shutdownNow();
        }
    }

    private static long files() {
        try {
            return OpenSockets.descriptors();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
