package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.limit.CallPlace.Answer;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one client does to the calls of others by calling more than the server can do: nothing that they notice. */
@Timeout(60)
class CallFairnessTest {
    private final Queue<Runnable> goingOn = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final List<RecordedPlace> asked = new ArrayList<>();
    private final CallSlots slots = new CallSlots(limits(2, 12, 2), goingOn::add);

    @Test
    void clientsThatWaitHaveTheirTurnsEachWithItsOldestCall() {
        List<RecordedPlace> running = running();
        List.of("a1", "a2", "a3", "b1", "a4", "c1", "b2").forEach(name -> waits(name, client(name)));
        for (int turn = 0; turn < 7; turn++) {
            running.get(0).giveBack();
            running.set(0, goneOn());
        }
        assertThat(told)
                .containsExactly(
                        "a1 goes on",
                        "b1 goes on",
                        "c1 goes on",
                        "a2 goes on",
                        "b2 goes on",
                        "a3 goes on",
                        "a4 goes on");
    }

    @Test
    void sixteenConnectionsOfOneClientThatFillTheRoomTakeNobodyElsesTurn() {
        List<RecordedPlace> running = running();
        List<ConnectionCalls> flood =
                IntStream.range(0, 16).mapToObj(i -> slots.connection()).toList();
        for (int i = 0; i < 160; i++) {
            asked("flood" + i, flood.get(i % 16).by(of(1)), false);
        }
        assertThat(slots.waiting()).isEqualTo(12);
        for (int call = 0; call < 50; call++) {
            RecordedPlace honest = waits("honest" + call, of(2));
            told.clear();
            int turns = 0;
            while (!told.contains(honest.name + " goes on") && turns < 10) {
                running.get(0).giveBack();
                running.set(0, goneOn());
                turns++;
                asked("again" + call + "." + turns, flood.get(call % 16).by(of(1)), false);
            }
            assertThat(turns).as("call %d", call).isLessThanOrEqualTo(2);
            assertThat(slots.waiting()).as("kept full").isEqualTo(12);
        }
    }

    @Test
    void aNewcomerDisplacesTheNewestOfWhoeverWaitsWithMostAndThatOneIsRefused() {
        running();
        for (int i = 0; i < 8; i++) {
            waits("most" + i, of(1));
        }
        for (int i = 0; i < 4; i++) {
            waits("some" + i, of(2));
        }
        assertThat(asked("new0", slots.connection().by(of(3)), false)).isEqualTo(Answer.WAITS);
        assertThat(asked("new1", slots.connection().by(of(3)), false)).isEqualTo(Answer.WAITS);
        assertThat(told).containsExactly("most7 displaced", "most6 displaced");
        assertThat(usage()).containsExactly(2, 12, 0, 2);
    }

    @Test
    void aCallThatIsDisplacedNeverRunsAndGivesNothingBack() {
        List<RecordedPlace> running = running();
        ConnectionCalls connection = slots.connection().by(of(1));
        List<RecordedPlace> most = IntStream.range(0, 12)
                .mapToObj(i -> new RecordedPlace(connection, "most" + i, told))
                .toList();
        most.forEach(place -> place.ask(false));
        asked.addAll(most);
        waits("new", of(2));
        assertThat(told).containsExactly("most11 displaced");
        RecordedPlace displaced = most.get(11);
        assertThat(displaced.over()).isTrue();
        assertThat(displaced.giveBack()).isFalse();
        displaced.overdue();
        assertThat(usage()).containsExactly(2, 12, 0, 1);
        assertThat(connection.count()).isEqualTo(11);
        for (int turn = 0; turn < 12; turn++) {
            running.get(0).giveBack();
            running.set(0, goneOn());
        }
        assertThat(told).doesNotContain("most11 goes on").hasSize(1 + 12);
    }

    @Test
    void whoeverWaitsWithNoMoreThanOthersIsNotDisplacedAndTheNewcomerIsRefused() {
        running();
        for (int client = 0; client < 12; client++) {
            waits("only" + client, of(client));
        }
        assertThat(asked("stranger", slots.connection().by(of(100)), false)).isEqualTo(Answer.FULL);
        assertThat(asked("one of them", slots.connection().by(of(5)), false)).isEqualTo(Answer.FULL);
        assertThat(told).as("nobody's only call").isEmpty();
        assertThat(usage()).containsExactly(2, 12, 0, 2);
    }

    @Test
    void twoClientsThatCallWithoutEndShareTheRoomAndDoNotDisplaceEachOtherForEver() {
        running();
        for (int i = 0; i < 100; i++) {
            asked("one" + i, slots.connection().by(of(1)), false);
        }
        for (int i = 0; i < 100; i++) {
            asked("two" + i, slots.connection().by(of(2)), false);
            asked("one again" + i, slots.connection().by(of(1)), false);
        }
        assertThat(told)
                .containsExactly(
                        "one11 displaced",
                        "one10 displaced",
                        "one9 displaced",
                        "one8 displaced",
                        "one7 displaced",
                        "one6 displaced");
    }

