package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Caller;
import io.securerpc.rpc.PushChannel.Offer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of one connection: has its events held until its answer is on its way and queued from then on, in their order, until it ends; and does what its policy says where they
 * exceed the budget.
 *
 * <p>No lock is held while the node's code is called or the channel sends, so neither can deadlock with the other.
 */
final class ActiveSubscription implements Subscriber {
    private enum Sequel {
        NOTHING,
        FLUSH,
        /** The last message is queued. */
        END,
        END_AT_ONCE,
        CLOSE_CONNECTION
    }

    /** Stands where the node's closeable stood: whoever puts it there closes that one. */
    private static final AutoCloseable ENDED = new Ended();

    private final String topic;
    private final String key;
    private final OverflowPolicy policy;
    private final Caller caller;
    private final PushChannel channel;
    private final EventText text;
    /** Part of the request, which may be large: given up as soon as the subscription is made. */
    private volatile @Nullable CallParams params;

    private volatile boolean withOptions;
    private volatile boolean optionsRead;
    private final AtomicReference<@Nullable SubscriptionUpdate> update = new AtomicReference<>();

    private final AtomicReference<@Nullable AutoCloseable> source = new AtomicReference<>();

    /** Guards all that follows. */
    private final WaitingEvents waiting;

    private boolean activated;
    /** Takes no more events. */
    private boolean over;

    ActiveSubscription(
            Topics.Wanted wanted, OverflowPolicy policy, RpcExchange exchange, PushChannel channel, EventText text) {
        this.topic = wanted.topic();
        this.key = wanted.key();
        this.params = wanted.params();
        this.withOptions = wanted.withOptions();
        this.policy = policy;
        this.caller = exchange.caller();
        this.channel = channel;
        this.text = text;
        this.waiting = new WaitingEvents(channel, text);
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public Params params() {
        optionsRead = true;
        return sent();
    }

    @Override
    public Params options() {
        optionsRead = true;
        return sent().options();
    }

    @Override
    public void onUpdate(SubscriptionUpdate handler) {
        requireNonNull(handler, "update");
        if (!update.compareAndSet(null, handler)) {
            throw new IllegalStateException("on update: of the topic " + topic + " set twice (expected: once)");
        }
    }

    @Override
    public void send(Object value) {
        requireNonNull(value, "value");
        if (ended()) {
            return;
        }
        WaitingEvents.Event event;
        try {
            event = waiting.event(text.event(value), policy.key(value));
        } catch (RuntimeException | StackOverflowError e) {
            Incidents.report(topic, e);
            return;
        }
        follow(place(event));
    }

    /** What its subscriber's updates are given to; null if it takes none. */
    @Nullable
    SubscriptionUpdate update() {
        return update.get();
    }

    void updated() {
        withOptions = true;
    }

    /** Whether its events are not those that a subscriber without options gets. */
    boolean withOptions() {
        return withOptions;
    }

    String topic() {
        return topic;
    }

    /** Takes the place of the one with its key, if the connection goes on. */
    Subscriptions.Admission takePlace() {
        return channel.subscriptions().replace(key, this);
    }

    /** The one before ends: what that one has queued still leaves, and what it dropped is told by this one if nothing of its own can. */
    void takeOver(ActiveSubscription before) {
        before.end(false);
        long untold;
        synchronized (before.waiting) {
            untold = before.waiting.takeUntold();
        }
        synchronized (waiting) {
            waiting.lose(untold);
        }
    }

    /** The answer that names this subscription is on its way: events may follow. */
    void activate() {
        boolean last;
        synchronized (waiting) {
            if (activated) {
                return;
            }
            activated = true;
            waiting.offerAll();
            last = over;
        }
        follow(last ? Sequel.END : Sequel.FLUSH);
    }

    /**
     * The node's handler has returned what ends it; if it ended meanwhile, that is closed now.
     *
     * @throws RpcException if there are options that nobody has looked at: the subscriber would take all events for those it asked for
     */
    void opened(AutoCloseable opened) {
        boolean passedOver = withOptions && !optionsRead && sent().options().size() > 0;
        params = null;
        if (!source.compareAndSet(null, opened)) {
            close(opened);
        }
        if (passedOver) {
            throw ParamPlace.ALL.member("options").invalid("is unknown", "none");
        }
    }

    /** Ends it because the server stops: what waits still leaves, and behind it a last message that says so, if there is room. */
    void stop() {
        byte[] last = text.stopping();
        Sequel sequel;
        synchronized (waiting) {
            if (over) {
                return;
            }
            over = true;
            Offer offer = waiting.add(waiting.event(last, null), activated);
            // One that waits for its answer ends with it.
            sequel = offer == Offer.GONE ? Sequel.END_AT_ONCE : activated ? Sequel.END : Sequel.NOTHING;
        }
        follow(sequel);
    }

    /** Ends it, once: nothing more is sent, and what the node gave is closed. */
    void end() {
        end(true);
    }

    private void end(boolean atOnce) {
        AutoCloseable opened = source.getAndSet(ENDED);
        if (opened != ENDED) {
            channel.subscriptions().forget(key, this);
            synchronized (waiting) {
                over = true;
                if (atOnce) {
                    waiting.withdrawAll();
                }
            }
            if (opened != null) {
                close(opened);
            }
        }
    }

    private CallParams sent() {
        CallParams sent = params;
        if (sent == null) {
            throw new IllegalStateException(
                    "params: of the topic " + topic + " (expected: read before the subscription is made)");
        }
        return sent;
    }

    boolean ended() {
        return source.get() == ENDED;
    }

    private Sequel place(WaitingEvents.Event event) {
        synchronized (waiting) {
            if (over) {
                return Sequel.NOTHING;
            }
            Offer offer = waiting.replace(event);
            if (offer == Offer.GONE) {
                offer = waiting.add(event, activated);
            }
            while (offer == Offer.NO_ROOM && policy.kind() == OverflowPolicy.Kind.DROP_OLDEST && waiting.dropOldest()) {
                offer = waiting.add(event, activated);
            }
            return switch (offer) {
                case QUEUED -> Sequel.FLUSH;
                case NO_ROOM -> overflow();
                case GONE -> Sequel.END_AT_ONCE;
            };
        }
    }

    /** The event that does not fit is the last, one way or the other, unless it may be dropped. */
    private Sequel overflow() {
        if (policy.kind() == OverflowPolicy.Kind.DROP_OLDEST) {
            waiting.lose(1);
            return Sequel.NOTHING;
        }
        over = true;
        if (policy.kind() != OverflowPolicy.Kind.CLOSE_SUBSCRIPTION) {
            return Sequel.CLOSE_CONNECTION;
        }
        long dropped = 1 + waiting.withdrawAll() + waiting.takeUntold();
        return switch (waiting.add(waiting.event(text.lost(dropped), null), activated)) {
            case QUEUED -> activated ? Sequel.END : Sequel.NOTHING;
            case NO_ROOM -> Sequel.CLOSE_CONNECTION;
            case GONE -> Sequel.END_AT_ONCE;
        };
    }

    private void follow(Sequel sequel) {
        switch (sequel) {
            case NOTHING -> {}
            case FLUSH -> channel.flush();
            case END -> {
                channel.flush();
                end(false);
            }
            case END_AT_ONCE -> end();
            case CLOSE_CONNECTION -> {
                channel.tooSlow();
                end();
            }
        }
    }

    private void close(AutoCloseable opened) {
        try {
            opened.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Incidents.report(topic, e);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            Incidents.report(topic, e);
        }
    }

    private static final class Ended implements AutoCloseable {
        @Override
        public void close() {}
    }
}
