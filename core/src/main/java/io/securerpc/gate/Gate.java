package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.AccessDecision;
import io.securerpc.caller.Caller;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.Permission;
import io.securerpc.gate.Refusal.Code;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.limit.CallRates;
import io.securerpc.limit.FailedAttempts;
import io.securerpc.limit.Quotas;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostRules;
import io.securerpc.rpc.CallGuard;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The one decision for every door of a listener: HTTP/1.1, HTTP/2 and WebSocket hand it plain facts and do as it says.
 *
 * <p>It decides in stages, and a failed stage ends it: first the facts of the request (Host, Origin, method, content type, site), all failing rules
 * reported together; then the peer, as its TLS connection proves it; then, call by call, the permission. {@code OPTIONS} is answered
 * after the first two, without a caller; so is a person who opens the address in a browser, whom the second stage asks all it asks of callers.
 *
 * <h2>Defaults</h2>
 *
 * <p>Origins: the server's own only. Grants: none. A status page where there is TLS. Hosts and listener have no default.
 *
 * <h2>Security</h2>
 *
 * <p>Stops: pages of foreign sites, also their simple requests and WebSockets; DNS rebinding; peers that nobody judged, or whose certificate is not,
 * or no longer, trusted; calls without the permission. Fails closed: whatever a check throws is a refusal. Does not stop: a flood, which the
 * limits before it bound; a stolen key.
 *
 * <h2>Threads</h2>
 *
 * <p>Any. Does no I/O and holds no lock.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Gate gate = Gate.builder().listener(listener).hosts(hostPolicy.bind(bound, identity::names)).origins(origins).grants(grants).build();
 * }</pre>
 */
public final class Gate implements CallGuard {
    /** Whoever asks without saying from where is counted as one. */
    private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("nowhere", 0);

    private final PeerRule peer;
    private final RequestRules requests;
    private final StrictTransportRule strictTransport;
    private final CredentialRule credentials;
    private final TicketRule tickets;
    private final InstantSource clock;
    private final CallRates rates;

    Gate(HostRules hosts, Listener listener, GateBuilder builder) {
        AcceptedCredentials accepted = builder.credentials == null ? AcceptedCredentials.none() : builder.credentials;
        FailedAttempts attempts =
                builder.failedAttempts == null ? new FailedAttempts(AttemptLimits.defaults()) : builder.failedAttempts;
        HostRule host = new HostRule(hosts, listener instanceof Listener.Tls);
        peer = new PeerRule(listener, !accepted.isEmpty());
        tickets = new TicketRule(builder.tickets);
        credentials = new CredentialRule(accepted, attempts, listener, tickets);
        clock = builder.time();
        strictTransport = new StrictTransportRule(
                Optional.ofNullable(builder.strictTransport), listener instanceof Listener.Tls, host);
        requests = new RequestRules(host, peer, credentials, listener, builder);
        rates = builder.callRates == null ? new CallRates(Quotas.none()) : builder.callRates;
    }

    /**
     * Starts with the defaults.
     *
     * @return a builder
     */
    public static GateBuilder builder() {
        return new GateBuilder();
    }

    /**
     * Decides one request, or the request that opens a WebSocket.
     *
     * @param facts what the peer sent, and what TLS says of it
     * @return admitted with a caller, a preflight or a person at a browser to answer, refused, or a credential to be judged by {@link #prove}
     */
    public Verdict admit(RequestFacts facts) {
        requireNonNull(facts, "facts");
        try {
            return requests.decide(facts, null);
        } catch (RuntimeException e) {
            return Refusals.checkFailed(e);
        }
    }

    /**
     * Decides a request that asks by {@code GET} how the node is doing. Host, Origin and site are judged as of any request; whether its sender has to prove anything is a setting.
     *
     * @param facts what the peer sent, and what TLS says of it
     * @return admitted, refused, or a credential to be judged by {@link #prove}
     */
    public Verdict admitHealth(RequestFacts facts) {
        requireNonNull(facts, "facts");
        try {
            return requests.decideHealth(facts, null);
        } catch (RuntimeException e) {
            return Refusals.checkFailed(e);
        }
    }

