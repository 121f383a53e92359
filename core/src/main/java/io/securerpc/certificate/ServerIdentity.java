package io.securerpc.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/** STUB: chain + key, proven to match. */
public final class ServerIdentity {
    private ServerIdentity() {}
    /** Refuses a key that does not match the leaf (KeyMismatchException). */
    public static ServerIdentity of(List<X509Certificate> chain, PrivateKey key) {
        throw new UnsupportedOperationException("stub");
    }

    public List<X509Certificate> chain() {
        throw new UnsupportedOperationException("stub");
    }

    public X509Certificate leaf() {
        throw new UnsupportedOperationException("stub");
    }

    public PrivateKey privateKey() {
        throw new UnsupportedOperationException("stub");
    }
    /** Exact DNS names and IP literals of the leaf's SAN; else its CN; lower-case; wildcards left out. */
    public Set<String> names() {
        throw new UnsupportedOperationException("stub");
    }
}
