package io.securerpc.limit;

import io.securerpc.limit.CallPlace.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What {@link CallSlots} should do, as one list of everything that is there, searched from its beginning each time. */
final class CallSlotsModel {
    private static final class Call {
        final String name;
        final int connection;
        final boolean reserve;
        boolean runs;
        boolean overdue;

        Call(String name, int connection, boolean reserve) {
            this.name = name;
            this.connection = connection;
            this.reserve = reserve;
        }
    }

    private final CallLimits limits;
    private final List<Call> there = new ArrayList<>();
    private final List<String> wentOn = new ArrayList<>();
    private int refused;

    CallSlotsModel(CallLimits limits) {
        this.limits = limits;
    }

    Answer ask(String name, int connection, boolean reserve) {
        Call call = new Call(name, connection, reserve);
        if (count(other -> other.connection == connection) == limits.maxCallsPerConnection()) {
            refused++;
            return Answer.CONNECTION_FULL;
        }
        if (mayRun(call)) {
            call.runs = true;
            there.add(call);
            return Answer.RUNS;
        }
        if (count(other -> !other.runs) >= limits.maxWaitingCalls() + (reserve ? limits.reservedCalls() : 0)) {
            refused++;
            return Answer.FULL;
        }
        there.add(call);
        return Answer.WAITS;
    }

    boolean giveBack(String name) {
        boolean given = there.removeIf(call -> call.name.equals(name));
        beginWhatMay(true);
        beginWhatMay(false);
        return given;
    }

    void overdue(String name) {
        there.stream().filter(call -> call.runs && call.name.equals(name)).forEach(call -> call.overdue = true);
    }

    List<Integer> usage() {
        return List.of(count(call -> call.runs), count(call -> !call.runs), count(call -> call.overdue), refused);
    }

    List<String> wentOn() {
        return wentOn;
    }

    private void beginWhatMay(boolean reserve) {
        for (Call call : there) {
            if (!call.runs && call.reserve == reserve && mayRun(call)) {
                call.runs = true;
                wentOn.add(call.name + " goes on");
            }
        }
    }

    private boolean mayRun(Call call) {
        return count(other -> other.runs) < limits.maxCalls() + (call.reserve ? limits.reservedCalls() : 0);
    }

    private int count(Predicate<Call> which) {
        return (int) there.stream().filter(which).count();
    }
}
