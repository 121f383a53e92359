package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.reload.Live;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A kind of credential whose disabled callers are nobody, however good what they present is. */
final class EnabledCredentials implements CredentialKind {
    private final CredentialKind kind;
    private final Predicate<String> disabled;

    EnabledCredentials(CredentialKind kind, Predicate<String> disabled) {
        this.kind = kind;
        this.disabled = requireNonNull(disabled, "disabled");
    }

    @Override
    public CredentialForm form() {
        return kind.form();
    }

    @Override
    public String challenge() {
        return kind.challenge();
    }

    @Override
    public String challengeAfterRefusal() {
        return kind.challengeAfterRefusal();
    }

    @Override
    public Optional<String> claimedName(String value) {
        return kind.claimedName(value);
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

    @Override
    public List<Live<?>> followed() {
        return kind.followed();
    }

    private boolean isEnabled(CredentialProof.Proven proof) {
        return !disabled.test(proof.callerId());
    }
}
