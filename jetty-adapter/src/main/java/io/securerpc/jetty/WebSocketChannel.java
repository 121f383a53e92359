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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.core.OutgoingFrames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket: each message passes the gate again, each answer and event leaves through one bounded queue. */
final class WebSocketChannel implements SessionEvents, PushChannel, QueueBudget.Holder, OutgoingMessages.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketChannel.class);

    private final ServerParts parts;
    private final FrontDoor.Entrance entrance;
    private final IncomingMessages incoming;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Subscriptions subscriptions = new Subscriptions();
    private final Departure departure = new Departure();
    private final WebSocketPings pings;
    private final WebSocketDrain drain;
    private volatile @Nullable Session session;
    private volatile @Nullable OutgoingMessages outgoing;

    WebSocketChannel(ServerParts parts, FrontDoor.Entrance entrance, IncomingMessages incoming) {
        this.parts = parts;
        this.entrance = entrance;
        this.incoming = incoming;
        this.pings = new WebSocketPings(entrance, incoming, parts.limits(), this::queuedBytes);
        this.drain = new WebSocketDrain(parts.drain(), this, subscriptions, departure, entrance.endPoint());
    }

    @Override
    public void opened(Session opened) {
        session = opened;
        OutgoingFrames frames = (OutgoingFrames) opened.getAsyncRemote();
        outgoing = parts.queues().open(this, frames, this);
        ConnectionGuard.of(entrance.listener().connector())
                .connection(entrance.endPoint())
                .upgraded();
        opened.setMaxIdleTimeout(parts.limits().idleTimeout().toMillis());
        incoming.deliver(opened, this::received, () -> close(CloseCodes.CANNOT_ACCEPT, "text only"));
        pings.start(opened, frames);
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
            endElsewhere();
        }
    }

    /** Who is told of it, and its subscriptions, are the node's own code and may take their time: whoever looks after all WebSockets does not wait for one's, and the connection for neither. */
    private void endElsewhere() {
        incoming.resetSoon();
        try {
            entrance.listener().connector().getExecutor().execute(this::endWithoutCredential);
        } catch (RejectedExecutionException stopping) {
            endWithoutCredential();
        }
    }

    private void endWithoutCredential() {
        parts.events()
                .on(new SecurityEvent.ConnectionCut(
                        entrance.admitted().caller().id(), "websocket closed: credential is no longer valid"));
        close(CloseCodes.VIOLATED_POLICY, "credential is no longer valid");
    }

    @Override
    public boolean isOver() {
        return ended.get() || entrance.isCut();
    }

    @Override
    public void sendingFailed(Throwable fault) {
        broken("a message could not be sent", fault);
    }

    /** Where that is the connection's end it knows of it; one that goes on would be mute. */
    @Override
    public void transportFailed() {
        Session open = session;
        if (open != null && open.isOpen()) {
            incoming.resetSoon();
        }
    }

    /** Something of ours has failed, and it would go on without what its peer waits for. */
    private void broken(String what, Throwable fault) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            close(CloseCodes.UNEXPECTED_CONDITION, what);
        } catch (RuntimeException | Error failing) {
            entrance.reset();
            throw failing;
        } finally {
            Incident incident = Incident.of(fault);
            LOG.error("{}, so its websocket is closed: incident {}: {}", what, incident.number(), incident.trace());
            parts.events()
                    .on(SecurityEvent.Warning.ofPeers("websocket of %s: %s, so it is closed: incident %s"
                            .formatted(entrance.admitted().caller().id(), what, incident.number())));
        }
    }

    @Override
    public void closed() {
        incoming.closed();
        pings.stop();
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
        if (queue == null) {
            return;
        }
        try {
            queue.flushSoon();
        } catch (RuntimeException | Error fault) {
            // The node's thread that sends to others too is not the one to hear of it.
            broken("a message could not be sent", fault);
        }
    }

    @Override
    public void tooSlow() {
        OutgoingMessages queue = outgoing;
        if (queue != null && queue.discard()) {
            close(CloseCodes.TRY_AGAIN_LATER, "reads too slowly");
            parts.events()
                    .on(SecurityEvent.Warning.ofPeers("websocket of %s: more than %d unsent bytes, closed as too slow"
                            .formatted(
                                    entrance.admitted().caller().id(),
                                    parts.limits().maxQueuedBytes())));
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
        entrance.reset();
        parts.events()
                .on(SecurityEvent.Warning.ofPeers(
                        "websocket of %s: closed, its %d unsent bytes are the most of more than %d in all"
                                .formatted(
                                        entrance.admitted().caller().id(),
                                        bytes,
                                        parts.limits().maxQueuedBytesTotal())));
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
        } catch (RuntimeException | Error fault) {
            // Jetty would tell nobody, and its peer that it has sent what cannot be accepted.
            broken("a message could not be served", fault);
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
            entrance.tellNoRoom("max_request_bytes_total");
            close(CloseCodes.TRY_AGAIN_LATER, "server has no room");
            return false;
        }
        handle(body, share);
        return true;
    }

    private void handle(byte[] body, ByteBudget.Share share) {
        CompletionStage<RpcReply> reply;
        try {
            RpcExchange exchange = new RpcExchange(
                    entrance.admitted().caller(),
                    entrance,
                    parts.limits(),
                    Optional.of(this),
                    departure,
                    entrance.calls(),
                    BatchRoom.of(entrance, parts.memory()));
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
            broken("a message could not be answered", broken);
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

    private static final class Answer extends QueuedMessage {
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
