package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** A kind of credential whose disabled callers are nobody, however good what they present is. */
final class EnabledCredentials extends NarrowedCredentials {
    private final Predicate<String> disabled;

    EnabledCredentials(CredentialKind kind, Predicate<String> disabled) {
        super(kind);
        this.disabled = requireNonNull(disabled, "disabled");
    }

    @Override
    public Optional<CredentialProof.Proven> known(String value, Instant now) {
        return kind.known(value, now).filter(this::isEnabled);
    }

    /** Asked of the kind first: whoever does not know the secret does not learn who is disabled, not by the time it takes either. */
    @Override
    public CredentialProof prove(String value, Instant now) {
        return kind.prove(value, now)
                .match(
                        proven -> isEnabled(proven)
                                ? proven
                                : new CredentialProof.Rejected(
                                        CredentialProof.Reason.DISABLED, "switched off: " + proven.callerId()),
                        rejected -> rejected);
    }

    @Override
    public boolean holds(CredentialProof.Proven proof, Instant now) {
        return isEnabled(proof) && kind.holds(proof, now);
    }

    private boolean isEnabled(CredentialProof.Proven proof) {
        return !disabled.test(proof.callerId());
    }
}
