package io.securerpc.caller;

import java.util.Set;

/** STUB: which permissions callers have, beyond PUBLIC, which every admitted caller has. */
public final class Grants {
    private Grants() {}

    public static Grants none() {
        throw new UnsupportedOperationException("stub");
    }

    public static Builder builder() {
        throw new UnsupportedOperationException("stub");
    }

    public Caller caller(String callerId) {
        throw new UnsupportedOperationException("stub");
    }
    /** What anonymous callers may do, PUBLIC included. */
    public Set<Permission> anonymous() {
        throw new UnsupportedOperationException("stub");
    }

    public static final class Builder {
        private Builder() {}
        /** Accumulates. callerId: exact typed id; certificate:* every certificate caller; anonymous. */
        public Builder grant(String callerId, Permission... permissions) {
            throw new UnsupportedOperationException("stub");
        }

        public Grants build() {
            throw new UnsupportedOperationException("stub");
        }
    }
}
