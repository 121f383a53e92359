package io.securerpc.limit;

import java.util.List;

/** A place that writes down what it is told. */
final class RecordedPlace extends CallPlace {
    final String name;
    private final List<String> told;

    RecordedPlace(ConnectionCalls connection, String name, List<String> told) {
        super(connection);
        this.name = name;
        this.told = told;
    }

    boolean over() {
        return gone();
    }

    @Override
    protected void proceed() {
        told.add(name + " goes on");
    }

    @Override
    protected void turnedAway() {
        told.add(name + " turned away");
    }

    @Override
    protected void displaced() {
        told.add(name + " displaced");
    }
}
