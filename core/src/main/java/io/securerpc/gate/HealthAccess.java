package io.securerpc.gate;

/**
 * Who may ask a server by {@code GET} how its node is doing, at {@code /health} and {@code /health/readiness}.
 *
 * <h2>Security</h2>
 *
 * <p>The Host rule holds for all of them, and none of them shows more than the node's own {@link io.securerpc.rpc.HealthCheck} tells.
 */
public enum HealthAccess {
    /** Nobody: there is no such place. */
    OFF,
    /** Whoever may call methods: it takes the certificate or credential that a call takes. */
    CALLERS,
    /** Whoever reaches the server by one of its names, without proving anything; a certificate that is not trusted is refused all the same. */
    EVERYBODY
}
