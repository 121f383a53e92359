package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import java.time.Instant;
import java.util.function.Function;

/** What trust says of one client certificate: {@link Trusted} or {@link Distrusted}. */
public sealed interface TrustDecision {
    /**
     * Handles both cases.
     *
     * @param onTrusted what to do for a client that is trusted
     * @param onDistrusted what to do for one that is not
     * @param <R> the type of the answer
     * @return what the chosen function returned
     */
    default <R> R match(Function<Trusted, R> onTrusted, Function<Distrusted, R> onDistrusted) {
        return this instanceof Trusted trusted ? onTrusted.apply(trusted) : onDistrusted.apply((Distrusted) this);
    }

    /**
     * The certificate is installed and valid now.
     *
     * @param callerId {@code certificate:} and the last common name of the subject with its white space folded, such as
     *     {@code certificate:rpc.user.1}; {@code certificate:sha256/} and the fingerprint in lower-case hex when there is no
     *     printable common name
     * @param fingerprint the certificate's fingerprint
     * @param notAfter from when on it will be expired
     */
    record Trusted(String callerId, Fingerprint fingerprint, Instant notAfter) implements TrustDecision {
        /**
         * Refuses {@code null}.
         *
         * @param callerId whose it is
         * @param fingerprint the certificate's fingerprint
         * @param notAfter from when on it will be expired
         */
        public Trusted {
            requireNonNull(callerId, "callerId");
            requireNonNull(fingerprint, "fingerprint");
            requireNonNull(notAfter, "notAfter");
        }
    }

    /**
     * The client is to be refused.
     *
     * @param reason the stable reason
     * @param detail one line for the operator, never for the peer: subject (escaped), fingerprint, and where it helps the file name
     *     to install under
     */
    record Distrusted(Reason reason, String detail) implements TrustDecision {
        /**
         * Refuses {@code null}.
         *
         * @param reason the stable reason
         * @param detail one line for the operator
         */
        public Distrusted {
            requireNonNull(reason, "reason");
            requireNonNull(detail, "detail");
        }
    }

    /** Why a client certificate is not trusted. */
    enum Reason {
        /** This very certificate is not installed, or its file is not used for a reason the detail names. */
        NOT_INSTALLED,
        /** It is installed, and expired. */
        EXPIRED,
        /** It is installed, and not valid yet. */
        NOT_YET_VALID,
        /** It is installed, and its extensions forbid it to identify a TLS client. */
        WRONG_PURPOSE,
        /** It is installed, and its key is too short to prove anything. */
        WEAK_KEY,
        /** The trust directory, or the one file this certificate was installed in, cannot be read at the moment. */
        DIRECTORY_UNAVAILABLE,
        /** The files of the authority that might vouch for it cannot be read at the moment. */
        AUTHORITY_UNAVAILABLE,
        /** No valid path leads from it to an authority that may vouch for clients. */
        NO_PATH,
        /** It, or an authority between it and the anchor, has been revoked. */
        REVOKED,
        /** Whether it was revoked cannot be said: a list is missing, has expired, or cannot be used. */
        REVOCATION_UNKNOWN,
        /** A valid path, but nothing in the certificate that names a caller as the rule asks. */
        NO_CALLER,
        /** It is trusted, and its caller is switched off by name. */
        CALLER_DISABLED,
        /** The check itself failed. */
        CHECK_FAILED
    }
}
