package io.securerpc.jetty;

import io.securerpc.limit.Limits;
import jakarta.websocket.Session;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingFrames;
import org.jspecify.annotations.Nullable;

/**
 * Pings one WebSocket's peer, so that a quiet subscriber is not taken for one that is gone, and one that is gone not for a quiet subscriber.
 *
 * <p><b>Threads</b>: started once; any stops.
 */
final class WebSocketPings {
    private final FrontDoor.Entrance entrance;
    private final IncomingMessages incoming;
    private final LongSupplier queuedBytes;
    private final long periodMillis;
    /** Only one ping after the other is looked at. */
    private volatile boolean pinged;

    private volatile boolean stopped;
    private volatile Scheduler.@Nullable Task next;

    /**
     * Of a WebSocket that is not open yet.
     *
     * @param queuedBytes what its peer has not read
     */
    WebSocketPings(FrontDoor.Entrance entrance, IncomingMessages incoming, Limits limits, LongSupplier queuedBytes) {
        this.entrance = entrance;
        this.incoming = incoming;
        this.queuedBytes = queuedBytes;
        // Half the idle time: the answer comes before that is over.
        this.periodMillis = limits.idleTimeout().toMillis() / 2;
    }

    void start(Session session, OutgoingFrames remote) {
        pingLater(session, remote);
    }

    /** Or a WebSocket that is closed would be held in memory until its ping is due. */
    void stop() {
        stopped = true;
        cancel();
    }

    private void pingLater(Session session, OutgoingFrames remote) {
        next = entrance.listener()
                .connector()
                .getScheduler()
                .schedule(
                        () -> entrance.listener().connector().getExecutor().execute(() -> ping(session, remote)),
                        periodMillis,
                        TimeUnit.MILLISECONDS);
        if (stopped) {
            cancel();
        }
    }

    private void cancel() {
        Scheduler.Task task = next;
        if (task != null) {
            task.cancel();
        }
    }

    /** A peer that has not been heard since the last ping is gone, whatever TCP still believes. */
    private void ping(Session session, OutgoingFrames remote) {
        if (!session.isOpen()) {
            return;
        }
        // Behind unsent messages a ping would say more about the network than about the peer.
        boolean asked = pinged;
        pinged = queuedBytes.getAsLong() == 0;
        if (!incoming.wasHeard() && asked) {
            entrance.reset();
            return;
        }
        if (pinged) {
            // The session's own way to send one waits until it is written.
            remote.sendFrame(new Frame(OpCode.PING), Callback.NOOP, false);
        }
        pingLater(session, remote);
    }
}
