package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import java.time.Instant;
import java.util.function.Function;

/** STUB: what trust says of one client certificate. */
public sealed interface TrustDecision {
    default <R> R match(Function<Trusted, R> onTrusted, Function<Distrusted, R> onDistrusted) {
        return this instanceof Trusted trusted ? onTrusted.apply(trusted) : onDistrusted.apply((Distrusted) this);
    }
    /** callerId: certificate:CN, or certificate:sha256/HEX without a CN. */
    record Trusted(String callerId, Fingerprint fingerprint, Instant notAfter) implements TrustDecision {}
    /** detail: one line for the operator: subject (escaped), fingerprint, hash looked for, what to do. */
    record Distrusted(Reason reason, String detail) implements TrustDecision {}

    enum Reason {
        NOT_INSTALLED,
        EXPIRED,
        NOT_YET_VALID,
        WRONG_PURPOSE,
        WEAK_KEY,
        DIRECTORY_UNAVAILABLE,
        CHECK_FAILED
    }
}
