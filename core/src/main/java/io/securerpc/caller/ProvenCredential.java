package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A credential that proved a caller, and who can say whether it still does.
 *
 * @param kind who proved it
 * @param proof what was proven
 */
public record ProvenCredential(CredentialKind kind, CredentialProof.Proven proof) {
    /**
     * Requires both parts.
     *
     * @param kind who proved it
     * @param proof what was proven
     */
    public ProvenCredential {
        requireNonNull(kind, "kind");
        requireNonNull(proof, "proof");
    }

    /**
     * Whether it still proves its caller.
     *
     * @param now what time it is
     * @return false once it has expired or was taken back
     */
    public boolean holds(Instant now) {
        return !proof.expired(now) && kind.holds(proof, now);
    }

    /** The caller. */
    @Override
    public String toString() {
        return proof.callerId();
    }
}
