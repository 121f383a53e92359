package io.securerpc.gate;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.Caller;
import io.securerpc.caller.CredentialDemand;
import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.ProvenCredential;
import io.securerpc.caller.WebSocketTickets;
import io.securerpc.gate.Refusal.Code;
import io.securerpc.limit.FailedAttempts;
import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the credential of a request proves, beside its certificate. Whatever is presented and proves nobody is refused: nobody falls back to being anonymous. */
final class CredentialRule {
    private static final String BEARER = "Bearer";

    /** Seconds: a file system that has hung for longer than that hangs for a while. */
    private static final String UNCHECKED_RETRY = "15";

    /** What is known of the caller once all other rules are satisfied. */
    sealed interface Answer {
        /** Who the certificate says it is, or nobody in particular. */
        record AsPeer() implements Answer {}

        /** Whom the credential proves. */
        record Held(ProvenCredential credential) implements Answer {}

        /** It has to be judged elsewhere. */
        record Needed(CredentialKind kind, String value, FailedAttempts.Attempt attempt) implements Answer {
            @Override
            public String toString() {
                return "Needed[****]";
            }
        }

        /** No. */
        record No(Refusal refusal, Map<String, String> headers) implements Answer {}
    }

    private static final Answer AS_PEER = new Answer.AsPeer();

    private final AcceptedCredentials accepted;
    private final FailedAttempts attempts;
    private final boolean certificateSuffices;
    private final boolean parity;
    private final TicketRule tickets;

    CredentialRule(AcceptedCredentials accepted, FailedAttempts attempts, Listener listener, TicketRule tickets) {
        this.accepted = accepted;
        this.attempts = attempts;
        this.tickets = tickets;
        this.parity = accepted.kind(CredentialForm.PARITY_PROOF).isPresent();
        this.certificateSuffices = listener.match(
                tls -> tls.clientAuthentication() instanceof ClientAuthentication.Request,
                plain -> false,
                unix -> false,
                redirect -> false);
    }

    /** What the request presents. */
    Presented presented(RequestFacts facts) {
        return Presented.of(facts.authorization(), parity);
    }

    /** Whether something was presented that is looked at. */
    boolean counts(Presented presented) {
        return !accepted.isEmpty() && presented.kind() != Presented.Kind.NOTHING;
    }

    /** Where nothing is looked at, nothing that was presented is confirmed either. */
    Optional<Subprotocol> agreed(Presented presented) {
        return accepted.isEmpty() ? presented.agreed().filter(Subprotocol.V1::equals) : presented.agreed();
    }

    /** Whether this request is going to be served as somebody. Costs no more than a look-up; begins an attempt only where the answer is "needed". */
    Answer judge(RequestFacts facts, Presented presented, String peerId, Instant now) {
        if (accepted.isEmpty()) {
            return AS_PEER;
        }
        String value = presented.value();
        return switch (presented.kind()) {
            case NOTHING -> nothing(peerId);
            case MALFORMED -> new Answer.No(Refusal.of(Code.CREDENTIAL_MALFORMED, value), Map.of());
            case AUTHORIZATION -> judge(facts, accepted.kind(presented.scheme(), value), value, now);
            case TOKEN -> judge(facts, accepted.kind(BEARER, value), value, now);
            case PARITY_PROOF -> judge(facts, accepted.kind(CredentialForm.PARITY_PROOF), value, now);
            case TICKET -> ticket(facts, value, peerId, now);
        };
    }

    private Answer nothing(String peerId) {
        boolean certificate = certificateSuffices && !peerId.equals(Caller.ANONYMOUS);
        return certificate || accepted.demand() == CredentialDemand.OPTIONAL
                ? AS_PEER
                : refused(Code.CREDENTIAL_MISSING, "none");
    }

    private Answer judge(RequestFacts facts, Optional<CredentialKind> kind, String value, Instant now) {
        // What stands there instead may be a secret: it is not repeated.
        return kind.isEmpty()
                ? refused(Code.CREDENTIAL_REFUSED, "of a form that is not accepted")
                : judge(facts, kind.get(), value, now);
    }

    private Answer judge(RequestFacts facts, CredentialKind kind, String value, Instant now) {
        Optional<ProvenCredential> known = known(kind, value, now);
        if (known.isPresent()) {
            return new Answer.Held(known.get());
        }
        FailedAttempts.Attempt attempt = attempts.begin(facts.remote(), kind.claimedName(value));
        return attempt.delay().isPresent() && !attempt.dependsOnOthers()
                ? tooMany(attempt.delay().get())
                : new Answer.Needed(kind, value, attempt);
    }