    /**
     * Lets a request wait until it is known whether its credential may be judged, because those under way from that address, or of that name, are decided.
     *
     * @param needed what {@link #admit} said, that {@linkplain ProofNeeded#mustWait must wait}
     * @param turn told once what to hand to {@link #resume}, or to {@link #turnAway}; on this thread, or on one that judges another credential, so it hands on what takes time, and throws nothing
     * @return stops waiting, though its turn may come meanwhile; empty if too many wait, and then it has no turn
     */
    public Optional<Runnable> await(ProofNeeded needed, Consumer<ProofNeeded> turn) {
        requireNonNull(needed, "needed");
        requireNonNull(turn, "turn");
        return credentials.await(needed, turn);
    }

    /**
     * Decides a request again that has waited for its turn, or cannot. Costs no more than {@link #admit}.
     *
     * @param needed as the turn was told, or as it was before there was one
     * @param later what TLS and trust say of the peer by now
     * @return as of {@link #admit}, but never that it must wait
     */
    public Verdict resume(ProofNeeded needed, Supplier<PeerVerdict> later) {
        requireNonNull(needed, "needed");
        requireNonNull(later, "later");
        Verdict verdict;
        try {
            verdict = decideAgain(needed, credentials.judgeAgain(needed, clock.instant()), later);
        } catch (RuntimeException e) {
            verdict = Refusals.checkFailed(e);
        }
        if (!(verdict instanceof ProofNeeded)) {
            needed.attempt().abandoned();
        }
        return verdict;
    }

    /**
     * Judges the credential of a request that would be admitted with a good one, and decides the request again. Takes as long as a password hash takes: for threads that may.
     * One that must wait is refused.
     *
     * @param needed what {@link #admit} or {@link #resume} said
     * @param later what TLS and trust say of the peer when the credential has been judged
     * @return as of {@link #admit}, but never that a credential has to be judged
     */
    public Verdict prove(ProofNeeded needed, Supplier<PeerVerdict> later) {
        requireNonNull(needed, "needed");
        requireNonNull(later, "later");
        try {
            CredentialRule.Answer answer = credentials.judgeAgain(needed, clock.instant());
            if (answer instanceof CredentialRule.Answer.Needed) {
                CredentialProof proof = needed.proof(clock.instant());
                answer = credentials.proven(needed, proof, clock.instant());
            }
            return decideAgain(needed, answer, later);
        } catch (RuntimeException e) {
            return Refusals.checkFailed(e);
        } finally {
            // Unless it has ended otherwise.
            needed.attempt().failed();
        }
    }

    private Verdict decideAgain(ProofNeeded needed, CredentialRule.Answer answer, Supplier<PeerVerdict> later) {
        RequestFacts facts = needed.facts().withPeer(later.get());
        return needed.isOfHealth() ? requests.decideHealth(facts, answer) : requests.decide(facts, answer);
    }

    /**
     * Refuses a request because nobody has time to judge its credential; it does not count as a failed attempt.
     *
     * @param needed what {@link #admit} said
     * @return refused, with the advice to come again
     */
    public Verdict.Refused turnAway(ProofNeeded needed) {
        requireNonNull(needed, "needed");
        needed.attempt().abandoned();
        return new Verdict.Refused(
                List.of(Refusal.of(Code.PROOF_BUSY, needed.kind().form().text())),
                Map.of("Retry-After", "1", "Vary", "Origin"),
                Optional.empty());
    }

    /**
     * What every answer to this request says, whatever the verdict: whether browsers are to use TLS only.
     *
     * @param facts what the peer sent
     * @return headers, most often none
     */
    public Map<String, String> transportHeaders(RequestFacts facts) {
        requireNonNull(facts, "facts");
        try {
            return strictTransport.headers(facts);
        } catch (RuntimeException e) {
            // The names cannot be told: admit() asks the same, and refuses and reports it.
            return Map.of();
        }
    }

    /**
     * Decides one message of a WebSocket that is open.
     *
     * @param caller who opened it
     * @param verdict what TLS and trust say of the peer now
     * @return admitted as the same caller, or refused
     */
    public Verdict admitMessage(Caller caller, PeerVerdict verdict) {
        requireNonNull(caller, "caller");
        requireNonNull(verdict, "verdict");
        try {
            Refusal refusal = peer.check(verdict, false);
            if (refusal == null && !peer.callerId(verdict).equals(caller.id())) {
                refusal = Refusal.of(Code.CALLER_CHANGED, caller.id() + " | " + peer.callerId(verdict));
            }
            return refusal == null ? new Verdict.Admitted(caller, Map.of()) : Refusals.of(List.of(refusal), Map.of());
        } catch (RuntimeException e) {
            return Refusals.checkFailed(e);
        }
    }

