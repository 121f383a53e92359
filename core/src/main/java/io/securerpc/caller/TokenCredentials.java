package io.securerpc.caller;

import io.securerpc.reload.Live;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tokens of one file as a kind of credential. A look-up is so cheap that a good token never needs more than {@link #known}. */
final class TokenCredentials implements CredentialKind {
    private final Live<Tokens> tokens;
    private final TokenUses uses;
    private final Realm realm;

    TokenCredentials(Live<Tokens> tokens, TokenUses uses, Realm realm) {
        this.realm = realm;
        this.tokens = tokens;
        this.uses = uses;
    }

    @Override
    public CredentialForm form() {
        return CredentialForm.TOKEN;
    }

    @Override
    public String challenge() {
        return realm.challenge(BearerTokens.SCHEME);
    }

    /** RFC 6750 §3.1: expired, revoked and malformed ones are all of this kind. */
    @Override
    public String challengeAfterRefusal() {
        return challenge() + ", error=\"invalid_token\"";
    }

    /** A token names nobody until it is found; attempts are counted by address. */
    @Override
    public Optional<String> claimedName(String value) {
        return Optional.empty();
    }

    @Override
    public Optional<CredentialProof.Proven> known(String value, Instant now) {
        return prove(value, now).match(Optional::of, rejected -> Optional.empty());
    }

    @Override
    public CredentialProof prove(String value, Instant now) {
        CredentialProof proof = tokens.current().judge(value, now);
        if (proof instanceof CredentialProof.Proven proven) {
            uses.used(proven.callerId().substring(BearerToken.KIND.length()), now);
        }
        return proof;
    }

    @Override
    public boolean holds(CredentialProof.Proven proof, Instant now) {
        return tokens.current().hold(proof, now);
    }

    @Override
    public List<Live<?>> followed() {
        return List.of(tokens);
    }

    /** The file. */
    @Override
    public String toString() {
        return tokens.status().subject();
    }
}
