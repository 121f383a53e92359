package io.securerpc.caller;

import java.util.Set;

/** STUB: who calls: typed id, permissions. */
public final class Caller {
    private Caller() {}

    public static Caller of(String id, Set<Permission> permissions) {
        throw new UnsupportedOperationException("stub");
    }

    public String id() {
        throw new UnsupportedOperationException("stub");
    }

    public boolean has(Permission permission) {
        throw new UnsupportedOperationException("stub");
    }
}
