package io.securerpc.gate;

import io.securerpc.gate.Refusal.Code;
import org.jspecify.annotations.Nullable;

/** Nobody is served whose address is in doubt: limits and logs would go by a proxy's, which many share. */
final class ForwardingRule {
    private ForwardingRule() {}

    static @Nullable Refusal check(RequestFacts facts) {
        return facts.forwardingFault()
                .map(fault -> Refusal.of(Code.CLIENT_ADDRESS_DOUBTFUL, fault))
                .orElse(null);
    }
}