    /**
     * Decides one message of a WebSocket that is open, or a request whose body has come.
     *
     * @param admitted as it was admitted
     * @param verdict what TLS and trust say of the peer now
     * @return admitted as the same caller, or refused
     */
    public Verdict admitMessage(Verdict.Admitted admitted, PeerVerdict verdict) {
        requireNonNull(admitted, "admitted");
        requireNonNull(verdict, "verdict");
        if (admitted.credential().isEmpty()) {
            return admitMessage(admitted.caller(), verdict);
        }
        try {
            Refusal refusal = peer.check(verdict, false);
            if (refusal == null && !admitted.credential().get().holds(clock.instant())) {
                refusal = Refusal.of(Code.CREDENTIAL_ENDED, admitted.caller().id());
            }
            return refusal == null ? admitted : Refusals.of(List.of(refusal), Map.of());
        } catch (RuntimeException e) {
            return Refusals.checkFailed(e);
        }
    }

    /**
     * Gives a caller that was admitted over HTTP a ticket for one WebSocket.
     *
     * @param admitted as it was admitted
     * @param facts of the same request
     * @return the ticket, or why there is none
     */
    public TicketAnswer ticket(Verdict.Admitted admitted, RequestFacts facts) {
        requireNonNull(admitted, "admitted");
        requireNonNull(facts, "facts");
        try {
            return tickets.make(admitted, facts, peer.callerId(facts.peer()), clock.instant());
        } catch (RuntimeException e) {
            return new TicketAnswer.Denied(Refusals.checkFailed(e));
        }
    }

    /**
     * Decides one call, alone or member of a batch, of a caller that was admitted, and counts it.
     *
     * @param caller who calls
     * @param remote from where; anonymous callers are counted by it
     * @param method the registered name
     * @param required the permission the method was registered with
     * @return admitted as the same caller, or refused
     */
    public Verdict admitCall(Caller caller, InetSocketAddress remote, String method, Permission required) {
        requireNonNull(caller, "caller");
        requireNonNull(remote, "remote");
        requireNonNull(method, "method");
        requireNonNull(required, "required");
        try {
            Optional<Duration> wait = rates.pay(caller, remote, method);
            if (wait.isPresent()) {
                return CallRule.tooMuch(caller, method, wait.get());
            }
            AccessDecision decision = caller.decide(method, required);
            return decision.admitted()
                    ? new Verdict.Admitted(caller, Map.of())
                    : Refusals.of(List.of(CallRule.forbidden(caller, method, required, decision)), Map.of());
        } catch (RuntimeException e) {
            return Refusals.checkFailed(e);
        }
    }

    /**
     * The same, of a caller who is counted by its name alone: all anonymous ones together.
     *
     * @param caller who calls
     * @param method the registered name
     * @param required the permission the method was registered with
     * @return admitted as the same caller, or refused
     */
    public Verdict admitCall(Caller caller, String method, Permission required) {
        return admitCall(caller, NOWHERE, method, required);
    }

    /**
     * Counts what a caller that was admitted has sent and is no call of anything registered; it needs no permission.
     *
     * @param caller who sent it
     * @param remote from where; anonymous callers are counted by it
     * @return admitted as the same caller, or refused because he has called too much
     */
    public Verdict admitOther(Caller caller, InetSocketAddress remote) {
        requireNonNull(caller, "caller");
        requireNonNull(remote, "remote");
        try {
            return rates.payForOther(caller, remote)
                    .<Verdict>map(wait -> CallRule.tooMuch(caller, "what is no call", wait))
                    .orElseGet(() -> new Verdict.Admitted(caller, Map.of()));
        } catch (RuntimeException e) {
            return Refusals.checkFailed(e);
        }
    }

    /** {@inheritDoc} */
    @Override
    public boolean admits(Caller caller, String method, Permission required) {
        return admitCall(caller, method, required) instanceof Verdict.Admitted;
    }

    /** {@inheritDoc} */
    @Override
    public boolean affords(Caller caller) {
        return admitOther(caller, NOWHERE) instanceof Verdict.Admitted;
    }

    /** {@inheritDoc} */
    @Override
    public boolean wouldAdmit(Caller caller, String method, Permission required) {
        return requireNonNull(caller, "caller").decide(method, required).admitted();
    }
}
