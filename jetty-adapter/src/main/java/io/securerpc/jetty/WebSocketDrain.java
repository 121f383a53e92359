package io.securerpc.jetty;

import static java.util.Objects.requireNonNull;

import io.securerpc.rpc.Departure;
import io.securerpc.rpc.Subscriptions;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingFrames;
import org.jspecify.annotations.Nullable;

/**
 * How one WebSocket ends when the server stops: its subscribers are told, what it has been asked is answered, all that waits is sent, and then it is closed with 1001.
 *
 * <p>Messages are answered until nothing is left to answer, so that a client that has just asked gets its answer; one that never stops asking is not listened to from a moment on.
 */
final class WebSocketDrain {
    /** For the peer's own close frame, which tells it and us that nothing was lost (RFC 6455 section 7.1.1). A round trip to the other side of the world, twice. */
    static final long GOODBYE_MILLIS = 1_000;

    private final Drain drain;
    private final WebSocketChannel channel;
    private final Subscriptions subscriptions;
    private final Departure departure;
    private final EndPoint endPoint;
    private final Traffic messages = new Traffic();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean ended;
    private volatile boolean told;
    private volatile @Nullable OutgoingFrames frames;

    WebSocketDrain(
            Drain drain,
            WebSocketChannel channel,
            Subscriptions subscriptions,
            Departure departure,
            EndPoint endPoint) {
        this.drain = drain;
        this.channel = channel;
        this.subscriptions = subscriptions;
        this.departure = departure;
        this.endPoint = endPoint;
    }

    void opened(OutgoingFrames remote) {
        frames = remote;
        drain.opened(this);
    }

    void closed() {
        drain.closed(this);
    }

    /** A message has come; false if it came too late to be answered. */
    boolean begins() {
        return drain.enter(messages, 0);
    }

    /** Its answer is queued, if it has one. */
    void ends() {
        drain.leave(messages);
    }

    /**
     * Goes as far towards the end as it can now; asked again until it is closed.
     *
     * @param last whether no further message is taken
     */
    void proceed(boolean last, Executor threads, Scheduler scheduler) {
        if (begun.compareAndSet(false, true)) {
            // The node's own code, which may take its time.
            threads.execute(() -> {
                try {
                    subscriptions.stop();
                } finally {
                    ended = true;
                }
            });
        }
        if (last) {
            messages.end();
        }
        if (!ended || channel.queuedBytes() > 0 || !departure.quiet() || !messages.endIfIdle()) {
            return;
        }
        // Nothing can be asked any more: what the last message was answered is queued by now, or sent.
        if (channel.queuedBytes() == 0 && departure.quiet() && closing.compareAndSet(false, true)) {
            requireNonNull(frames, "frames").sendFrame(new GoingAway(), Callback.from(() -> told = true), false);
            scheduler.schedule(() -> Transport.raw(endPoint).close(), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether all was answered and sent, and its peer was told that it is closed. */
    boolean isClosing() {
        return closing.get();
    }

    /** Whether the close frame is with the system, which delivers it though the connection is closed, if it is not reset. */
    boolean isTold() {
        return told;
    }

    EndPoint endPoint() {
        return endPoint;
    }

    /** The deadline has come: cancels what runs. The connection is reset already. */
    void cut() {
        messages.end();
        try {
            departure.happen();
        } finally {
            subscriptions.close();
        }
    }

    /** A close frame of ours. Jetty ends a connection at once that says 1001 itself, and waits for an answer after an ordinary close: it takes this for one. */
    private static final class GoingAway extends Frame implements CloseStatus.Supplier {
        private static final CloseStatus STATUS = new CloseStatus(CloseStatus.SHUTDOWN, "server is stopping");

        GoingAway() {
            super(OpCode.CLOSE, true, STATUS.toFrame().getPayload());
        }

        @Override
        public CloseStatus getCloseStatus() {
            return new CloseStatus(CloseStatus.NORMAL);
        }
    }
}
