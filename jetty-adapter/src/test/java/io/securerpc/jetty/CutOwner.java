package io.securerpc.jetty;

import java.util.concurrent.atomic.AtomicBoolean;

/** A WebSocket that does nothing but end when the test says so; that something of ours fails is the test's failure. */
record CutOwner(AtomicBoolean cut) implements OutgoingMessages.Owner {
    CutOwner() {
        this(new AtomicBoolean());
    }

    @Override
    public boolean isOver() {
        return cut.get();
    }

    @Override
    public void sendingFailed(Throwable fault) {
        throw new AssertionError(fault);
    }

    @Override
    public void transportFailed() {
        // as the test wants it
    }
}
