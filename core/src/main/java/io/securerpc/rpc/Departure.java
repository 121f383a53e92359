package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.Faults;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The moment at which a caller goes away, told by the door to whatever still runs for it: the end of a WebSocket, the failure of an HTTP exchange. The door
 * makes one for each connection or exchange; a moment that never comes needs no telling.
 *
 * <p><b>Threads</b>: any.
 */
public final class Departure {
    private final Set<RunningCall> waiting = new LinkedHashSet<>();
    private boolean happened;
    private @Nullable Runnable onQuiet;

    /** Not yet. */
    public Departure() {}

    /**
     * The caller is gone: cancels its calls, once, on this thread. Each of them is told, whatever is thrown by others; the first fault is thrown when all have been, with the further ones
     * suppressed in it.
     */
    public void happen() {
        List<RunningCall> calls;
        Runnable quiet;
        synchronized (this) {
            happened = true;
            calls = new ArrayList<>(waiting);
            waiting.clear();
            quiet = takeOnQuiet();
        }
        Faults faults = new Faults();
        calls.forEach(call -> faults.collect(call::callerGone));
        faults.collect(() -> run(quiet));
        faults.rethrow();
    }

    /**
     * Whether no call runs that its caller's going away would cancel: none, or only such as run on the thread that brought them. Notifications count too, which
     * run on when their request is answered.
     *
     * @return true if nothing would be cancelled
     */
    public synchronized boolean quiet() {
        return waiting.isEmpty();
    }

    /**
     * Does something as soon as it is {@linkplain #quiet quiet}: at once, or on the thread that ends the last call. There is one such action; a later one takes the place of the one before.
     *
     * @param action must return at once, and take no lock under which calls are cancelled
     */
    public void whenQuiet(Runnable action) {
        requireNonNull(action, "action");
        Runnable now;
        synchronized (this) {
            onQuiet = action;
            now = waiting.isEmpty() ? takeOnQuiet() : null;
        }
        run(now);
    }

    /** Whether it has happened; if not, the call is told when it does, unless it is forgotten before. */
    synchronized boolean await(RunningCall call) {
        if (!happened) {
            waiting.add(call);
        }
        return happened;
    }

    void forget(RunningCall call) {
        Runnable quiet;
        synchronized (this) {
            waiting.remove(call);
            quiet = waiting.isEmpty() ? takeOnQuiet() : null;
        }
        run(quiet);
    }

    private @Nullable Runnable takeOnQuiet() {
        Runnable action = onQuiet;
        onQuiet = null;
        return action;
    }

    private static void run(@Nullable Runnable action) {
        if (action != null) {
            action.run();
        }
    }
}
