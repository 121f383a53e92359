package io.securerpc.gate;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.Caller;
import io.securerpc.caller.CredentialDemand;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.ProvenCredential;
import io.securerpc.gate.Refusal.Code;
import io.securerpc.limit.FailedAttempts;
import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the credential of a request proves, beside its certificate. Whatever is presented and proves nobody is refused: nobody falls back to being anonymous. */
final class CredentialRule {
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

    CredentialRule(AcceptedCredentials accepted, FailedAttempts attempts, Listener listener) {
        this.accepted = accepted;
        this.attempts = attempts;
        this.certificateSuffices = listener.match(
                tls -> tls.clientAuthentication() instanceof ClientAuthentication.Request,
                plain -> false,
                unix -> false,
                redirect -> false);
    }

    /** Whether something was presented that is looked at. */
    boolean isPresented(RequestFacts facts) {
        return !accepted.isEmpty() && !facts.authorization().values().isEmpty();
    }

    /** Whether this request is going to be served as somebody. Costs no more than a look-up; begins an attempt only where the answer is "needed". */
    Answer judge(RequestFacts facts, String peerId, Instant now) {
        if (accepted.isEmpty()) {
            return AS_PEER;
        }
        List<String> values = facts.authorization().values();
        if (values.isEmpty()) {
            boolean certificate = certificateSuffices && !peerId.equals(Caller.ANONYMOUS);
            return certificate || accepted.demand() == CredentialDemand.OPTIONAL
                    ? AS_PEER
                    : refused(Code.CREDENTIAL_MISSING, "none");
        }
        if (values.size() > 1) {
            return new Answer.No(
                    Refusal.of(Code.CREDENTIAL_MALFORMED, values.size() + " Authorization headers"), Map.of());
        }
        String header = values.get(0);
        int space = header.indexOf(' ');
        if (space < 1) {
            return new Answer.No(Refusal.of(Code.CREDENTIAL_MALFORMED, "no scheme and credential"), Map.of());
        }
        String value = header.substring(space + 1).strip();
        Optional<CredentialKind> kind = accepted.kind(header.substring(0, space), value);
        // What stands there instead may be a secret: it is not repeated.
        return kind.isEmpty()
                ? refused(Code.CREDENTIAL_REFUSED, "scheme that is not accepted")
                : judge(facts, kind.get(), value, now);
    }

    private Answer judge(RequestFacts facts, CredentialKind kind, String value, Instant now) {
        Optional<ProvenCredential> known = kind.known(value, now)
                .map(proof -> new ProvenCredential(kind, proof))
                .filter(credential -> credential.holds(now));
        if (known.isPresent()) {
            return new Answer.Held(known.get());
        }
        FailedAttempts.Attempt attempt = attempts.begin(facts.remote(), kind.claimedName(value));
        Optional<Duration> delay = attempt.delay();
        return delay.isPresent()
                ? new Answer.No(
                        Refusal.of(
                                Code.TOO_MANY_ATTEMPTS, "next in " + delay.get().toSeconds() + " s"),
                        Map.of("Retry-After", String.valueOf(delay.get().toSeconds())))
                : new Answer.Needed(kind, value, attempt);
    }

    /** What a proof, good or not, means for the request; an attempt that failed stays counted. */
    Answer proven(ProofNeeded needed, CredentialProof proof, Instant now) {
        if (proof instanceof CredentialProof.Rejected rejected) {
            return refused(
                    needed.kind(),
                    Code.CREDENTIAL_REFUSED,
                    needed.kind().form().text() + ": " + rejected.reason().text() + ", " + rejected.detail());
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
