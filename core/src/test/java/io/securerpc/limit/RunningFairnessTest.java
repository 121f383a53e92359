package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.limit.CallPlace.Answer;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one client does to the calls of others by running, from many connections, methods that take their time: it waits for its own, and they do not. */
@Timeout(60)
class RunningFairnessTest {
    private static final int ALL = 10;
    private static final int OF_CLIENT = 7;

    private final Queue<Runnable> goingOn = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final Map<String, RecordedPlace> asked = new HashMap<>();
    private final CallSlots slots = new CallSlots(limits(ALL, 20, OF_CLIENT, 2), goingOn::add);
    private final List<ConnectionCalls> three = List.of(slots.connection(), slots.connection(), slots.connection());

    @Test
    void threeConnectionsOfOneClientRunNoMoreThanItMayAndAnothersCallRunsAtOnce() {
        List<RecordedPlace> flood = flood(20);
        assertThat(usage()).containsExactly(OF_CLIENT, 13, 0, 0);
        for (int call = 0; call < 50; call++) {
            RecordedPlace honest = place(slots.connection().by(of(2)), "honest" + call);
            assertThat(honest.ask(false)).as("call %d", call).isEqualTo(Answer.RUNS);
            assertThat(honest.giveBack()).isTrue();
        }
        assertThat(goingOn).as("another's call ends nobody's waiting").isEmpty();
        flood.get(3).giveBack();
        goOn();
        assertThat(told).as("its own does, and the oldest goes on").containsExactly("flood7 goes on");
        assertThat(usage()).containsExactly(OF_CLIENT, 12, 0, 0);
    }

    @Test
    void neverHasMoreThanItMayThoughOneAfterTheOtherEnds() {
        List<RecordedPlace> flood = flood(20);
        for (int ended = 0; ended < 20; ended++) {
            assertThat(List.of(slots.running(), slots.waiting()))
                    .containsExactly(Math.min(OF_CLIENT, 20 - ended), Math.max(0, 13 - ended));
            assertThat(flood.get(ended).giveBack()).isTrue();
            goOn();
        }
        assertThat(told)
                .isEqualTo(IntStream.range(OF_CLIENT, 20)
                        .mapToObj(i -> "flood" + i + " goes on")
                        .toList());
        assertThat(usage()).containsExactly(0, 0, 0, 0);
        assertThat(slots.clients()).isZero();
    }

    @Test
    void whatItWaitsWithHoldsUpNobodyElsesTurn() {
        List<RecordedPlace> flood = flood(20);
        List<RecordedPlace> others = new ArrayList<>();
        for (int client = 2; client < 5; client++) {
            others.add(asked("first of " + client, of(client), false, Answer.RUNS));
        }
        RecordedPlace waits = asked("waits", of(5), false, Answer.WAITS);
        others.get(0).giveBack();
        goOn();
        assertThat(told).as("a place, and no client's own, is free").containsExactly("waits goes on");
        others.get(1).giveBack();
        waits.giveBack();
        goOn();
        assertThat(told).hasSize(1);
        assertThat(usage()).containsExactly(OF_CLIENT + 1, 13, 0, 0);
        flood.get(0).giveBack();
        goOn();
        assertThat(told).containsExactly("waits goes on", "flood7 goes on");
    }

