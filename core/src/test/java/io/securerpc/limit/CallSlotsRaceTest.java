package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.limit.CallPlace.Answer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Clients of all kinds on many threads at once, over the same connections and over their own: whatever they do, the sums come out even. */
@Timeout(60)
class CallSlotsRaceTest {
    private static final int THREADS = 6;
    private static final int CALLS = 2_500;

    private final long seed = System.nanoTime();
    private final ExecutorService executor = Executors.newFixedThreadPool(3);
    private final CallSlots slots = new CallSlots(
            CallLimits.builder()
                    .maxCalls(3)
                    .maxWaitingCalls(12)
                    .maxRunningCallsPerClient(2)
                    .maxCallsPerConnection(14)
                    .reservedCalls(2)
                    .build(),
            executor);
    private final List<ConnectionCalls> shared = List.of(slots.connection(), slots.connection());
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger mostAtWork = new AtomicInteger();
    private final List<AtomicInteger> atWorkOf =
            Stream.generate(AtomicInteger::new).limit(THREADS).toList();
    private final List<AtomicInteger> mostAtWorkOf =
            Stream.generate(AtomicInteger::new).limit(THREADS).toList();

    @RepeatedTest(3)
    void eachCallIsAnsweredOnceAndTheDisplacedNeverRun() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            done.add(clients.submit(() -> storm(number)));
        }
        for (Future<?> each : done) {
            each.get(50, TimeUnit.SECONDS);
        }
        clients.shutdown();
        Awaitility.await().until(() -> slots.running() + slots.waiting() == 0);
        executor.shutdown();
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        assertThat(calls)
                .as("seed %d", seed)
                .allSatisfy(call -> assertThat(call.ends).hasSize(1));
        Map<End, Long> ends =
                calls.stream().collect(Collectors.groupingBy(call -> call.ends.peek(), Collectors.counting()));
        assertThat(ends.keySet()).as("seed %d", seed).containsExactlyInAnyOrder(End.values());
        assertThat(ends.get(End.REFUSED) + ends.get(End.DISPLACED))
                .as("seed %d", seed)
                .isEqualTo(slots.refused());
        assertThat(calls.stream().mapToInt(call -> call.released.get()))
                .as("seed %d", seed)
                .containsOnly(1);
        assertThat(mostAtWork.get()).as("seed %d", seed).isBetween(1, 3 + 2);
        assertThat(mostAtWorkOf)
                .as("seed %d", seed)
                .extracting(AtomicInteger::get)
                .allSatisfy(most -> assertThat(most).isBetween(1, 2 + 2));
        assertThat(mostAtWorkOf.subList(0, THREADS - 1))
                .as("of all but whoever has the reserve, seed %d", seed)
                .extracting(AtomicInteger::get)
                .allSatisfy(most -> assertThat(most).isLessThanOrEqualTo(2));
        assertThat(List.of(slots.running(), slots.waiting(), slots.overdue(), slots.clients()))
                .as("seed %d", seed)
                .containsExactly(0, 0, 0, 0);
        assertThat(shared)
                .extracting(ConnectionCalls::count)
                .as("seed %d", seed)
                .containsOnly(0);
    }

    /** The first thread's client calls most, the last one's has the reserve. */
    private void storm(int number) {
        Random random = new Random(seed + number);
        Client client = Client.of(new InetSocketAddress("192.0.2." + number, 51_000));
        for (int i = 0; i < CALLS; i++) {
            ConnectionCalls connection =
                    random.nextInt(3) == 0 ? shared.get(random.nextInt(shared.size())) : slots.connection();
            Call call = new Call(connection.by(client), number);
            calls.add(call);
            Answer answer = call.ask(number == THREADS - 1);
            if (answer == Answer.RUNS) {
                call.work();
            } else if (answer != Answer.WAITS) {
                call.end(End.REFUSED);
            } else if (random.nextInt(8) == 0) {
                call.leave();
            }
            if (number > 0 && random.nextInt(4) == 0) {
                Thread.yield();
            }
        }
    }

    /** How a call may end. */
    private enum End {
        RAN,
        REFUSED,
        DISPLACED,
        LEFT
    }

    private final class Call extends CallPlace {
        private final Queue<End> ends = new ConcurrentLinkedQueue<>();
        private final AtomicInteger released = new AtomicInteger();
        private final int client;
        private boolean over;

        Call(ConnectionCalls connection, int client) {
            super(connection);
            this.client = client;
        }

        void end(End end) {
            ends.add(end);
        }

        void work() {
            mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
            mostAtWorkOf.get(client).accumulateAndGet(atWorkOf.get(client).incrementAndGet(), Math::max);
            Thread.yield();
            atWorkOf.get(client).decrementAndGet();
            atWork.decrementAndGet();
            end(End.RAN);
            giveBack();
        }

        /** Whose handler has begun stays, whose has not never begins. */
        void leave() {
            if (first()) {
                // False where it is displaced at the same time: that tells of its end.
                if (giveBack()) {
                    end(End.LEFT);
                }
            }
        }

        @Override
        protected void proceed() {
            if (first()) {
                work();
            }
        }

        @Override
        protected void turnedAway() {
            throw new AssertionError("turned away");
        }

        @Override
        protected void displaced() {
            end(End.DISPLACED);
        }

        @Override
        protected void released() {
            released.incrementAndGet();
        }

        private synchronized boolean first() {
            boolean first = !over;
            over = true;
            return first;
        }
    }
}
