package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Long random histories, each step of which is compared with what {@link CallSlotsModel} says. */
@Timeout(60)
class CallSlotsHistoryTest {
    private static final int STEPS = 20_000;
    private static final int CLIENTS = 4;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Queue<Runnable> goingOn = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final List<RecordedPlace> places = new ArrayList<>();
    private int waitedForTheirOwn;

    @RepeatedTest(8)
    void isWhatASimpleModelSaysAfterEachOfManyRandomSteps() {
        int calls = 1 + random.nextInt(6);
        follow(CallLimits.builder()
                .maxCalls(calls)
                .maxWaitingCalls(random.nextInt(12))
                .maxRunningCallsPerClient(1 + random.nextInt(calls + 1))
                .maxCallsPerConnection(1 + random.nextInt(6))
                .reservedCalls(random.nextInt(3))
                .build());
    }

    @RepeatedTest(3)
    void isWhatASimpleModelSaysWhereClientsWaitForTheirOwnCallsThoughPlacesAreFree() {
        follow(CallLimits.builder()
                .maxCalls(12)
                .maxWaitingCalls(10)
                .maxRunningCallsPerClient(2)
                .maxCallsPerConnection(8)
                .reservedCalls(1)
                .build());
        assertThat(waitedForTheirOwn).as("seed %d", seed).isGreaterThan(STEPS / 10);
        assertThat(told)
                .as("seed %d", seed)
                .anyMatch(each -> each.endsWith(" goes on"))
                .anyMatch(each -> each.endsWith(" displaced"));
    }

    private void follow(CallLimits limits) {
        CallSlotsModel model = new CallSlotsModel(limits);
        CallSlots real = new CallSlots(limits, goingOn::add);
        List<ConnectionCalls> connections =
                Stream.generate(real::connection).limit(6).toList();
        for (int step = 0; step < STEPS; step++) {
            int choice = random.nextInt(8);
            if (choice < 3 || places.isEmpty()) {
                ask(model, connections, step);
            } else if (choice == 3) {
                goOn();
            } else {
                end(model, choice == 4, step);
            }
            assertThat(List.of(real.running(), real.waiting(), real.overdue(), (int) real.refused(), real.clients()))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(model.usage());
            waitedForTheirOwn += model.waitingForTheirOwn() > 0 ? 1 : 0;
        }
        goOn();
        assertThat(told)
                .as("seed %d", seed)
                .filteredOn(each -> each.endsWith(" goes on"))
                .isEqualTo(model.wentOn());
        assertThat(told)
                .as("seed %d", seed)
                .filteredOn(each -> each.endsWith(" displaced"))
                .isEqualTo(model.displaced());
        assertThat(told).hasSize(model.wentOn().size() + model.displaced().size());
        places.forEach(CallPlace::giveBack);
        assertThat(List.of(real.running(), real.waiting(), real.overdue(), real.clients()))
                .as("seed %d", seed)
                .containsOnly(0);
    }

    private void ask(CallSlotsModel model, List<ConnectionCalls> connections, int step) {
        int connection = random.nextInt(connections.size());
        boolean reserve = random.nextInt(4) == 0;
        // Most have one client; a proxy's have several.
        int number = connection < CLIENTS ? connection : random.nextInt(CLIENTS);
        Client client = Client.of(new InetSocketAddress("192.0.2." + number, 51_000));
        RecordedPlace place = new RecordedPlace(connections.get(connection).by(client), "c" + step, told);
        assertThat(place.ask(reserve))
                .as("seed %d, step %d", seed, step)
                .isEqualTo(model.ask("c" + step, connection, "client" + number, reserve));
        places.add(place);
    }

    private void end(CallSlotsModel model, boolean onlyOverdue, int step) {
        RecordedPlace place = places.get(random.nextInt(places.size()));
        if (onlyOverdue) {
            place.overdue();
            model.overdue(place.name);
        } else {
            assertThat(place.giveBack()).as("seed %d, step %d", seed, step).isEqualTo(model.giveBack(place.name));
        }
        // Some stay, to be given back again.
        if (place.over() && random.nextInt(3) == 0) {
            places.remove(place);
        }
    }

    private void goOn() {
        while (!goingOn.isEmpty()) {
            goingOn.remove().run();
        }
    }
}
