package io.securerpc.rpc;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The moment at which a caller goes away, told by the door to whatever still runs for it: the end of a WebSocket, the failure of an HTTP exchange. The door
 * makes one for each connection or exchange; a moment that never comes needs no telling.
 *
 * <p><b>Threads</b>: any.
 */
public final class Departure {
    private final Set<RunningCall> waiting = new LinkedHashSet<>();
    private boolean happened;

    /** Not yet. */
    public Departure() {}

    /** The caller is gone: cancels its calls, once, on this thread. */
    public void happen() {
        List<RunningCall> calls;
        synchronized (this) {
            happened = true;
            calls = new ArrayList<>(waiting);
            waiting.clear();
        }
        calls.forEach(RunningCall::callerGone);
    }

    /** Whether it has happened; if not, the call is told when it does, unless it is forgotten before. */
    synchronized boolean await(RunningCall call) {
        if (!happened) {
            waiting.add(call);
        }
        return happened;
    }

    synchronized void forget(RunningCall call) {
        waiting.remove(call);
    }
}
