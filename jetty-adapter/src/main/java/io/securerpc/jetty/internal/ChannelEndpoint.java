package io.securerpc.jetty.internal;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hands one session's events to its channel: the container insists on a public endpoint class. */
public final class ChannelEndpoint extends Endpoint {
    private final SessionEvents events;

    /**
     * Made by the door, one per connection.
     *
     * @param events where the session's events go
     */
    public ChannelEndpoint(SessionEvents events) {
        super();
        this.events = Objects.requireNonNull(events, "events");
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        events.opened(session);
    }

    @Override
    public void onClose(Session session, @Nullable CloseReason reason) {
        events.closed();
    }

    @Override
    public void onError(Session session, Throwable failure) {
        events.failed(failure);
    }
}
