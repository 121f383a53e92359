package io.securerpc.rpc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection that keeps what is sent, replies and events alike, in the order it was queued. */
final class RecordingChannel implements PushChannel {
    final List<String> sent = new CopyOnWriteArrayList<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private volatile boolean closed;

    @Override
    public boolean send(String json) {
        if (closed) {
            return false;
        }
        sent.add(json);
        return true;
    }

    @Override
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** What a door does: the reply into the queue, then the events that waited for it. */
    void deliver(RpcReply reply) {
        reply.body().ifPresent(body -> sent.add(new String(body, java.nio.charset.StandardCharsets.UTF_8)));
        reply.queued().run();
    }

    void breakOff() {
        closed = true;
    }
}