    /** Each at an address of its own; whichever calls end first. */
    @Test
    void twoClientsThatHaveAllPlacesBetweenThemBeginOneCallEachAtMostBeforeAThirdsTurn() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, RecordedPlace> running = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            callOf(1 + i % 2, "first" + i, running);
        }
        for (int call = 0; call < 200; call++) {
            assertThat(List.of(running.size(), slots.running()))
                    .as("seed %d", seed)
                    .containsExactly(ALL, ALL);
            RecordedPlace third = asked("3 third" + call, of(3), false, Answer.WAITS);
            told.clear();
            int ended = 0;
            while (!told.contains(third.name + " goes on")) {
                endAny(running, random);
                ended++;
                for (int client = 1; client <= 2; client++) {
                    String own = client + " ";
                    assertThat(told.stream().filter(name -> name.startsWith(own) && name.endsWith(" goes on")))
                            .as("call %d, seed %d", call, seed)
                            .hasSizeLessThanOrEqualTo(1);
                    callOf(client, "again" + call + "." + ended, running);
                }
            }
            assertThat(ended).as("call %d, seed %d", call, seed).isLessThanOrEqualTo(3);
            assertThat(third.giveBack()).isTrue();
            began(running);
        }
    }

    @Test
    void whoHasTheirTurnsAgainHaveThemAfterAllOthers() {
        List<RecordedPlace> flood = flood(9);
        for (int client = 2; client < 5; client++) {
            asked("runs", of(client), false, Answer.RUNS);
        }
        asked("second", of(2), false, Answer.WAITS);
        asked("third", of(3), false, Answer.WAITS);
        for (int ended = 0; ended < 4; ended++) {
            flood.get(ended).giveBack();
        }
        goOn();
        assertThat(told).containsExactly("second goes on", "third goes on", "flood7 goes on", "flood8 goes on");
    }

    @Test
    void whatNobodyWaitsForAnyMoreCountsUntilItHasEnded() {
        List<RecordedPlace> flood = flood(9);
        flood.subList(0, OF_CLIENT).forEach(CallPlace::overdue);
        asked("again", of(1), false, Answer.WAITS);
        assertThat(usage()).containsExactly(OF_CLIENT, 3, OF_CLIENT, 0);
        assertThat(goingOn).isEmpty();
        flood.get(0).giveBack();
        goOn();
        assertThat(told).containsExactly("flood7 goes on");
        assertThat(usage()).containsExactly(OF_CLIENT, 2, OF_CLIENT - 1, 0);
    }

    @Test
    void whoeverWaitsAndLeavesIsNotCalledAndLeavesNothingBehind() {
        List<RecordedPlace> flood = flood(9);
        assertThat(flood.get(7).giveBack()).isTrue();
        assertThat(flood.get(8).giveBack()).isTrue();
        assertThat(slots.clients()).as("it runs and does not wait").isEqualTo(1);
        flood.get(0).giveBack();
        assertThat(goingOn).isEmpty();
        asked("once more", of(1), false, Answer.RUNS);
        asked("and more", of(1), false, Answer.WAITS);
    }

    @Test
    void whoFindsNoRoomToWaitIsToldWhichBoundItWas() {
        flood(27);
        assertThat(slots.waiting()).isEqualTo(20);
        asked("of the same", of(1), false, Answer.CLIENT_FULL);
        for (int i = 0; i < ALL - OF_CLIENT; i++) {
            asked("other", of(2), false, Answer.RUNS);
        }
        asked("of the same", of(1), false, Answer.FULL);
        assertThat(told).isEmpty();
        asked("of another", of(3), false, Answer.WAITS);
        assertThat(told).as("the longest line loses its newest").containsExactly("flood26 displaced");
        assertThat(usage()).containsExactly(ALL, 20, 0, 3);
    }

    @Test
    void whoWaitsForItsOwnCallsDisplacesOnlyWhoWaitsWithMore() {
        flood(27);
        for (int i = 0; i < 3; i++) {
            asked("runs", of(2), false, Answer.RUNS);
        }
        asked("few", of(2), false, Answer.WAITS);
        assertThat(told).containsExactly("flood26 displaced");
        assertThat(slots.waiting()).isEqualTo(20);
    }

    @Test
    void whoHasTheReserveRunsSoManyMoreAndOrdinaryCallsOfTheSameDoNot() {
        for (int i = 0; i < OF_CLIENT; i++) {
            asked("script" + i, of(1), false, Answer.RUNS);
        }
        asked("ordinary", of(1), false, Answer.WAITS);
        RecordedPlace first = asked("command0", of(1), true, Answer.RUNS);
        RecordedPlace second = asked("command1", of(1), true, Answer.RUNS);
        asked("command2", of(1), true, Answer.WAITS);
        asked("another operator's", of(2), true, Answer.RUNS);
        first.giveBack();
        goOn();
        assertThat(told).containsExactly("command2 goes on");
        second.giveBack();
        goOn();
        assertThat(told).as("its ordinary ones have no part in the reserve").hasSize(1);
        assertThat(usage()).containsExactly(OF_CLIENT + 2, 1, 0, 0);
    }

    @Test
    void whatACommandKeepsFromRunningGoesOnWhenTheCommandHasEnded() {
        RecordedPlace command = asked("command", of(1), true, Answer.RUNS);
        for (int i = 1; i < OF_CLIENT; i++) {
            asked("ordinary" + i, of(1), false, Answer.RUNS);
        }
        asked("one more", of(1), false, Answer.WAITS);
        command.giveBack();
        goOn();
        assertThat(told).containsExactly("one more goes on");
    }

    @Test
    void clientsBehindOneConnectionHaveTheirOwnAndShareTheConnections() {
        ConnectionCalls proxy = slots.connection();
        for (int i = 0; i < 9; i++) {
            place(proxy.by(of(1)), "one" + i).ask(false);
        }
        assertThat(place(proxy.by(of(2)), "two").ask(false)).isEqualTo(Answer.RUNS);
        assertThat(proxy.count()).isEqualTo(10);
        assertThat(usage()).containsExactly(OF_CLIENT + 1, 2, 0, 0);
    }

    @Test
    void asManyForOneClientAsThereAreOrMoreBoundsNobody() {
        CallSlots wide = new CallSlots(limits(3, 2, 100, 0), goingOn::add);
        assertThat(IntStream.range(0, 5)
                        .mapToObj(i -> place(wide.connection().by(of(1)), "one").ask(false)))
                .containsExactly(Answer.RUNS, Answer.RUNS, Answer.RUNS, Answer.WAITS, Answer.WAITS);
        assertThat(place(wide.connection().by(of(1)), "one").ask(false)).isEqualTo(Answer.FULL);
    }

    @Test
    void refusesAllThatWaitForTheirOwnWhereThereAreNoThreadsAnyMore() {
        CallSlots stopping = new CallSlots(limits(9, 50_000, 1, 0), task -> {
            throw new RejectedExecutionException("stopped");
        });
        RecordedPlace running = place(stopping.connection().by(of(1)), "running");
        running.ask(false);
        RecordedPlace other = place(stopping.connection().by(of(2)), "running");
        other.ask(false);
        for (int i = 0; i < 20_000; i++) {
            place(stopping.connection().by(of(1 + i % 2)), "waits").ask(false);
        }
        running.giveBack();
        assertThat(told).hasSize(10_000).containsOnly("waits turned away");
        other.giveBack();
        assertThat(told).hasSize(20_000).containsOnly("waits turned away");
        assertThat(List.of(stopping.running(), stopping.waiting(), stopping.clients()))
                .containsExactly(0, 0, 0);
    }

    @Test
    void manyAddressesLeaveNothingBehind() {
        CallSlots wide = new CallSlots(limits(2, 2, 1, 0), goingOn::add);
        for (int i = 0; i < 10_000; i++) {
            Client client = Client.of(new InetSocketAddress("10.1." + i / 256 + "." + i % 256, 51_000));
            RecordedPlace runs = place(wide.connection().by(client), "runs");
            RecordedPlace waits = place(wide.connection().by(client), "waits");
            assertThat(List.of(runs.ask(false), waits.ask(false))).containsExactly(Answer.RUNS, Answer.WAITS);
            assertThat(wide.clients()).isEqualTo(2);
            waits.giveBack();
            runs.giveBack();
        }
        assertThat(wide.clients()).isZero();
    }

    @Test
    void aCountIsNotTakenBackTwice() {
        RunningCalls running = new RunningCalls();
        running.add(of(1));
        running.remove(of(1));
        assertThatThrownBy(() -> running.remove(of(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("call of /192.0.2.1: runs nowhere (expected: counted)");
        assertThat(List.of(running.all(), running.of(of(1)), running.clients())).containsExactly(0, 0, 0);
    }

    /** Of one that floods: it waits, or is refused. */
    private void callOf(int client, String name, Map<String, RecordedPlace> running) {
        RecordedPlace place = place(slots.connection().by(of(client)), client + " " + name);
        asked.put(place.name, place);
        if (place.ask(false) == Answer.RUNS) {
            running.put(place.name, place);
        }
    }

    private void endAny(Map<String, RecordedPlace> running, Random random) {
        List<String> names = List.copyOf(running.keySet());
        assertThat(running.remove(names.get(random.nextInt(names.size()))).giveBack())
                .isTrue();
        began(running);
    }

    private void began(Map<String, RecordedPlace> running) {
        int before = told.size();
        goOn();
        told.subList(before, told.size()).stream()
                .map(text -> asked.get(text.replace(" goes on", "")))
                .filter(Objects::nonNull)
                .forEach(place -> running.put(place.name, place));
    }

    /** Over three connections in turn. */
    private List<RecordedPlace> flood(int calls) {
        List<RecordedPlace> flood = IntStream.range(0, calls)
                .mapToObj(i -> place(three.get(i % three.size()).by(of(1)), "flood" + i))
                .toList();
        assertThat(flood.stream().map(place -> place.ask(false)))
                .isEqualTo(IntStream.range(0, calls)
                        .mapToObj(i -> i < OF_CLIENT ? Answer.RUNS : Answer.WAITS)
                        .toList());
        return flood;
    }

    /** On a connection of its own. */
    private RecordedPlace asked(String name, Client client, boolean reserve, Answer expected) {
        RecordedPlace place = place(slots.connection().by(client), name);
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

    private static Client of(int number) {
        return Client.of(new InetSocketAddress("192.0.2." + number, 51_000));
    }

    private static CallLimits limits(int calls, int waiting, int ofClient, int reserved) {
        return CallLimits.builder()
                .maxCalls(calls)
                .maxWaitingCalls(waiting)
                .maxRunningCallsPerClient(ofClient)
                .maxCallsPerConnection(100)
                .reservedCalls(reserved)
                .build();
    }
}
