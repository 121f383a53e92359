package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.OverflowPolicy;
import io.securerpc.rpc.RpcService;
import io.securerpc.rpc.RpcServiceBuilder;
import io.securerpc.rpc.Subscriber;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.FutureCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Subscribers that never read, next to many that do: what they cost the others, the heap and the threads. Short here, and without a word about times; as long and
 * wide as it is promised, and judged by the times too, with the profile {@code slow-readers}.
 */
class SlowReadersLoadIT {
    private static final int SUBSCRIBERS = Integer.getInteger("secure-rpc.load.subscribers", 60);
    private static final int DEAF = Integer.getInteger("secure-rpc.load.deaf", 5);
    private static final int SECONDS = Integer.getInteger("secure-rpc.load.seconds", 5);
    private static final int RUNS = Integer.getInteger("secure-rpc.load.runs", 1);
    /** An event goes to the subscribers of one topic. */
    private static final int TOPICS = Integer.getInteger("secure-rpc.load.topics", 20);

    private static final int EVENTS_PER_SECOND = 2_000;
    private static final long QUEUE = Long.getLong("secure-rpc.load.queue", 128 << 10);
    private static final long BUDGET = DEAF * QUEUE;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    /** What one run showed. */
    private record Run(
            double p50, double p99, double max, long heapGrowth, long queued, List<String> parked, int dumps) {}

    @Test
    void subscribersThatNeverReadCostTheOthersTheHeapAndTheThreadsNothing() throws Exception {
        run(DEAF, Math.min(SECONDS, 10));
        AlternatingRuns<Run> runs = AlternatingRuns.of(RUNS, () -> run(0, SECONDS), () -> run(DEAF, SECONDS));
        System.out.printf(
                "%d subscribers on %d topics, %d events/s for %d s: p99 in ms %s by %d that never read; heap growth at most %d KiB; %s%n",
                SUBSCRIBERS,
                TOPICS,
                EVENTS_PER_SECOND,
                SECONDS,
                runs.medians(Run::p99),
                DEAF,
                runs.disturbed().stream().mapToLong(Run::heapGrowth).max().orElseThrow() / 1024,
                runs);
        runs.assertAtMostTwice(Run::p99);
        assertThat(Stream.concat(runs.undisturbed().stream(), runs.disturbed().stream()))
                .allSatisfy(run -> {
                    assertThat(run.dumps()).isPositive();
                    assertThat(run.parked()).isEmpty();
                });
        assertThat(runs.disturbed()).allSatisfy(run -> {
            assertThat(run.queued()).as("bytes held for those that never read").isBetween(BUDGET / 4, BUDGET);
            // What else grows in a JVM that has just been busy is more than a small budget.
            assertThat(run.heapGrowth()).isLessThan(Math.max(BUDGET, 8 << 20));
        });
    }

