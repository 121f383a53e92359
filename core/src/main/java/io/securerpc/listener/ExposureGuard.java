package io.securerpc.listener;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import java.util.List;
import java.util.Set;

/** STUB: refuses dangerous exposure: beyond loopback without TLS, or with more than PUBLIC within reach of anonymous callers. */
public final class ExposureGuard {
    private ExposureGuard() {}
    /** One line each, with the smallest remedy; empty if none. needed: permissions that methods declare. */
    public static List<String> problems(List<Listener> listeners, Grants grants, Set<Permission> needed) {
        throw new UnsupportedOperationException("stub");
    }
}
