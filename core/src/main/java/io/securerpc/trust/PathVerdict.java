package io.securerpc.trust;

import io.securerpc.trust.TrustDecision.Reason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** What came of looking for a path from a client's certificate to an anchor. */
sealed interface PathVerdict {
    /**
     * There is one.
     *
     * @param path the client's certificate first, the anchor last
     * @param until from when on it will not be valid any more, if nothing is renewed
     */
    record Valid(List<X509Certificate> path, Instant until) implements PathVerdict {}

    /** There is none, or it is not good. */
    record Invalid(Reason reason, String text) implements PathVerdict {}
}
