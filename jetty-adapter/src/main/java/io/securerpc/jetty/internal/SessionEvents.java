package io.securerpc.jetty.internal;

import jakarta.websocket.Session;

/** What happens to one WebSocket session. */
public interface SessionEvents {
    /**
     * The upgrade is done.
     *
     * @param session open
     */
    void opened(Session session);

    /** The session is closed; called once. */
    void closed();

    /**
     * The session failed and will be closed.
     *
     * @param failure why
     */
    void failed(Throwable failure);
}
