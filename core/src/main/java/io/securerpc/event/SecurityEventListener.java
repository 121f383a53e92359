package io.securerpc.event;

/** Is told of every {@link SecurityEvent}; must return quickly and not throw. */
@FunctionalInterface
public interface SecurityEventListener {
    void on(SecurityEvent event);
}
