package io.securerpc.jetty;

import io.securerpc.limit.Limits;
import io.securerpc.limit.WebSocketFrames;
import io.securerpc.limit.WebSocketViolation;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.exception.CloseException;

/**
 * What comes in over one WebSocket: its frames are bounded before they are parsed, its whole text messages go to the channel.
 *
 * <p>No thread waits for a peer's frames: what has come is read, and whoever owes the rest is looked for by {@link SlowConnections}.
 *
 * <p><b>Threads</b>: one at a time reads; any may ask what is owed or held.
 */
final class IncomingMessages {
    private final FrontDoor.Entrance entrance;
    private final Limits limits;
    private final WebSocketFrames frames;
    private final UnfinishedBytes unfinished;
    private final PeerClock clock = new PeerClock(System::nanoTime);
    private volatile boolean heard = true;
    private volatile boolean refused;
    private boolean goodbyeSeen;

    IncomingMessages(FrontDoor.Entrance entrance, ServerParts parts) {
        this.entrance = entrance;
        this.limits = parts.limits();
        this.unfinished = new UnfinishedBytes(entrance, parts.memory().requests());
        this.frames = new WebSocketFrames(limits.maxRequestBytes());
    }

    /** Hands each whole text message to the channel, one after the other; anything that is no text is refused. */
    void deliver(Session session, Consumer<String> messages, Runnable refuseBinary) {
        session.setMaxTextMessageBufferSize((int) Math.min(Integer.MAX_VALUE - 8, limits.maxRequestBytes()));
        session.addMessageHandler(String.class, (MessageHandler.Whole<String>)
                message -> clock.standStill(() -> messages.accept(message)));
        session.addMessageHandler(
                ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) (part, last) -> refuseBinary.run());
    }

    /**
     * Sees what has come before anybody acts on it.
     *
     * @throws CloseException if it is not to be parsed: the WebSocket is closed with its code
     */
    void read(ByteBuffer bytes) {
        heard = true;
        Optional<WebSocketViolation> violation = frames.read(bytes, clock.nanos(), System.nanoTime());
        if (violation.isPresent()) {
            throw refusal(violation.get());
        }
        if (!unfinished.hold(frames.heldBytes())) {
            entrance.tellNoRoom("max_request_bytes_total");
            refused = true;
            resetSoon();
            throw new CloseException(CloseStatus.TRY_AGAIN_LATER, "server has no room");
        }
        if (frames.isClosed() && !goodbyeSeen) {
            goodbyeSeen = true;
            // What was sent before may still be read; but not for ever, a byte now and then.
            resetAfter(limits.idleTimeout().toMillis());
        }
    }

    /** Bytes of the message that has not come to its end, as they came over the network; the decoded text takes up to twice as much. */
    long heldBytes() {
        return frames.heldBytes();
    }

    /** Whether something was read that is not to be parsed: what comes after it is not read, and the connection is reset soon. */
    boolean isRefused() {
        return refused;
    }

    /** Nothing more will come. */
    void closed() {
        unfinished.close();
    }

    /** The key of the time that the peer has passed with what it owes. */
    Optional<String> overdue() {
        long now = clock.nanos();
        if (frames.frameOwed(now) > limits.connections().headerTimeout().toNanos()) {
            return Optional.of("header_timeout");
        }
        return frames.messageOwed(now) > limits.connections().messageTimeout().toNanos()
                ? Optional.of("message_timeout")
                : Optional.empty();
    }

    /** Whether anything has come since the last time this was asked: within a message a peer cannot answer pings. */
    boolean wasHeard() {
        boolean was = heard;
        heard = false;
        return was;
    }

    /** Whatever the peer reads, it is gone soon. */
    void resetSoon() {
        resetAfter(ClientConnections.ABORT_AFTER_MILLIS);
    }

    /** Jetty says goodbye with its code, as for what it refuses itself. */
    private CloseException refusal(WebSocketViolation violation) {
        if (violation.isFlood()) {
            ConnectionGuard.of(entrance.listener().connector()).tell(entrance.endPoint(), limit(violation));
        }
        refused = true;
        resetSoon();
        return new CloseException(violation.closeCode(), violation.text());
    }

    private static String limit(WebSocketViolation flood) {
        return flood == WebSocketViolation.TOO_MANY_FRAGMENTS
                ? "number of fragments of a websocket message"
                : "number of websocket frames in a second that ask nothing";
    }

    private void resetAfter(long millis) {
        Scheduler.Task reset =
                entrance.listener().connector().getScheduler().schedule(entrance::reset, millis, TimeUnit.MILLISECONDS);
        ConnectionGuard.of(entrance.listener().connector())
                .connection(entrance.endPoint())
                .onClose(reset::cancel);
    }
}
