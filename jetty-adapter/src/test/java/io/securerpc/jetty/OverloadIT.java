package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEvent.ConnectionDropped;
import io.securerpc.event.ServerUsage;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten times as many calls as the node can do, over every protocol, by clients polite and rude: whoever asks for its health, and its operator, are answered all the while; nothing grows; and
 * afterwards it is as before. Short here; for minutes with the profile {@code overload}.
 */
class OverloadIT {
    private static final long SECONDS = Long.getLong("secure-rpc.overload.seconds", 8);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What a machine that is busy with other things may add, beyond what it adds to a node that is idle. */
    private static final double NOISE_MILLIS = 1_000;

    private static final long HEAP_ALLOWANCE = 48L << 20;

    @TempDir
    private Path folder;

    private final AtomicLong mostWaiting = new AtomicLong();
    private final AtomicLong mostRunning = new AtomicLong();

    @Test
    void healthAndTheOperatorAreAnsweredAllTheWhileAndAfterwardsItIsAsBefore() throws Exception {
        try (OverloadNode node = new OverloadNode(Files.createDirectory(folder.resolve("loaded")));
                OverloadNode idle = new OverloadNode(Files.createDirectory(folder.resolve("idle")))) {
            double before = median(node);
            long heapBefore = heap();
            Probe health = new Probe("health", node, node::health);
            Probe operator = new Probe("operator", node, node::command);
            Probe idleHealth = new Probe("idle-health", idle, idle::health);
            Probe idleOperator = new Probe("idle-operator", idle, idle::command);
            List<Probe> probes = List.of(health, operator, idleHealth, idleOperator);
            OverloadClients clients = new OverloadClients(node);
            long heapDuring;
            double times;
            try (clients) {
                clients.start();
                await().atMost(PATIENCE).until(() -> node.usage(Gauge.WAITING_CALLS) == OverloadNode.WAITING);
                int begun = node.begun.get();
                long offered = clients.offered();
                probes.forEach(Probe::start);
                watch(node, () -> probes.stream().allMatch(Probe::hasEnough));
                times = (double) (clients.offered() - offered) / (node.begun.get() - begun);
                heapDuring = heap();
                for (Probe probe : probes) {
                    probe.end();
                }
            }
            report(clients, probes, times, heapDuring - heapBefore);
            assertThat(times).as("calls offered for each that ran").isGreaterThan(10);
            assertOverloaded(node, clients);
            assertAnswered(health, idleHealth);
            assertAnswered(operator, idleOperator);
            assertThat(heapDuring - heapBefore).isLessThan(HEAP_ALLOWANCE);
            await().atMost(PATIENCE).until(() -> node.calls().equals(List.of(0L, 0L, 0L)));
            await().atMost(PATIENCE).until(() -> node.usage(Gauge.WEB_SOCKETS) == 0);
            assertThat(node.node.server().queuedBytes()).isZero();
            assertThat(median(node)).isLessThan(2 * before + NOISE_MILLIS);
            assertExactlyAsManyRunAgain(node);
        }
    }

    private void assertOverloaded(OverloadNode node, OverloadClients clients) {
        assertThat(clients.unexpected)
                .as("told of connections that were reset: %s", node.node.events.texts(ConnectionDropped.class))
                .isEmpty();
        assertThat(clients.served.sum()).isPositive();
        assertThat(clients.busyStatuses.sum()).as("429").isPositive();
        assertThat(mostRunning.get())
                .isBetween((long) OverloadNode.CALLS, (long) OverloadNode.CALLS + OverloadNode.RESERVED);
        assertThat(node.mostRunning.get()).isBetween(OverloadNode.CALLS, OverloadNode.CALLS + OverloadNode.RESERVED);
        assertThat(mostWaiting.get())
                .isBetween((long) OverloadNode.WAITING / 2, (long) OverloadNode.WAITING + OverloadNode.RESERVED);
        assertThat(node.node.events.texts(SecurityEvent.Warning.class).stream()
                        .filter(text -> text.contains("max_waiting_calls is reached")))
                .as("told, and not once for each")
                .hasSizeBetween(1, (int) (SECONDS + PATIENCE.toSeconds()));
        assertThat(node.usage(Gauge.REFUSED_CALLS)).isGreaterThanOrEqualTo(clients.refused.sum());
    }

    /** The node that is idle has the same machine at the same time. */
    private static void assertAnswered(Probe probe, Probe idle) {
        assertThat(probe.unexpected).as(probe.name).isEmpty();
        assertThat(probe.answered.total()).as(probe.name).isPositive();
        assertThat(probe.answered.percentile(50))
                .as("median of %s in milliseconds", probe.name)
                .isLessThan(4 * idle.answered.percentile(50) + NOISE_MILLIS);
        assertThat(probe.answered.percentile(99))
                .as("p99 of %s in milliseconds", probe.name)
                .isLessThan(4 * idle.answered.percentile(99) + NOISE_MILLIS);
    }

