package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription does when its subscriber reads more slowly than events are sent; what is dropped is always counted and told, never passed over.
 *
 * <p>An event waits as long as the connection has not taken those before it. It exceeds the budget if the connection would then hold more unsent bytes than
 * {@link io.securerpc.limit.Limits#maxQueuedBytes()}.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #closeConnection()}: a client that reconnects and asks again is never wrong about what it has missed, and every client library knows how.
 *
 * <h2>Security</h2>
 *
 * <p>No policy lets a connection hold more than its budget, and none holds up the sender. When the budget of the whole server is exhausted, the connections that hold the most are
 * closed, whatever their subscriptions chose.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable; a key function is called by the threads that send.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * RpcService.builder()
 *         .subscription("newHeads", Permission.PUBLIC, heads, OverflowPolicy.dropOldest())
 *         .subscription("balances", Permission.PUBLIC, balances, OverflowPolicy.coalesce(event -> ((Balance) event).account()))
 * }</pre>
 */
public final class OverflowPolicy {
    enum Kind {
        CLOSE_CONNECTION,
        CLOSE_SUBSCRIPTION,
        DROP_OLDEST,
        COALESCE
    }

    /** A node of the map that finds it, its share of the table, the key and its text, on a JVM whose references are long. */
    private static final int KEY_OVERHEAD = 128;

    private static final OverflowPolicy CLOSE_CONNECTION = new OverflowPolicy(Kind.CLOSE_CONNECTION, event -> event);
    private static final OverflowPolicy CLOSE_SUBSCRIPTION =
            new OverflowPolicy(Kind.CLOSE_SUBSCRIPTION, event -> event);
    private static final OverflowPolicy DROP_OLDEST = new OverflowPolicy(Kind.DROP_OLDEST, event -> event);

    private final Kind kind;
    private final Function<Object, ?> key;

    private OverflowPolicy(Kind kind, Function<Object, ?> key) {
        this.kind = kind;
        this.key = key;
    }

    /**
     * An event that exceeds the budget closes the WebSocket with 1013.
     *
     * @return the default
     */
    public static OverflowPolicy closeConnection() {
        return CLOSE_CONNECTION;
    }

    /**
     * An event that exceeds the budget ends the subscription; those of its events that wait are dropped, and its last message is an error that says how many.
     *
     * @return for subscribers that would rather keep their connection
     */
    public static OverflowPolicy closeSubscription() {
        return CLOSE_SUBSCRIPTION;
    }

    /**
     * An event that exceeds the budget takes the place of the subscription's oldest that wait, as many as it needs; if none waits, the new one is dropped. The first
     * event behind those that were dropped says how many were, and none before them.
     *
     * @return for events that are worth less the older they are
     */
    public static OverflowPolicy dropOldest() {
        return DROP_OLDEST;
    }

    /**
     * Of the events with one key only the latest waits, in the place of the first, also while there is room for more, and says how many were dropped in that place. An event that still
     * exceeds the budget, because it brings one key too many, closes the WebSocket.
     *
     * <p>A key waits with its event and is counted with it: two bytes for each character that its {@code toString} has, and 128 more.
     *
     * @param key the key of an event, from the value that is sent; compared by {@code equals}, never null. What it throws, the event that it is asked about is lost to, with an
     *     incident in the log, as with a value that cannot be written
     * @return for events that each replace what was said before
     */
    public static OverflowPolicy coalesce(Function<Object, ?> key) {
        return new OverflowPolicy(Kind.COALESCE, requireNonNull(key, "key"));
    }

    Kind kind() {
        return kind;
    }

    /** What the event is found by among those that wait; null where events do not replace each other. */
    @Nullable
    Object key(Object event) {
        return kind == Kind.COALESCE ? requireNonNull(key.apply(event), "key of an event") : null;
    }

    /** What is kept of a key as long as its event waits: its text, as large as it may be, and the objects that it and its place are. */
    static int keyBytes(@Nullable Object key) {
        return key == null
                ? 0
                : (int) Math.min(
                        Integer.MAX_VALUE, KEY_OVERHEAD + 2L * key.toString().length());
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
