package io.securerpc.tls;

import java.util.List;
import javax.net.ssl.SSLEngine;

/** STUB: versions and cipher suites, as one value. */
public final class TlsPolicy {
    private TlsPolicy() {}
    /** TLS 1.3 only. */
    public static TlsPolicy modern() {
        throw new UnsupportedOperationException("stub");
    }
    /** TLS 1.2 and 1.3, AEAD and forward secrecy only. */
    public static TlsPolicy intermediate() {
        throw new UnsupportedOperationException("stub");
    }
    /** Sets protocols, suites, server preference and client authentication on a server engine; what the JDK lacks is an exception naming it, never dropped silently. */
    public void applyTo(SSLEngine engine, ClientAuthentication clientAuthentication) {
        throw new UnsupportedOperationException("stub");
    }
    /** Problems of this policy on the running JDK, for start(); empty if none. */
    public List<String> unsupported() {
        throw new UnsupportedOperationException("stub");
    }
}
