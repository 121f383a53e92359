package io.securerpc.gate;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import io.securerpc.caller.ProvenCredential;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.listener.Listener;
import io.securerpc.origin.OriginPolicy;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The stages of {@link Gate}'s decision on one request, in their order: its facts, its peer, its caller. Whatever is thrown here, the gate makes a refusal of. */
final class RequestRules {
    private final HostRule host;
    private final PeerRule peer;
    private final CredentialRule credentials;
    private final InstantSource clock;
    private final OriginRule origin;
    private final PreflightHeaders preflight;
    private final FormRule form;
    private final PageRule statusPage;
    private final Grants grants;
    private final HealthAccess health;

    RequestRules(HostRule host, PeerRule peer, CredentialRule credentials, Listener listener, GateBuilder builder) {
        this.host = host;
        this.peer = peer;
        this.credentials = credentials;
        clock = builder.time();
        boolean tls = listener instanceof Listener.Tls;
        OriginPolicy origins = builder.origins == null ? OriginPolicy.sameOrigin() : builder.origins;
        origin = new OriginRule(origins, tls);
        preflight = new PreflightHeaders(origins.terms());
        form = new FormRule(builder.jsonRequired);
        statusPage = new PageRule(builder.statusPage == null ? StatusPage.shown() : builder.statusPage, tls);
        grants = builder.grants == null ? Grants.none() : builder.grants;
        health = builder.health == null ? HealthAccess.OFF : builder.health;
    }

    /** judged: what became of the credential, if that was asked elsewhere already. */
    Verdict decide(RequestFacts facts, CredentialRule.@Nullable Answer judged) {
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

    /** The same, of a request that asks by {@code GET} how the node is doing. */
    Verdict decideHealth(RequestFacts facts, CredentialRule.@Nullable Answer judged) {
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
