package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.AccessDecision;
import io.securerpc.caller.Caller;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.caller.ProvenCredential;
import io.securerpc.gate.Refusal.Code;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.limit.CallRates;
import io.securerpc.limit.FailedAttempts;
import io.securerpc.limit.Quotas;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostRules;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.rpc.CallGuard;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    private final HostRule host;
    private final OriginRule origin;
    private final PreflightHeaders preflight;
    private final FormRule form;
    private final PeerRule peer;
    private final PageRule statusPage;
    private final StrictTransportRule strictTransport;
    private final CredentialRule credentials;
    private final TicketRule tickets;
    private final InstantSource clock;
    private final Grants grants;
    private final CallRates rates;
    private final HealthAccess health;

    Gate(HostRules hosts, Listener listener, GateBuilder builder) {
        boolean tls = listener instanceof Listener.Tls;
        host = new HostRule(hosts, tls);
        OriginPolicy origins = builder.origins == null ? OriginPolicy.sameOrigin() : builder.origins;
        origin = new OriginRule(origins, tls);
        preflight = new PreflightHeaders(origins.terms());
        form = new FormRule(builder.jsonRequired);
        AcceptedCredentials accepted = builder.credentials == null ? AcceptedCredentials.none() : builder.credentials;
        peer = new PeerRule(listener, !accepted.isEmpty());
        FailedAttempts attempts =
                builder.failedAttempts == null ? new FailedAttempts(AttemptLimits.defaults()) : builder.failedAttempts;
        tickets = new TicketRule(builder.tickets);
        credentials = new CredentialRule(accepted, attempts, listener, tickets);
        clock = builder.clock == null ? InstantSource.system() : builder.clock;
        statusPage = new PageRule(builder.statusPage == null ? StatusPage.shown() : builder.statusPage, tls);
        strictTransport = new StrictTransportRule(Optional.ofNullable(builder.strictTransport), tls, host);
        grants = builder.grants == null ? Grants.none() : builder.grants;
        health = builder.health == null ? HealthAccess.OFF : builder.health;
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
            return decide(facts, null);
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
            return decideHealth(facts, null);
        } catch (RuntimeException e) {
            return Refusals.checkFailed(e);
        }
    }

    /**
     * Judges the credential of a request that would be admitted with a good one, and decides the request again. Takes as long as a password hash takes: for threads that may.
     *
     * @param needed what {@link #admit} said
     * @param later what TLS and trust say of the peer when the credential has been judged
     * @return as of {@link #admit}, but never that a credential has to be judged
     */
    public Verdict prove(ProofNeeded needed, Supplier<PeerVerdict> later) {
        requireNonNull(needed, "needed");
        requireNonNull(later, "later");
        try {
            CredentialProof proof = needed.proof(clock.instant());
            CredentialRule.Answer answer = credentials.proven(needed, proof, clock.instant());
            RequestFacts facts = needed.facts().withPeer(later.get());
            return needed.isOfHealth() ? decideHealth(facts, answer) : decide(facts, answer);
        } catch (RuntimeException e) {
            return Refusals.checkFailed(e);
        }
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

    /** {@inheritDoc} */
    @Override
    public boolean admits(Caller caller, String method, Permission required) {
        return admitCall(caller, method, required) instanceof Verdict.Admitted;
    }

    /** {@inheritDoc} */
    @Override
    public boolean wouldAdmit(Caller caller, String method, Permission required) {
        return requireNonNull(caller, "caller").decide(method, required).admitted();
    }

    /** judged: what became of the credential, if that was asked elsewhere already. */
    private Verdict decide(RequestFacts facts, CredentialRule.@Nullable Answer judged) {
        if (statusPage.isAsked(facts)) {
            return decidePage(facts, judged);
        }
        OriginRule.Answer page = origin.judge(facts, host.recognises(facts));
        List<Refusal> failing = Refusals.failing(
                host.check(facts),
                ForwardingRule.check(facts),
                page.refusal(),
                form.site(facts),
                form.method(facts),
                form.contentType(facts));
        if (!failing.isEmpty()) {
            return Refusals.of(failing, Refusals.headers(failing, facts.door(), page));
        }
        Refusal refusal = peer.check(facts.peer(), facts.asksForOptions());
        if (refusal != null) {
            return Refusals.of(List.of(refusal), Refusals.headers(List.of(refusal), facts.door(), page));
        }
        return facts.asksForOptions()
                ? new Verdict.Preflight(preflight.answer(facts, page))
                : decideCaller(facts, page, judged);
    }

    private Verdict decideHealth(RequestFacts facts, CredentialRule.@Nullable Answer judged) {
        OriginRule.Answer page = origin.judge(facts, host.recognises(facts));
        List<Refusal> failing = Refusals.failing(
                host.check(facts), ForwardingRule.check(facts), page.refusal(), form.site(facts), form.reading(facts));
        if (!failing.isEmpty()) {
            Map<String, String> headers = new HashMap<>(Refusals.headers(failing, facts.door(), page));
            headers.replace("Allow", "GET, HEAD");
            return Refusals.of(failing, headers);
        }
        boolean open = health == HealthAccess.EVERYBODY;
        Refusal refusal = peer.check(facts.peer(), open);
        if (refusal != null) {
            return Refusals.of(List.of(refusal), Refusals.headers(List.of(refusal), facts.door(), page));
        }
        if (open) {
            return new Verdict.Admitted(grants.caller(Caller.ANONYMOUS), page.headers());
        }
        Verdict verdict = decideCaller(facts, page, judged);
        return verdict instanceof ProofNeeded needed ? needed.ofHealth() : verdict;
    }

    /** The last stage, of a request whose facts and peer are good: who sent it. */
    private Verdict decideCaller(RequestFacts facts, OriginRule.Answer page, CredentialRule.@Nullable Answer judged) {
        String peerId = peer.callerId(facts.peer());
        Presented presented = credentials.presented(facts);
        if (page.unnamed() && (!peerId.equals(Caller.ANONYMOUS) || credentials.counts(presented))) {
            // "Any origin" opens what is anonymous. The browser adds its certificate to any page's WebSocket, and the
            // password it knows, asked or not.
            return Refusals.of(List.of(OriginRule.notNamed(facts.origins().get(0))), OriginRule.VARY);
        }
        Map<String, String> admittedHeaders = facts.door() == Door.HTTP ? page.headers() : Map.of();
        CredentialRule.Answer answer =
                judged == null ? credentials.judge(facts, presented, peerId, clock.instant()) : judged;
        return verdict(
                facts,
                answer,
                no -> Refusals.headers(List.of(no), facts.door(), page),
                held -> new Verdict.Admitted(
                        caller(facts.peer(), peerId, held), admittedHeaders, held, credentials.agreed(presented)));
    }

    private Caller caller(PeerVerdict verdict, String peerId, Optional<ProvenCredential> held) {
        return held.map(credential -> grants.caller(
                                credential.proof().callerId(),
                                credential.proof().permissions())
                        .provenBy(PeerRule.proof(verdict, held)))
                .orElseGet(() -> grants.caller(peerId).provenBy(PeerRule.proof(verdict, held)));
    }

    /** A credential that is missing or bad ends it; one that is good, or not asked for, goes on. */
    private static Verdict verdict(
            RequestFacts facts,
            CredentialRule.Answer answer,
            Function<Refusal, Map<String, String>> refusedHeaders,
            Function<Optional<ProvenCredential>, Verdict> admitted) {
        if (answer instanceof CredentialRule.Answer.No no) {
            Map<String, String> headers = new HashMap<>(refusedHeaders.apply(no.refusal()));
            headers.putAll(no.headers());
            return Refusals.of(List.of(no.refusal()), headers);
        }
        if (answer instanceof CredentialRule.Answer.Needed needed) {
            return new ProofNeeded(facts, needed.kind(), needed.value(), needed.attempt());
        }
        return admitted.apply(
                answer instanceof CredentialRule.Answer.Held held ? Optional.of(held.credential()) : Optional.empty());
    }

    private Verdict decidePage(RequestFacts facts, CredentialRule.@Nullable Answer judged) {
        List<Refusal> failing = Refusals.failing(
                host.check(facts),
                ForwardingRule.check(facts),
                statusPage.isNavigation(facts.navigation()) ? null : form.site(facts));
        if (!failing.isEmpty()) {
            return Refusals.of(failing, OriginRule.VARY);
        }
        Refusal refusal = peer.check(facts.peer(), false);
        if (refusal != null) {
            return Refusals.of(List.of(refusal), OriginRule.VARY);
        }
        CredentialRule.Answer answer = judged == null
                ? credentials.judge(facts, credentials.presented(facts), peer.callerId(facts.peer()), clock.instant())
                : judged;
        return verdict(facts, answer, no -> OriginRule.VARY, held -> statusPage.answer(facts));
    }
}
