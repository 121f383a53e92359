package io.securerpc.origin;

/** STUB: HostPolicy compiled for one listener. */
public final class HostRules {
    HostRules() {}
    /** tls: our own TLS (default port 443, else 80). */
    public boolean allows(String authority, boolean tls) {
        throw new UnsupportedOperationException("stub");
    }
}
