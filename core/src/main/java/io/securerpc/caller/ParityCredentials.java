package io.securerpc.caller;

import io.securerpc.caller.CredentialProof.Reason;
import io.securerpc.caller.CredentialProof.Rejected;
import io.securerpc.reload.Live;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The proofs that can be made of the Parity tokens of one file, as a kind of credential. Each is accepted once. */
final class ParityCredentials implements CredentialKind {
    private final Live<ParityTable> tokens;
    private final long windowSeconds;
    private final Duration lifetime;
    private final SpentProofs spent;
    private final TokenUses uses;

    ParityCredentials(Live<ParityTable> tokens, ParityTokens terms, SpentProofs spent, TokenUses uses) {
        this.tokens = tokens;
        this.windowSeconds = terms.window().toSeconds();
        this.lifetime = terms.lifetime();
        this.spent = spent;
        this.uses = uses;
    }

    @Override
    public CredentialForm form() {
        return CredentialForm.PARITY_PROOF;
    }

    /** HTTP has no name for it. */
    @Override
    public String challenge() {
        return "";
    }

    /** A proof names nobody until its token is found; attempts are counted by address. */
    @Override
    public Optional<String> claimedName(String value) {
        return Optional.empty();
    }

    /** Never: whoever has a proof may use it once. */
    @Override
    public Optional<CredentialProof.Proven> known(String value, Instant now) {
        return Optional.empty();
    }

    @Override
    public CredentialProof prove(String value, Instant now) {
        Optional<ParityProof> proof = ParityProof.parse(value);
        if (proof.isEmpty()) {
            return new Rejected(Reason.MALFORMED, "not " + ParityProof.RULE);
        }
        Optional<ParityToken> maker = tokens.current().maker(proof.get());
        return maker.isEmpty()
                ? new Rejected(Reason.UNKNOWN, "made with no token of the file")
                : judge(proof.get(), maker.get(), now);
    }

    /** The clock first: whoever has the token and is told nothing looks for the fault everywhere else. */
    private CredentialProof judge(ParityProof proof, ParityToken maker, Instant now) {
        long ahead = proof.seconds() - now.getEpochSecond();
        if (ahead > windowSeconds) {
            return new Rejected(Reason.NOT_YET_VALID, skew(maker, ahead, "ahead"));
        }
        if (ahead < -windowSeconds) {
            return new Rejected(Reason.EXPIRED, skew(maker, -ahead, "behind"));
        }
        boolean used = maker.lastUse().isPresent() || uses.knows(maker.name());
        Instant end = maker.end(lifetime, used);
        if (!now.isBefore(end)) {
            return new Rejected(Reason.EXPIRED, maker + " at " + end + (used ? "" : ", never used"));
        }
        return switch (spent.spend(proof, now.getEpochSecond() - windowSeconds)) {
            case FRESH -> proven(maker, now);
            case SPENT -> new Rejected(Reason.REPLAYED, maker + ", accepted before");
            case FORGOTTEN -> new Rejected(Reason.REPLAYED, maker + ", made before this server remembers any");
            case FULL -> new Rejected(Reason.REPLAYED, maker + ", or not: too many proofs to remember another one");
        };
    }

    private String skew(ParityToken maker, long seconds, String where) {
        return maker + ", client clock is " + seconds + " s " + where + " (accepted: " + windowSeconds + " s)";
    }

    private CredentialProof proven(ParityToken maker, Instant now) {
        uses.used(maker.name(), now);
        return new CredentialProof.Proven(
                maker.toString(), maker.mark(), Set.of(), Optional.of(maker.end(lifetime, true)));
    }

    @Override
    public boolean holds(CredentialProof.Proven proof, Instant now) {
        String id = proof.callerId();
        if (!id.startsWith(ParityToken.KIND)) {
            return false;
        }
        Optional<ParityToken> token = tokens.current()
                .named(id.substring(ParityToken.KIND.length()))
                .filter(one -> one.mark().equals(proof.mark()))
                .filter(one -> now.isBefore(one.end(lifetime, true)));
        // A WebSocket that is open is a use: what could not be written when it opened is made up for.
        token.ifPresent(one -> uses.used(one.name(), now));
        return token.isPresent();
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