    private static void assertExactlyAsManyRunAgain(OverloadNode node) throws IOException {
        List<RawConnection> callers = new ArrayList<>();
        try {
            for (int i = 0; i < OverloadNode.CALLS + 4; i++) {
                RawConnection caller = node.connect();
                callers.add(caller);
                caller.write(RawConnection.postRequest(
                        "127.0.0.1:" + node.node.port(),
                        OverloadNode.call("hold", 1),
                        "Content-Type: application/json"));
            }
            await().atMost(PATIENCE).until(() -> node.calls().equals(List.of((long) OverloadNode.CALLS, 4L, 0L)));
            node.release.countDown();
            for (RawConnection caller : callers) {
                assertThat(caller.readResponse().body())
                        .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"held\",\"id\":1}");
            }
        } finally {
            for (RawConnection caller : callers) {
                caller.close();
            }
        }
        await().atMost(PATIENCE).until(() -> node.calls().equals(List.of(0L, 0L, 0L)));
    }

    /** For its time, and longer where the machine is so slow that there is too little to judge by. */
    private void watch(OverloadNode node, BooleanSupplier enough) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS)
                || !enough.getAsBoolean() && System.nanoTime() - start < PATIENCE.toNanos()) {
            ServerUsage usage = node.node.server().usage();
            mostRunning.accumulateAndGet(usage.of(Gauge.RUNNING_CALLS), Math::max);
            mostWaiting.accumulateAndGet(usage.of(Gauge.WAITING_CALLS), Math::max);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void report(OverloadClients clients, List<Probe> probes, double times, long heapGrowth) {
        System.out.printf(
                "%d s of %.1f times the load: %s calls offered, %s of clients that left, %s served, %s refused; at most %s ran and %s waited; "
                        + "%s; heap growth %d KiB%n",
                SECONDS,
                times,
                clients.offered,
                clients.left,
                clients.served,
                clients.refused,
                mostRunning,
                mostWaiting,
                probes,
                heapGrowth / 1024);
    }

    /** Of one call by a client that is alone, in milliseconds. */
    private static double median(OverloadNode node) throws IOException {
        LatencyCounts counts = new LatencyCounts();
        try (RawConnection connection = node.connect()) {
            for (int i = 0; i < 21; i++) {
                long start = System.nanoTime();
                assertThat(connection.post(OverloadNode.call("work", 1)).status())
                        .isEqualTo(200);
                counts.add(System.nanoTime() - start);
            }
        }
        return counts.percentile(50);
    }

    /** What is alive: the serial collector leaves dead objects of up to a twentieth of the heap where they are, but at each fourth full collection. */
    private static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private interface Question {
        RawResponse ask(RawConnection connection) throws IOException;
    }

    /** Somebody who asks again and again, now on a new connection, now on the last one, and has to be answered each time. */
    private static final class Probe extends Thread {
        private final String name;
        private final OverloadNode node;
        private final Question question;
        private final LatencyCounts answered = new LatencyCounts();
        private final List<String> unexpected = new ArrayList<>();
        private volatile boolean ended;
        private volatile int asked;

        Probe(String name, OverloadNode node, Question question) {
            super("probe-" + name);
            this.name = name;
            this.node = node;
            this.question = question;
        }

        @Override
        public void run() {
            try {
                while (!ended) {
                    try (RawConnection connection = node.connect()) {
                        connection.socket().setSoTimeout((int) PATIENCE.toMillis());
                        for (int i = 0; i < 10 && !ended; i++) {
                            ask(connection);
                        }
                    }
                }
            } catch (IOException e) {
                unexpected.add(e.toString());
            }
        }

        boolean hasEnough() {
            return asked >= 30;
        }

        void end() throws InterruptedException {
            ended = true;
            join(PATIENCE.toMillis());
            assertThat(isAlive()).as("waits for an answer").isFalse();
        }

        @Override
        public String toString() {
            return String.format(
                    "%s %d times, median %.1f ms, p99 %.1f ms",
                    name, answered.total(), answered.percentile(50), answered.percentile(99));
        }

        private void ask(RawConnection connection) throws IOException {
            FairTime time = FairTime.start();
            RawResponse response = question.ask(connection);
            answered.add(time.elapsed().toNanos());
            asked = (int) answered.total();
            if (response.status() != 200) {
                unexpected.add(response.status() + " " + response.body());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
