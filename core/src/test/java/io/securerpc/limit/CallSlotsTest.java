package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.limit.CallPlace.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallSlotsTest {
    private final Queue<Runnable> goingOn = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final CallSlots slots = new CallSlots(limits(2, 3, 100, 1), goingOn::add);

    @Test
    void runsAsManyAsItMayLetsTheNextWaitAndRefusesTheRest() {
        ConnectionCalls connection = slots.connection();
        assertThat(IntStream.range(0, 7)
                        .mapToObj(i -> place(connection, "c" + i).ask(false)))
                .containsExactly(
                        Answer.RUNS, Answer.RUNS, Answer.WAITS, Answer.WAITS, Answer.WAITS, Answer.FULL, Answer.FULL);
        assertThat(usage()).containsExactly(2, 3, 0, 2);
        assertThat(Answer.FULL.bound()).contains(CallBound.WAITING);
        assertThat(Answer.CONNECTION_FULL.bound()).contains(CallBound.CONNECTION);
        assertThat(CallBound.WAITING.key()).isEqualTo("max_waiting_calls");
        assertThat(CallBound.CONNECTION.key()).isEqualTo("max_calls_per_connection");
        assertThat(Answer.CLIENT_FULL.bound()).contains(CallBound.CLIENT);
        assertThat(CallBound.CLIENT.key()).isEqualTo("max_running_calls_per_client");
    }

    @Test
    void handsAPlaceToWhoeverHasWaitedLongestAndNeverOnTheThreadThatGivesItBack() {
        List<RecordedPlace> running = full();
        RecordedPlace first = asked("first", false, Answer.WAITS);
        RecordedPlace second = asked("second", false, Answer.WAITS);
        assertThat(running.get(0).giveBack()).isTrue();
        assertThat(told).as("nothing on this thread").isEmpty();
        assertThat(usage()).containsExactly(2, 1, 0, 0);
        goOn();
        assertThat(told).containsExactly("first goes on");
        assertThat(running.get(1).giveBack()).isTrue();
        goOn();
        assertThat(told).containsExactly("first goes on", "second goes on");
        assertThat(List.of(first.giveBack(), second.giveBack())).containsExactly(true, true);
        assertThat(usage()).containsExactly(0, 0, 0, 0);
    }

    @Test
    void givesAPlaceBackOnceHoweverOftenItIsGivenBack() {
        List<RecordedPlace> running = full();
        assertThat(running.get(0).giveBack()).isTrue();
        assertThat(running.get(0).giveBack()).isFalse();
        running.get(0).overdue();
        assertThat(running.get(0).over()).isTrue();
        assertThat(usage()).containsExactly(1, 0, 0, 0);
        asked("one more", false, Answer.RUNS);
        asked("too many", false, Answer.WAITS);
    }

    @Test
    void whatWasRefusedOrNeverAskedForGivesNothingBack() {
        full();
        for (int i = 0; i < 3; i++) {
            asked("waits", false, Answer.WAITS);
        }
        RecordedPlace refused = asked("refused", false, Answer.FULL);
        assertThat(refused.giveBack()).isFalse();
        assertThat(place(slots.connection(), "never asked").giveBack()).isFalse();
        assertThat(usage()).containsExactly(2, 3, 0, 1);
        assertThatThrownBy(() -> refused.ask(false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("place of a call: GONE (expected: asked for once)");
    }

    @Test
    void whoeverWaitsAndGoesAwayMakesRoomAndIsNotCalled() {
        List<RecordedPlace> running = full();
        RecordedPlace gone = asked("gone", false, Answer.WAITS);
        asked("stays", false, Answer.WAITS);
        assertThat(gone.giveBack()).isTrue();
        assertThat(usage()).containsExactly(2, 1, 0, 0);
        running.forEach(CallPlace::giveBack);
        goOn();
        assertThat(told).containsExactly("stays goes on");
    }

    @Test
    void keepsPlacesForWhoeverHasTheReserveRunningAndWaiting() {
        List<RecordedPlace> running = full();
        asked("reserved", true, Answer.RUNS);
        for (int i = 0; i < 3; i++) {
            asked("waits" + i, false, Answer.WAITS);
        }
        asked("refused", false, Answer.FULL);
        asked("reserved waits", true, Answer.WAITS);
        asked("reserved refused", true, Answer.FULL);
        running.get(0).giveBack();
        goOn();
        assertThat(told).as("before all others").containsExactly("reserved waits goes on");
        running.get(1).giveBack();
        goOn();
        assertThat(told).as("what is reserved is nobody else's").hasSize(1);
        assertThat(usage()).containsExactly(2, 3, 0, 2);
    }

    @Test
    void boundsEachConnectionAloneAndWhoeverCalls() {
        CallSlots own = new CallSlots(limits(2, 3, 2, 1), goingOn::add);
        ConnectionCalls greedy = own.connection();
        RecordedPlace first = place(greedy, "first");
        assertThat(first.ask(false)).isEqualTo(Answer.RUNS);
        assertThat(place(greedy, "second").ask(false)).isEqualTo(Answer.RUNS);
        assertThat(place(greedy, "third").ask(true)).isEqualTo(Answer.CONNECTION_FULL);
        assertThat(place(own.connection(), "another's").ask(true)).isEqualTo(Answer.RUNS);
        first.giveBack();
        assertThat(place(greedy, "fourth").ask(false)).isEqualTo(Answer.WAITS);
    }

    @Test
    void countsWhatGoesOnThoughNobodyWaitsUntilItHasEnded() {
        RecordedPlace running = full().get(0);
        RecordedPlace waits = asked("waits", false, Answer.WAITS);
        waits.overdue();
        running.overdue();
        running.overdue();
        assertThat(usage()).containsExactly(2, 1, 1, 0);
        running.giveBack();
        assertThat(usage()).containsExactly(2, 0, 0, 0);
    }

    @Test
    void refusesAllThatWaitWhereThereAreNoThreadsAnyMoreAndWithoutGrowingItsStack() {
        int many = 50_000;
        CallSlots stopping = new CallSlots(limits(1, many, many + 1, 0), task -> {
            throw new RejectedExecutionException("stopped");
        });
        ConnectionCalls connection = stopping.connection();
        RecordedPlace running = place(connection, "running");
        running.ask(false);
        for (int i = 0; i < many; i++) {
            place(connection, "waits").ask(false);
        }
        running.giveBack();
        assertThat(told).hasSize(many).containsOnly("waits turned away");
        assertThat(List.of(stopping.running(), stopping.waiting())).containsExactly(0, 0);
    }

    @Test
    void losesNoPlaceWhereAThreadCannotBeHad() {
        CallSlots broken = new CallSlots(limits(1, 2, 9, 0), task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        RecordedPlace running = place(broken.connection(), "running");
        running.ask(false);
        place(broken.connection(), "first").ask(false);
        place(broken.connection(), "second").ask(false);
        assertThatThrownBy(running::giveBack).isInstanceOf(OutOfMemoryError.class);
        assertThat(told).containsExactly("first turned away", "second turned away");
        assertThat(broken.running()).isZero();
    }

    @Test
    void losesNoPlaceToThreadsThatAskGiveBackAndGoAwayAllAtOnce() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CallSlots shared = new CallSlots(limits(4, 16, 1_000, 2), threads);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean reserve = i == 0;
                clients.add(threads.submit(() -> storm(shared, reserve, atOnce, most)));
            }
            for (Future<?> client : clients) {
                client.get(50, TimeUnit.SECONDS);
            }
            Awaitility.await().until(() -> shared.running() + shared.waiting() == 0);
        } finally {
            threads.shutdown();
        }
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 6);
        assertThat(List.of(shared.running(), shared.waiting(), shared.overdue()))
                .containsExactly(0, 0, 0);
        assertThat(IntStream.range(0, 5)
                        .mapToObj(i -> place(shared.connection(), "again").ask(false)))
                .containsExactly(Answer.RUNS, Answer.RUNS, Answer.RUNS, Answer.RUNS, Answer.WAITS);
    }

    private static void storm(CallSlots shared, boolean reserve, AtomicInteger atOnce, AtomicInteger most) {
        ConnectionCalls connection = shared.connection();
        Random random = ThreadLocalRandom.current();
        for (int i = 0; i < 5_000; i++) {
            AtomicBoolean decided = new AtomicBoolean();
            CallPlace place = new CallPlace(connection) {
                @Override
                protected void proceed() {
                    if (!decided.compareAndSet(false, true)) {
                        return;
                    }
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    atOnce.decrementAndGet();
                    giveBack();
                    giveBack();
                }

                @Override
                protected void turnedAway() {
                    throw new AssertionError("turned away");
                }

                @Override
                protected void displaced() {
                    throw new AssertionError("displaced by the same client");
                }
            };
            if (place.ask(reserve) == Answer.RUNS) {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                atOnce.decrementAndGet();
                place.overdue();
                place.giveBack();
            } else if (random.nextBoolean() && decided.compareAndSet(false, true)) {
                // Gone before its handler has begun, whether it still waits or has its place already.
                place.overdue();
                place.giveBack();
            }
        }
    }

    private List<RecordedPlace> full() {
        return List.of(asked("r1", false, Answer.RUNS), asked("r2", false, Answer.RUNS));
    }

    private RecordedPlace asked(String name, boolean reserve, Answer expected) {
        RecordedPlace place = place(slots.connection(), name);
        assertThat(place.ask(reserve)).as(name).isEqualTo(expected);
        return place;
    }

    private RecordedPlace place(ConnectionCalls connection, String name) {
        return new RecordedPlace(connection, name, told);
    }

    private void goOn() {
        while (!goingOn.isEmpty()) {
            goingOn.remove().run();
        }
    }

    private List<Integer> usage() {
        return List.of(slots.running(), slots.waiting(), slots.overdue(), (int) slots.refused());
    }

    private static CallLimits limits(int calls, int waiting, int perConnection, int reserved) {
        return CallLimits.builder()
                .maxCalls(calls)
                .maxWaitingCalls(waiting)
                .maxRunningCallsPerClient(calls)
                .maxCallsPerConnection(perConnection)
                .reservedCalls(reserved)
                .build();
    }
}
