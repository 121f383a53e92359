package io.securerpc.limit;

import io.securerpc.limit.CallPlace.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What {@link CallSlots} should do, as one list of everything that is there, searched from its beginning each time. */
final class CallSlotsModel {
    /** A client's, with the reserve or without. */
    private record Line(String client, boolean reserve) {}

    private static final class Call {
        final String name;
        final int connection;
        final Line line;
        boolean runs;
        boolean overdue;

        Call(String name, int connection, Line line) {
            this.name = name;
            this.connection = connection;
            this.line = line;
        }
    }

    private final CallLimits limits;
    private final List<Call> there = new ArrayList<>();
    /** Those in which somebody waits: of clients that may run one more, in the order of their turns; and all, in that in which they were begun. */
    private final List<Line> turns = new ArrayList<>();

    private final List<Line> begun = new ArrayList<>();
    private final List<String> wentOn = new ArrayList<>();
    private final List<String> displaced = new ArrayList<>();
    private int refused;

    CallSlotsModel(CallLimits limits) {
        this.limits = limits;
    }

    Answer ask(String name, int connection, String client, boolean reserve) {
        Call call = new Call(name, connection, new Line(client, reserve));
        if (count(other -> other.connection == connection) == limits.maxCallsPerConnection()) {
            refused++;
            return Answer.CONNECTION_FULL;
        }
        if (mayRun(call)) {
            call.runs = true;
            there.add(call);
            tidy();
            return Answer.RUNS;
        }
        if (count(other -> !other.runs) >= limits.maxWaitingCalls() + reserve(call.line)) {
            refused++;
            Optional<Call> loser = loser(false, client).or(() -> reserve ? loser(true, client) : Optional.empty());
            if (loser.isEmpty()) {
                return placeIsFree(call) ? Answer.CLIENT_FULL : Answer.FULL;
            }
            displaced.add(loser.get().name + " displaced");
            there.remove(loser.get());
            tidy();
        }
        there.add(call);
        if (!begun.contains(call.line)) {
            begun.add(call.line);
        }
        tidy();
        return Answer.WAITS;
    }

    boolean giveBack(String name) {
        boolean given = there.removeIf(call -> call.name.equals(name));
        tidy();
        beginWhatMay(true);
        beginWhatMay(false);
        return given;
    }

    void overdue(String name) {
        there.stream().filter(call -> call.runs && call.name.equals(name)).forEach(call -> call.overdue = true);
    }

    List<Integer> usage() {
        return List.of(
                count(call -> call.runs), count(call -> !call.runs), count(call -> call.overdue), refused, clients());
    }

    /** Each client counts once for what it runs, and once for each line in which it waits. */
    private int clients() {
        return (int) there.stream()
                        .filter(call -> call.runs)
                        .map(call -> call.line.client)
                        .distinct()
                        .count()
                + begun.size();
    }

    /** Of whoever waits though a place is free. */
    int waitingForTheirOwn() {
        return count(call -> !call.runs && placeIsFree(call));
    }

    List<String> wentOn() {
        return wentOn;
    }

    List<String> displaced() {
        return displaced;
    }

    /** The last one of the longest line; of equally long ones, of that which was begun last. */
    private Optional<Call> loser(boolean reserve, String newcomer) {
        int own = count(call -> !call.runs && call.line.client.equals(newcomer));
        return begun.stream()
                .filter(line -> line.reserve == reserve)
                .max(Comparator.comparingInt((Line line) -> (int) waiting(line).count())
                        .thenComparingInt(begun::indexOf))
                .filter(longest -> waiting(longest).count() > own + 1)
                .flatMap(longest -> waiting(longest).reduce((older, newer) -> newer));
    }

    private void beginWhatMay(boolean reserve) {
        while (true) {
            Optional<Call> next = turns.stream()
                    .filter(line -> line.reserve == reserve)
                    .findFirst()
                    .flatMap(line -> waiting(line).findFirst())
                    .filter(this::mayRun);
            if (next.isEmpty()) {
                return;
            }
            next.get().runs = true;
            wentOn.add(next.get().name + " goes on");
            turns.remove(next.get().line);
            turns.add(next.get().line);
            tidy();
        }
    }

    /** A line that is empty is none; one whose client runs all it may has no turns, and afterwards the last one. */
    private void tidy() {
        begun.removeIf(line -> waiting(line).findAny().isEmpty());
        turns.removeIf(line -> !begun.contains(line) || !clientMayRunMore(line));
        begun.stream()
                .filter(line -> clientMayRunMore(line) && !turns.contains(line))
                .forEach(turns::add);
    }

    private Stream<Call> waiting(Line line) {
        return there.stream().filter(call -> !call.runs && call.line.equals(line));
    }

    private boolean mayRun(Call call) {
        return placeIsFree(call) && clientMayRunMore(call.line);
    }

    private boolean placeIsFree(Call call) {
        return count(other -> other.runs) < limits.maxCalls() + reserve(call.line);
    }

    private boolean clientMayRunMore(Line line) {
        return count(other -> other.runs && other.line.client.equals(line.client))
                < limits.maxRunningCallsPerClient() + reserve(line);
    }

    private int reserve(Line line) {
        return line.reserve ? limits.reservedCalls() : 0;
    }

    private int count(Predicate<Call> which) {
        return (int) there.stream().filter(which).count();
    }
}
