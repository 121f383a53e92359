package io.securerpc.origin;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.Supplier;

/** STUB: which Host names may be used to reach the server. */
public final class HostPolicy {
    private HostPolicy() {}
    /** Own addresses and the certificate's names only. */
    public static HostPolicy ownNames() {
        throw new UnsupportedOperationException("stub");
    }
    /** And these: name (any port) or name:port. */
    public static HostPolicy allow(String... hosts) {
        throw new UnsupportedOperationException("stub");
    }

    public static HostPolicy any() {
        throw new UnsupportedOperationException("stub");
    }
    /** Compiled for one bound listener: actual address and port; certificateNames followed as they change. */
    public HostRules bind(InetSocketAddress bound, Supplier<Set<String>> certificateNames) {
        throw new UnsupportedOperationException("stub");
    }
}
