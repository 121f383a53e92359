package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.Faults;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection that counts, from its admission until its transport is closed.
 *
 * <h2>Threads</h2>
 *
 * <p>Any. What it is given to run is run without a lock, on the thread that brings it about.
 */
public final class OpenConnection implements Admission, AutoCloseable {
    private final ListenerConnections listener;
    /** Whoever holds the lock of all connections may look at what follows. */
    private Source source;

    private @Nullable String caller;
    private boolean unfinished;
    private boolean webSocket;
    private boolean counted = true;
    private boolean closed;
    private @Nullable Bound displacedBy;
    private @Nullable Consumer<Bound> onDrop;
    private final List<Runnable> onClose = new ArrayList<>(1);
    private final AtomicReference<@Nullable ConnectionCalls> calls = new AtomicReference<>();

    OpenConnection(ListenerConnections listener, Source source, boolean unfinished) {
        this.listener = listener;
        this.source = source;
        this.unfinished = unfinished;
    }

    /**
     * One that counts nowhere.
     *
     * @return closed already
     */
    public static OpenConnection closed() {
        OpenConnection none = new OpenConnection(
                new OpenConnections(ConnectionLimits.defaults()).addListener(0), Source.UNKNOWN, false);
        none.counted = false;
        none.closed = true;
        return none;
    }

    /**
     * Says how it is ended when somebody else needs its place.
     *
     * @param action resets it; told what is full. Run at once if that has happened already
     */
    public void onDrop(Consumer<Bound> action) {
        requireNonNull(action, "action");
        Bound already;
        synchronized (all()) {
            onDrop = action;
            already = displacedBy;
        }
        if (already != null) {
            action.accept(already);
        }
    }

    /**
     * Says what is to be done when it is closed, such as taking back what was to be done later.
     *
     * @param action run once; at once if it is closed already
     */
    public void onClose(Runnable action) {
        requireNonNull(action, "action");
        synchronized (all()) {
            if (!closed) {
                onClose.add(action);
                return;
            }
        }
        action.run();
    }

    /**
     * Counts it by an address that has become known only now; one that was known already stays.
     *
     * @param address of the client, from somebody who is believed
     * @return empty if there was room; else what is full, and it has to be ended
     */
    public Optional<Bound> claim(InetAddress address) {
        requireNonNull(address, "address");
        List<OpenConnection> displaced = new ArrayList<>();
        Optional<Bound> full = Optional.empty();
        synchronized (all()) {
            if (counted && source.address().isEmpty()) {
                Source named = Source.of(address);
                full = all().makeRoom(named, displaced);
                if (full.isEmpty()) {
                    source = named;
                    all().count(named);
                    if (unfinished) {
                        listener.name(named);
                    }
                }
            }
        }
        dropAll(displaced);
        return full;
    }

    /**
     * Counts it as a caller's; if it is one's already, it stays so.
     *
     * @param callerId who has proven to be there
     * @return empty if there was room; else what is full, and it has to be ended or not be the caller's
     */
    public Optional<Bound> claim(String callerId) {
        requireNonNull(callerId, "callerId");
        synchronized (all()) {
            if (!counted || caller != null) {
                return Optional.empty();
            }
            if (!all().countCaller(callerId)) {
                return Optional.of(Bound.CALLER);
            }
            caller = callerId;
            return Optional.empty();
        }
    }

    /** The handshake is done: nobody takes its place any more. */
    public void finished() {
        synchronized (all()) {
            if (unfinished) {
                unfinished = false;
                listener.finish(this);
            }
        }
    }

    /**
     * Its calls, those of all its streams together.
     *
     * @param slots those of the server
     * @return the same each time
     */
    public ConnectionCalls calls(CallSlots slots) {
        requireNonNull(slots, "slots");
        ConnectionCalls known = calls.get();
        if (known != null) {
            return known;
        }
        ConnectionCalls first = slots.connection();
        ConnectionCalls other = calls.compareAndExchange(null, first);
        return other == null ? first : other;
    }

    /** It is a WebSocket from now on. */
    public void upgraded() {
        synchronized (all()) {
            if (counted && !webSocket) {
                webSocket = true;
                all().countWebSocket();
            }
        }
    }

    /** Its transport is closed; a second call does nothing. */
    @Override
    public void close() {
        List<Runnable> actions;
        synchronized (all()) {
            closed = true;
            release();
            actions = List.copyOf(onClose);
            onClose.clear();
        }
        actions.forEach(Runnable::run);
    }

    Source source() {
        return source;
    }

    /** With the lock held: its place is another's now. */
    void displace(Bound bound) {
        displacedBy = bound;
        release();
    }

    /** Each of them, whatever is thrown by others: their places are given back already, so none may stay open. */
    static void dropAll(List<OpenConnection> displaced) {
        Faults faults = new Faults();
        displaced.forEach(each -> faults.collect(each::drop));
        faults.rethrow();
    }

    /** Without the lock, after {@link #displace}. */
    void drop() {
        Consumer<Bound> action;
        Bound bound;
        synchronized (all()) {
            action = onDrop;
            bound = displacedBy;
        }
        if (action != null && bound != null) {
            action.accept(bound);
        }
    }

    private void release() {
        if (counted) {
            counted = false;
            listener.release(this, unfinished);
            all().release(source, Optional.ofNullable(caller), webSocket);
        }
    }

    private OpenConnections all() {
        return listener.all();
    }
}
