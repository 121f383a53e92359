package io.securerpc.caller;

import java.time.Instant;

/** What a token's secret was before it was rotated, and the moment from which it is refused. */
record RetiredSecret(TokenHash hash, Instant until) {}
