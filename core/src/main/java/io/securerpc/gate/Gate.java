package io.securerpc.gate;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostRules;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.rpc.CallGuard;

/** STUB: the one decision for every door; one gate per listener. */
public final class Gate implements CallGuard {
    private Gate() {}

    public static Builder builder() {
        throw new UnsupportedOperationException("stub");
    }
    /** One request or WebSocket upgrade. */
    public Verdict admit(RequestFacts facts) {
        throw new UnsupportedOperationException("stub");
    }
    /** One message of an open WebSocket: Admitted with the same caller, or Refused. */
    public Verdict admitMessage(Caller caller, PeerVerdict peer) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public boolean admits(Caller caller, String method, Permission required) {
        throw new UnsupportedOperationException("stub");
    }

    public static final class Builder {
        private Builder() {}

        public Builder hosts(HostRules rules) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder origins(OriginPolicy policy) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder grants(Grants grants) {
            throw new UnsupportedOperationException("stub");
        }
        /** What peers are asked for (TLS, client certificates). */
        public Builder listener(Listener listener) {
            throw new UnsupportedOperationException("stub");
        }

        public Gate build() {
            throw new UnsupportedOperationException("stub");
        }
    }
}
