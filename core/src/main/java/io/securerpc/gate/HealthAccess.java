package io.securerpc.gate;

/** Who may ask a server by {@code GET} how its node is doing, at {@code /health} and {@code /health/readiness}. */
public enum HealthAccess {
    /** Nobody: there is no such place. */
    OFF,
    /** Whoever may call methods: it takes the certificate or credential that a call takes. */
    CALLERS,
    /** Whoever reaches the server by one of its names, without proving anything; a certificate that is not trusted is refused all the same. */
    EVERYBODY
}
