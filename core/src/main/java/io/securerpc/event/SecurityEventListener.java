package io.securerpc.event;

/**
 * Is told of every {@link SecurityEvent}.
 *
 * <h2>Threads</h2>
 *
 * <p>Called by whichever thread meets the event, often one that serves a connection, and by several at once: return quickly. A listener must
 * not throw; whoever calls one survives it if it does.
 */
@FunctionalInterface
public interface SecurityEventListener {
    /**
     * Takes note of an event.
     *
     * @param event what happened
     */
    void on(SecurityEvent event);
}
