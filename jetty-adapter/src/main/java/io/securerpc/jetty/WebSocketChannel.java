package io.securerpc.jetty;

import static java.util.Objects.requireNonNull;

import io.securerpc.event.SecurityEvent;
import io.securerpc.gate.Verdict;
import io.securerpc.jetty.internal.SessionEvents;
import io.securerpc.rpc.Departure;
import io.securerpc.rpc.PushChannel;
import io.securerpc.rpc.QueuedMessage;
import io.securerpc.rpc.RpcExchange;
import io.securerpc.rpc.RpcReply;
import io.securerpc.rpc.Subscriptions;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingFrames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket: each message passes the gate again, each answer and event leaves through one bounded queue. */
final class WebSocketChannel implements SessionEvents, PushChannel, QueueBudget.Holder {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketChannel.class);

    private final ServerParts parts;
    private final FrontDoor.Entrance entrance;
    private final IncomingMessages incoming;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Subscriptions subscriptions = new Subscriptions();
    private final Departure departure = new Departure();
    /** Only one ping after the other is looked at. */
    private volatile boolean pinged;

    private volatile boolean gone;
    private volatile Scheduler.@Nullable Task nextPing;

    private final WebSocketDrain drain;
    private volatile @Nullable Session session;
    private volatile @Nullable OutgoingFrames frames;
    private volatile @Nullable OutgoingMessages outgoing;

    WebSocketChannel(ServerParts parts, FrontDoor.Entrance entrance, IncomingMessages incoming) {
        this.parts = parts;
        this.entrance = entrance;
        this.incoming = incoming;
        this.drain = new WebSocketDrain(parts.drain(), this, subscriptions, departure, entrance.endPoint());
    }

    @Override
    public void opened(Session opened) {
        session = opened;
        frames = (OutgoingFrames) opened.getAsyncRemote();
        outgoing = parts.queues().open(this, frames, this::isOver);
        ConnectionGuard.of(entrance.listener().connector())
                .connection(entrance.endPoint())
                .upgraded();
        opened.setMaxIdleTimeout(parts.limits().idleTimeout().toMillis());
        incoming.deliver(opened, this::received, () -> close(CloseCodes.CANNOT_ACCEPT, "text only"));
        pingLater();
        ClientConnection connection = entrance.connection();
        if (connection != null) {
            connection.onCut(() -> close(CloseCodes.VIOLATED_POLICY, "client certificate is no longer trusted"));
        }
        if (entrance.admitted().credential().isPresent()) {
            parts.credentials().add(this);
        }
        drain.opened(frames);
    }

    /** Ends it if its caller's credential has been taken back or has expired; one that cannot be asked does not count. */
    void recheckCredential(Instant now) {
        boolean holds;
        try {
            holds = entrance.admitted()
                    .credential()
                    .filter(credential -> credential.holds(now))
                    .isPresent();
        } catch (RuntimeException failure) {
            LOG.error("a credential could not be judged, so its websocket is closed", failure);
            holds = false;
        }
        if (!holds && ended.compareAndSet(false, true)) {
            parts.events()
                    .on(new SecurityEvent.ConnectionCut(
                            entrance.admitted().caller().id(), "websocket closed: credential is no longer valid"));
            subscriptions.close();
            close(CloseCodes.VIOLATED_POLICY, "credential is no longer valid");
        }
    }

    private boolean isOver() {
        return ended.get() || entrance.isCut();
    }

    @Override
    public void closed() {
        incoming.closed();
        gone = true;
        cancelPing();
        parts.credentials().remove(this);
        releaseOutgoing();
        try {
            subscriptions.close();
        } finally {
            try {
                departure.happen();
            } finally {
                drain.closed();
            }
        }
    }

    @Override
    public void failed(Throwable failure) {
        LOG.debug("websocket failed: {}", failure.toString());
        incoming.resetSoon();
    }

    @Override
    public Offer hold(QueuedMessage message, int size) {
        OutgoingMessages queue = outgoing;
        return queue == null || isOver() ? Offer.GONE : queue.hold(message, size);
    }

    @Override
    public Offer offer(QueuedMessage message, int size) {
        OutgoingMessages queue = outgoing;
        return queue == null || isOver() ? Offer.GONE : queue.offer(message, size);
    }

    @Override
    public Offer resize(QueuedMessage message, int size) {
        OutgoingMessages queue = outgoing;
        return queue == null || isOver() ? Offer.GONE : queue.resize(message, size);
    }

    @Override
    public boolean withdraw(QueuedMessage message) {
        OutgoingMessages queue = outgoing;
        return queue != null && queue.withdraw(message);
    }

    @Override
    public void flush() {
        OutgoingMessages queue = outgoing;
        if (queue != null) {
            queue.flushSoon();
        }
    }

    @Override
    public void tooSlow() {
        OutgoingMessages queue = outgoing;
        if (queue != null && queue.discard()) {
            parts.events()
                    .on(new SecurityEvent.Warning("websocket of %s: more than %d unsent bytes, closed as too slow"
                            .formatted(
                                    entrance.admitted().caller().id(),
                                    parts.limits().maxQueuedBytes())));
            close(CloseCodes.TRY_AGAIN_LATER, "reads too slowly");
        }
    }

    @Override
    public long queuedBytes() {
        OutgoingMessages queue = outgoing;
        return queue == null ? 0 : queue.queuedBytes();
    }

    @Override
    public long openSubscriptions() {
        return subscriptions.size();
    }

    /** No goodbye: it would wait behind what the peer does not read, and the memory is needed now. */
    @Override
    public void shed() {
        long bytes = queuedBytes();
        releaseOutgoing();
        parts.events()
                .on(new SecurityEvent.Warning(
                        "websocket of %s: closed, its %d unsent bytes are the most of more than %d in all"
                                .formatted(
                                        entrance.admitted().caller().id(),
                                        bytes,
                                        parts.limits().maxQueuedBytesTotal())));
        entrance.reset();
    }

    @Override
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    private void received(String message) {
        if (!drain.begins()) {
            return;
        }
        boolean begun = false;
        try {
            begun = serve(message);
        } finally {
            if (!begun) {
                drain.ends();
            }
        }
    }

    /** Whether it is answered, now or later. */
    private boolean serve(String message) {
        Optional<Verdict.Refused> refused = entrance.refusedNow();
        if (refused.isPresent()) {
            close(
                    CloseCodes.getCloseCode(refused.get().closeCode()),
                    refused.get().peerText());
            return false;
        }
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        ByteBudget.Share share = parts.memory().requests().open(entrance.facts().remote(), () -> {});
        if (!share.keep(body.length)) {
            entrance.tellNoRoom();
            close(CloseCodes.TRY_AGAIN_LATER, "server has no room");
            return false;
        }
        handle(body, share);
        return true;
    }

    private void handle(byte[] body, ByteBudget.Share share) {
        RpcExchange exchange = new RpcExchange(
                entrance.admitted().caller(), entrance, parts.limits(), Optional.of(this), departure, entrance.calls());
        CompletionStage<RpcReply> reply;
        try {
            reply = parts.service().handle(body, exchange);
        } catch (Throwable broken) {
            ended(share, null, broken);
            return;
        }
        var unused = reply.whenComplete((made, failure) -> ended(share, made, failure));
    }

    private void ended(ByteBudget.Share share, @Nullable RpcReply reply, @Nullable Throwable failure) {
        try {
            HttpDoor.whenHandled(reply, share::release);
            if (reply == null) {
                throw requireNonNull(failure, "failure");
            }
            reply.body().ifPresent(this::answer);
            reply.queued().run();
        } catch (Throwable broken) {
            // Nobody would hear of it, and the caller wait for its answer for ever.
            LOG.error("a message could not be answered, so its websocket is closed", broken);
            close(CloseCodes.UNEXPECTED_CONDITION, "message could not be answered");
        } finally {
            // Whatever the node's own code threw: a stop would wait for it until its deadline.
            drain.ends();
        }
    }

    private void answer(byte[] body) {
        switch (offer(new Answer(body), body.length)) {
            case QUEUED -> flushNow();
            case NO_ROOM -> tooSlow();
            case GONE -> {}
        }
    }

    private void flushNow() {
        OutgoingMessages queue = outgoing;
        if (queue != null) {
            queue.flush();
        }
    }

    /** Half the idle time, so that a quiet subscriber is not taken for one that is gone. */
    private void pingLater() {
        nextPing = entrance.listener()
                .connector()
                .getScheduler()
                .schedule(
                        () -> entrance.listener().connector().getExecutor().execute(this::ping),
                        parts.limits().idleTimeout().toMillis() / 2,
                        TimeUnit.MILLISECONDS);
        if (gone) {
            cancelPing();
        }
    }

    /** Or a WebSocket that is closed would be held in memory until its ping is due. */
    private void cancelPing() {
        Scheduler.Task task = nextPing;
        if (task != null) {
            task.cancel();
        }
    }

    /** A peer that has not been heard since the last ping is gone, whatever TCP still believes. */
    private void ping() {
        Session open = session;
        OutgoingFrames remote = frames;
        if (open == null || remote == null || !open.isOpen()) {
            return;
        }
        // Behind unsent messages a ping would say more about the network than about the peer.
        boolean asked = pinged;
        pinged = queuedBytes() == 0;
        if (!incoming.wasHeard() && asked) {
            entrance.reset();
            return;
        }
        if (pinged) {
            // The session's own way to send one waits until it is written.
            remote.sendFrame(new Frame(OpCode.PING), Callback.NOOP, false);
        }
        pingLater();
    }

    /** Says goodbye and does not wait for an answer: the transport is reset soon after, read or not. */
    private void close(CloseCode code, String reason) {
        discardOutgoing();
        incoming.resetSoon();
        Session open = session;
        if (open == null) {
            return;
        }
        try {
            open.close(new CloseReason(code, reason));
        } catch (IOException goneAlready) {
            LOG.debug("websocket was gone before it could be closed: {}", goneAlready.toString());
        }
    }

    private void discardOutgoing() {
        OutgoingMessages queue = outgoing;
        if (queue != null) {
            queue.discard();
        }
    }

    private void releaseOutgoing() {
        parts.queues().close(this);
        OutgoingMessages queue = outgoing;
        if (queue != null) {
            queue.release();
        }
    }

    /** No record: it is told apart from others by identity. */
    private static final class Answer implements QueuedMessage {
        private final byte[] body;

        Answer(byte[] body) {
            this.body = body;
        }

        @Override
        public byte[] leave() {
            return body;
        }
    }
}
