package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * How a caller proved who it is. Both may be there: where a listener requires certificates and credentials too, the credential says who the caller is.
 *
 * <h2>Security</h2>
 *
 * <p>It holds no secret: neither a password nor a token, nor what they hash to.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * @param credential what was presented beside a certificate; empty if nothing was
 * @param certificate the trusted certificate of the connection; empty without one
 * @param expiry from when on the proof is good for nothing any more, whichever part ends first; empty if none has an end
 */
public record CallerProof(
        Optional<CredentialForm> credential, Optional<X509Certificate> certificate, Optional<Instant> expiry) {
    /** Nothing was proven. */
    public static final CallerProof NONE = new CallerProof(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Requires every part.
     *
     * @param credential what was presented beside a certificate
     * @param certificate the trusted certificate of the connection
     * @param expiry from when on the proof is good for nothing any more
     */
    public CallerProof {
        requireNonNull(credential, "credential");
        requireNonNull(certificate, "certificate");
        requireNonNull(expiry, "expiry");
    }

    /** What was proven by, and until when. */
    @Override
    public String toString() {
        return "CallerProof[credential=" + credential.map(CredentialForm::text).orElse("none") + ", certificate="
                + (certificate.isPresent() ? "yes" : "no") + ", expiry="
                + expiry.map(Instant::toString).orElse("none") + ']';
    }
}