    @Test
    void aConnectionThatHasAllItMayHaveDisplacesNobody() {
        CallSlots narrow = new CallSlots(
                CallLimits.builder()
                        .maxCalls(1)
                        .maxWaitingCalls(4)
                        .maxCallsPerConnection(3)
                        .reservedCalls(0)
                        .build(),
                goingOn::add);
        ConnectionCalls shared = narrow.connection();
        for (int i = 0; i < 3; i++) {
            asked("first" + i, shared.by(of(1)), false);
        }
        ConnectionCalls second = narrow.connection().by(of(1));
        assertThat(List.of(asked("s1", second, false), asked("s2", second, false)))
                .containsExactly(Answer.WAITS, Answer.WAITS);
        assertThat(asked("other client's", shared.by(of(2)), false))
                .as("counted together, whoever calls")
                .isEqualTo(Answer.CONNECTION_FULL);
        assertThat(told).isEmpty();
        assertThat(asked("other's", narrow.connection().by(of(2)), false)).isEqualTo(Answer.WAITS);
        assertThat(told).containsExactly("s2 displaced");
        assertThat(asked("once more", second, false)).isEqualTo(Answer.FULL);
    }

    @Test
    void whoHasTheReserveLosesNothingToOthersAndIsNoWorseOffThanThey() {
        running();
        List.of("r1", "r2").forEach(name -> asked(name, slots.connection().by(of(9)), true));
        for (int i = 0; i < 12; i++) {
            waits("bot" + i, of(1));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(asked("command" + i, slots.connection().by(of(9)), true)).isEqualTo(Answer.WAITS);
        }
        assertThat(told)
                .as("two in reserve, and two of the room that they may use as others do")
                .containsExactly("bot11 displaced", "bot10 displaced");
        assertThat(slots.waiting()).isEqualTo(14);
        assertThat(asked("stranger", slots.connection().by(of(2)), false)).isEqualTo(Answer.WAITS);
        assertThat(told).last().isEqualTo("bot9 displaced");
    }

    @Test
    void oneOperatorsCallsKeepNoOtherOperatorOut() {
        running();
        for (int i = 0; i < 17; i++) {
            asked("script" + i, slots.connection().by(of(8)), true);
        }
        assertThat(usage()).containsExactly(4, 14, 0, 1);
        assertThat(asked("operator", slots.connection().by(of(9)), true)).isEqualTo(Answer.WAITS);
        assertThat(asked("stranger", slots.connection().by(of(2)), false))
                .as("has no right to what waits with the reserve")
                .isEqualTo(Answer.FULL);
        assertThat(told).containsExactly("script15 displaced");
    }

    @Test
    void whoHearsOfAFailureHasNoPlace() {
        running();
        ConnectionCalls broken = slots.connection().by(of(1));
        for (int i = 0; i < 12; i++) {
            new CallPlace(broken) {
                @Override
                protected void proceed() {}

                @Override
                protected void turnedAway() {}

                @Override
                protected void displaced() {
                    throw new OutOfMemoryError("planted");
                }
            }.ask(false);
        }
        RecordedPlace newcomer = new RecordedPlace(slots.connection().by(of(2)), "new", told);
        assertThatThrownBy(() -> newcomer.ask(false)).isInstanceOf(OutOfMemoryError.class);
        assertThat(newcomer.over()).isTrue();
        assertThat(usage()).containsExactly(2, 11, 0, 1);
    }

    private List<RecordedPlace> running() {
        List<RecordedPlace> running = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            RecordedPlace place = new RecordedPlace(slots.connection().by(of(1)), "running" + i, told);
            assertThat(place.ask(false)).isEqualTo(Answer.RUNS);
            running.add(place);
        }
        return running;
    }

    /** Lets the one that has its turn go on. */
    private RecordedPlace goneOn() {
        goingOn.remove().run();
        String name = told.get(told.size() - 1).replace(" goes on", "");
        return asked.stream()
                .filter(place -> place.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Answer asked(String name, ConnectionCalls connection, boolean reserve) {
        RecordedPlace place = new RecordedPlace(connection, name, told);
        asked.add(place);
        return place.ask(reserve);
    }

    private RecordedPlace waits(String name, Client client) {
        assertThat(asked(name, slots.connection().by(client), false)).as(name).isEqualTo(Answer.WAITS);
        return asked.get(asked.size() - 1);
    }

    private List<Integer> usage() {
        return List.of(slots.running(), slots.waiting(), slots.overdue(), (int) slots.refused());
    }

    private static Client client(String name) {
        return of(name.charAt(0));
    }

    private static Client of(int number) {
        return Client.of(new InetSocketAddress("192.0.2." + number, 51_000));
    }

    private static CallLimits limits(int calls, int waiting, int reserved) {
        return CallLimits.builder()
                .maxCalls(calls)
                .maxRunningCallsPerClient(calls)
                .maxWaitingCalls(waiting)
                .maxCallsPerConnection(100)
                .reservedCalls(reserved)
                .build();
    }
}