    @Test
    void aThreadThatWaitsInAWriteIsSeen() throws Exception {
        FutureCallback written = new FutureCallback();
        Thread writer = new Thread(() -> {
            try {
                written.block();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        try (ParkedWrites dumps = ParkedWrites.watch()) {
            await().atMost(PATIENCE).until(() -> !dumps.found.isEmpty());
            assertThat(dumps.found.get(0)).contains("FutureCallback.block");
        } finally {
            written.succeeded();
            writer.join();
        }
    }

    @Test
    void aThreadThatWaitsForALockInAWriteIsSeen() throws Exception {
        OutgoingMessages messages =
                new OutgoingMessages(entry -> {}, 1_000, new QueueBudget(1_000), new CutOwner(), Runnable::run);
        Thread writer = new Thread(() -> messages.offer(new TextMessage(""), 1));
        try (ParkedWrites dumps = ParkedWrites.watch()) {
            synchronized (messages) {
                writer.start();
                await().atMost(PATIENCE).until(() -> !dumps.found.isEmpty());
            }
            assertThat(dumps.found.get(0)).contains("OutgoingMessages.offer");
        } finally {
            writer.join();
        }
    }

    private Run run(int deaf, int seconds) throws Exception {
        List<List<Subscriber>> topics = IntStream.range(0, TOPICS)
                .<List<Subscriber>>mapToObj(i -> new CopyOnWriteArrayList<>())
                .toList();
        AtomicLongArray sentAt = new AtomicLongArray(EVENTS_PER_SECOND * seconds);
        LatencyCounts latencies = new LatencyCounts();
        try (TestNode node = node(topics);
                Crowd crowd = new Crowd()) {
            holdLittleInTheKernel(node);
            SSLContext context = ClientTls.trusting(node.identity.certificate()).context();
            List<LoadMember> reading = connect(node, crowd, context, SUBSCRIBERS - DEAF, 0, sentAt, latencies);
            List<LoadMember> silent = connect(node, crowd, context, deaf, 4096, sentAt, latencies);
            crowd.run(() -> silent.forEach(member -> member.deaf = true));
            await().atMost(PATIENCE)
                    .until(() -> topics.stream().mapToInt(List::size).sum() == SUBSCRIBERS - DEAF + deaf);
            long heapBefore = heap();
            List<String> parked;
            int dumps;
            try (ParkedWrites watching = ParkedWrites.watch()) {
                publish(topics, sentAt);
                parked = watching.found;
                dumps = watching.dumps();
            }
            await().atMost(PATIENCE)
                    .until(() -> reading.stream().allMatch(member -> member.received == sentAt.length() / TOPICS));
            long queued = node.server().queuedBytes();
            long heapAfter = heap();
            assertThat(reading).allSatisfy(member -> {
                assertThat(member.outOfTurn).isZero();
                assertThat(member.endedAt).isZero();
            });
            assertThat(silent).allSatisfy(member -> assertThat(member.endedAt).isZero());
            assertThat(topics.stream().mapToInt(List::size).sum()).isEqualTo(SUBSCRIBERS - DEAF + deaf);
            return new Run(
                    latencies.percentile(50),
                    latencies.percentile(99),
                    latencies.percentile(100),
                    heapAfter - heapBefore,
                    queued,
                    parked,
                    dumps);
        }
    }

    private TestNode node(List<List<Subscriber>> topics) {
        RpcServiceBuilder service = RpcService.builder();
        for (int i = 0; i < TOPICS; i++) {
            List<Subscriber> subscribers = topics.get(i);
            service.subscription(
                    "topic" + i,
                    Permission.PUBLIC,
                    subscriber -> {
                        subscribers.add(subscriber);
                        return () -> subscribers.remove(subscriber);
                    },
                    OverflowPolicy.dropOldest());
        }
        return TestNode.in(folder)
                .service(service.build())
                .authentication(trust -> ClientAuthentication.none())
                .limits(Limits.builder()
                        .maxQueuedBytes(QUEUE)
                        .idleTimeout(Duration.ofMinutes(10))
                        // All come at once and from one address, and that is not what is measured.
                        .handshakeTimeout(Duration.ofMinutes(5))
                        .connections(ConnectionLimits.builder()
                                .maxConnectionsPerAddress(SUBSCRIBERS)
                                .build())
                        .build())
                .start();
    }

    /** Megabytes would go there first, and nothing would be seen of a queue for a long time. */
    private static void holdLittleInTheKernel(TestNode node) {
        node.server()
                .listeners()
                .forEach(listener -> ((ServerConnector) listener.connector()).setAcceptedSendBufferSize(16_384));
    }

    private static List<LoadMember> connect(
            TestNode node,
            Crowd crowd,
            SSLContext context,
            int count,
            int receiveBuffer,
            AtomicLongArray sentAt,
            LatencyCounts latencies)
            throws Exception {
        List<LoadMember> members = IntStream.range(0, count)
                .mapToObj(i -> new LoadMember(i, node.port(), "topic" + i % TOPICS, TOPICS, sentAt, latencies))
                .toList();
        for (LoadMember member : members) {
            crowd.connect(member, node.port(), context, "http/1.1", receiveBuffer);
            // No more handshakes at once than two cores finish in the time a handshake may take.
            if (member.client % 8 == 7) {
                await().atMost(PATIENCE).until(() -> member.open);
            }
        }
        await().atMost(PATIENCE)
                .failFast("a connection ended", () -> members.stream().anyMatch(member -> member.endedAt != 0))
                .until(() -> members.stream().allMatch(member -> member.open));
        return members;
    }

    /** Each at its moment, and never later because an earlier one took its time. */
    private static void publish(List<List<Subscriber>> topics, AtomicLongArray sentAt) {
        long begin = System.nanoTime();
        for (int i = 0; i < sentAt.length(); i++) {
            long due = begin + i * (TimeUnit.SECONDS.toNanos(1) / EVENTS_PER_SECOND);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int number = i;
            sentAt.set(number, due);
            topics.get(i % TOPICS).forEach(subscriber -> subscriber.send(number));
        }
        long late = System.nanoTime() - begin - TimeUnit.SECONDS.toNanos(sentAt.length() / EVENTS_PER_SECOND);
        assertThat(Duration.ofNanos(late)).as("behind the rate at the end").isLessThan(Duration.ofSeconds(5));
    }

    /** What is alive: the serial collector leaves dead objects of up to a twentieth of the heap where they are, but at each fourth full collection. */
    private static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