    private static Optional<ProvenCredential> known(CredentialKind kind, String value, Instant now) {
        return kind.known(value, now)
                .map(proof -> new ProvenCredential(kind, proof))
                .filter(credential -> credential.holds(now));
    }

    /** Begins the attempt when it is known whether there is a place for it; empty if too many wait for that. */
    Optional<Runnable> await(ProofNeeded needed, Consumer<ProofNeeded> turn) {
        return attempts.await(
                needed.facts().remote(), needed.claimedName(), attempt -> turn.accept(needed.with(attempt)));
    }

    /** What is known by now: the same credential may have been proven while this one waited. "Needed" only if its attempt may go on. */
    Answer judgeAgain(ProofNeeded needed, Instant now) {
        Optional<ProvenCredential> known = known(needed.kind(), needed.value(), now);
        if (known.isPresent()) {
            needed.attempt().succeeded();
            return new Answer.Held(known.get());
        }
        return needed.attempt()
                .delay()
                .map(CredentialRule::tooMany)
                .orElseGet(() -> new Answer.Needed(needed.kind(), needed.value(), needed.attempt()));
    }

    private static Answer tooMany(Duration delay) {
        return new Answer.No(
                Refusal.of(Code.TOO_MANY_ATTEMPTS, "next in " + delay.toSeconds() + " s"),
                Map.of("Retry-After", String.valueOf(delay.toSeconds())));
    }

    /** A look-up: nobody else has to judge it. */
    private Answer ticket(RequestFacts facts, String value, String peerId, Instant now) {
        FailedAttempts.Attempt attempt = attempts.begin(facts.remote(), Optional.empty());
        if (attempt.delay().isPresent()) {
            return tooMany(attempt.delay().get());
        }
        WebSocketTickets.Redemption redemption;
        try {
            redemption = tickets.redeem(facts, value, peerId, now);
            if (redemption instanceof WebSocketTickets.Redemption.Bad bad) {
                return refused(
                        Code.CREDENTIAL_REFUSED, "ticket: " + bad.reason().text() + ", " + bad.detail());
            }
            attempt.succeeded();
        } finally {
            attempt.failed();
        }
        Optional<ProvenCredential> credential = ((WebSocketTickets.Redemption.Good) redemption).credential();
        if (credential.isEmpty()) {
            return AS_PEER;
        }
        return credential.get().holds(now)
                ? new Answer.Held(credential.get())
                : refused(Code.CREDENTIAL_ENDED, credential.get().proof().callerId());
    }

    /** What a proof, good or not, means for the request; an attempt that failed stays counted. */
    Answer proven(ProofNeeded needed, CredentialProof proof, Instant now) {
        if (proof instanceof CredentialProof.Rejected rejected) {
            String seen = needed.kind().form().text() + ": " + rejected.reason().text() + ", " + rejected.detail();
            if (rejected.reason() == CredentialProof.Reason.UNCHECKED) {
                // It is good by all that is known: no guess, and nothing to throw away and make anew.
                needed.attempt().abandoned();
                return new Answer.No(
                        Refusal.of(Code.CREDENTIAL_UNCHECKED, seen), Map.of("Retry-After", UNCHECKED_RETRY));
            }
            return refused(needed.kind(), Code.CREDENTIAL_REFUSED, seen);
        }
        ProvenCredential credential = new ProvenCredential(needed.kind(), (CredentialProof.Proven) proof);
        if (!credential.holds(now)) {
            // Taken back while it was judged.
            return refused(
                    needed.kind(), Code.CREDENTIAL_ENDED, credential.proof().callerId());
        }
        needed.attempt().succeeded();
        return new Answer.Held(credential);
    }

    private Answer refused(CredentialKind kind, Code code, String seen) {
        return refused(code, seen, accepted.challengesAfterRefusal(kind));
    }

    private Answer refused(Code code, String seen) {
        return refused(code, seen, accepted.challenges());
    }

    /** Where nothing in that header would help, there is none. */
    private static Answer refused(Code code, String seen, String challenges) {
        return new Answer.No(
                Refusal.of(code, seen), challenges.isEmpty() ? Map.of() : Map.of("WWW-Authenticate", challenges));
    }
}
