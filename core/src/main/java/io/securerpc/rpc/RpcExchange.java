package io.securerpc.rpc;

import io.securerpc.caller.Caller;
import io.securerpc.limit.Limits;
import java.util.Optional;

/** STUB: one request as the service sees it: who, decided by what, bounded by what, and where pushes go (empty on HTTP). */
public record RpcExchange(Caller caller, CallGuard guard, Limits limits, Optional<PushChannel> push) {}
