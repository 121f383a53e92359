package io.securerpc.rpc;

import java.util.Optional;

/** STUB: what to send back; body is UTF-8 JSON, empty for notifications. */
public record RpcReply(Optional<byte[]> body) {}
