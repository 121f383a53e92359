package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Caller;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of one connection: holds events until its answer is on its way, then passes them on in their order, until it ends.
 *
 * <p>No lock is held while the node's code or the channel's is called, so neither can deadlock with the other.
 */
final class ActiveSubscription implements Subscriber {
    /** How an event and the loss of events are told. */
    interface EventText {
        String event(Object value);

        String lost();
    }

    /** Stands where the node's closeable stood: whoever puts it there closes that one. */
    private static final AutoCloseable ENDED = new Ended();

    private final String topic;
    private final String key;
    private final Caller caller;
    private final PushChannel channel;
    private final EventText text;
    private final long maxHeldChars;

    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingChars = new AtomicLong();
    /** Events to pass on, plus one for the answer that must go first: whoever raises it from zero passes on. */
    private final AtomicInteger work = new AtomicInteger(1);

    private final AtomicBoolean activated = new AtomicBoolean();
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicReference<@Nullable AutoCloseable> source = new AtomicReference<>();

    ActiveSubscription(String topic, String key, RpcExchange exchange, PushChannel channel, EventText text) {
        this.topic = topic;
        this.key = key;
        this.caller = exchange.caller();
        this.channel = channel;
        this.text = text;
        this.maxHeldChars = exchange.limits().maxQueuedBytes();
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public void send(Object value) {
        requireNonNull(value, "value");
        if (ended() || lost.get()) {
            return;
        }
        String event;
        try {
            event = text.event(value);
        } catch (RuntimeException | StackOverflowError e) {
            Incidents.report(topic, e);
            return;
        }
        if (waitingChars.addAndGet(event.length()) > maxHeldChars) {
            lost.set(true);
        } else {
            waiting.add(event);
        }
        if (work.getAndIncrement() == 0) {
            passOn();
        }
    }

    /** The answer that names this subscription is on its way: events may follow. */
    void activate() {
        if (activated.compareAndSet(false, true)) {
            passOn();
        }
    }

    /** The node's handler has returned what ends it; if it ended meanwhile, that is closed now. */
    void opened(AutoCloseable opened) {
        if (!source.compareAndSet(null, opened)) {
            close(opened);
        }
    }

    /** Ends it, once: nothing more is sent, and what the node gave is closed. */
    void end() {
        AutoCloseable opened = source.getAndSet(ENDED);
        if (opened != ENDED) {
            channel.subscriptions().forget(key, this);
            waiting.clear();
            if (opened != null) {
                close(opened);
            }
        }
    }

    private boolean ended() {
        return source.get() == ENDED;
    }

    private void passOn() {
        int done = 1;
        do {
            for (String event = waiting.poll(); event != null; event = waiting.poll()) {
                waitingChars.addAndGet(-event.length());
                if (!ended() && !channel.send(event)) {
                    end();
                }
            }
            if (lost.get() && !ended()) {
                channel.send(text.lost());
                end();
            }
            done = work.addAndGet(-done);
        } while (done != 0);
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
