package io.securerpc.caller;

import io.securerpc.reload.Live;
import java.util.List;
import java.util.Optional;

/** A kind of credential that is asked and followed as another one is, and believes less of what that one proves. */
abstract class NarrowedCredentials implements CredentialKind {
    final CredentialKind kind;

    NarrowedCredentials(CredentialKind kind) {
        this.kind = kind;
    }

    @Override
    public final CredentialForm form() {
        return kind.form();
    }

    @Override
    public final String challenge() {
        return kind.challenge();
    }

    @Override
    public final String challengeAfterRefusal() {
        return kind.challengeAfterRefusal();
    }

    @Override
    public final Optional<String> claimedName(String value) {
        return kind.claimedName(value);
    }

    @Override
    public final List<Live<?>> followed() {
        return kind.followed();
    }

    @Override
    public final List<Live<?>> followed(CredentialProof.Proven proof) {
        return kind.followed(proof);
    }
}
