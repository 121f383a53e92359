package io.securerpc.rpc;

import io.securerpc.caller.Permission;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** STUB: the methods of a node. */
public final class RpcService {
    private RpcService() {}

    public static Builder builder() {
        throw new UnsupportedOperationException("stub");
    }
    /** Answers one request text (JSON-RPC single, notification, batch, or Nano action). Never throws for what the peer sent; never completes exceptionally. body: UTF-8 JSON. */
    public CompletionStage<RpcReply> handle(byte[] body, RpcExchange exchange) {
        throw new UnsupportedOperationException("stub");
    }
    /** Permissions that some method asks for. */
    public Set<Permission> permissions() {
        throw new UnsupportedOperationException("stub");
    }

    public static final class Builder {
        private Builder() {}

        public Builder method(String name, Permission permission, RpcMethod method) {
            throw new UnsupportedOperationException("stub");
        }
        /** Permission NOBODY. */
        public Builder method(String name, RpcMethod method) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder subscription(String name, Permission permission, RpcSubscription subscription) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder codec(JsonCodec codec) {
            throw new UnsupportedOperationException("stub");
        }

        public RpcService build() {
            throw new UnsupportedOperationException("stub");
        }
    }
}
