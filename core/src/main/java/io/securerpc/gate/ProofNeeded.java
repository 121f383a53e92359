package io.securerpc.gate;

import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.limit.FailedAttempts;
import java.time.Instant;
import java.util.Optional;

/**
 * The request would be admitted if its credential proved good, and nobody has looked at that yet: let {@link Gate#prove} do so, on a thread that may take its time, or say by {@link
 * Gate#turnAway} that there is none. Whoever does neither has admitted nothing.
 *
 * <h2>Security</h2>
 *
 * <p>Holds the credential: never printed.
 */
public final class ProofNeeded implements Verdict {
    private final RequestFacts facts;
    private final CredentialKind kind;
    private final String value;
    private final FailedAttempts.Attempt attempt;
    private final boolean health;

    ProofNeeded(RequestFacts facts, CredentialKind kind, String value, FailedAttempts.Attempt attempt) {
        this(facts, kind, value, attempt, false);
    }

    private ProofNeeded(
            RequestFacts facts, CredentialKind kind, String value, FailedAttempts.Attempt attempt, boolean health) {
        this.facts = facts;
        this.kind = kind;
        this.value = value;
        this.attempt = attempt;
        this.health = health;
    }

    /** The same, of a request that asks how the node is doing. */
    ProofNeeded ofHealth() {
        return new ProofNeeded(facts, kind, value, attempt, true);
    }

    /** The same, with the attempt whose turn it is. */
    ProofNeeded with(FailedAttempts.Attempt turn) {
        return new ProofNeeded(facts, kind, value, turn, health);
    }

    /**
     * Whether so many credentials from that address or of that name are being judged that nobody may look at this one before those are decided: let it wait by {@link Gate#await}, or say {@link Gate#resume}
     * at once, which refuses it.
     *
     * @return false if it may be proven now
     */
    public boolean mustWait() {
        return attempt.dependsOnOthers();
    }

    boolean isOfHealth() {
        return health;
    }

    RequestFacts facts() {
        return facts;
    }

    CredentialKind kind() {
        return kind;
    }

    String value() {
        return value;
    }

    Optional<String> claimedName() {
        return kind.claimedName(value);
    }

    CredentialProof proof(Instant now) {
        return kind.prove(value, now);
    }

    FailedAttempts.Attempt attempt() {
        return attempt;
    }

    /** Names the kind, and nothing of what was presented. */
    @Override
    public String toString() {
        return "ProofNeeded[" + kind.form().text() + " ****]";
    }
}
