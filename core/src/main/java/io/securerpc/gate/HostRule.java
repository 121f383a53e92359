package io.securerpc.gate;

import io.securerpc.gate.Refusal.Code;
import io.securerpc.origin.Authority;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.HostRules;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exactly one Host, agreeing with the request target, and one the server answers to: what stops DNS rebinding. */
final class HostRule {
    private final HostRules rules;
    private final boolean tls;

    HostRule(HostRules rules, boolean tls) {
        this.rules = rules;
        this.tls = tls;
    }

    @Nullable
    Refusal check(RequestFacts facts) {
        List<String> hosts = facts.hosts();
        if (hosts.size() != 1) {
            return new Refusal(
                    Code.HOST_MALFORMED,
                    Seen.of(hosts.stream().map(Covered::text).toList()),
                    Optional.empty());
        }
        String host = hosts.get(0);
        return switch (rules.judge(host, tls)) {
            case MALFORMED -> Refusal.of(Code.HOST_MALFORMED, Covered.text(host));
            case NOT_ALLOWED -> notAllowed(host);
            case ALLOWED -> contradiction(host, facts.target().orElse(host));
        };
    }

    /** Whether the one Host is the server's own, so that an Origin may be compared with it. */
    boolean recognises(RequestFacts facts) {
        return facts.hosts().size() == 1 && rules.recognises(facts.hosts().get(0), tls);
    }

    /** Whether a refusal is this rule's. */
    static boolean refuses(Code code) {
        return code == Code.HOST_MALFORMED || code == Code.HOST_CONTRADICTED || code == Code.HOST_NOT_ALLOWED;
    }

    private @Nullable Refusal contradiction(String host, String target) {
        if (target.equals(host)) {
            return null;
        }
        Optional<Authority> named = Authority.parse(target);
        Optional<Authority> sent = Authority.parse(host);
        boolean same = named.isPresent()
                && sent.isPresent()
                && named.get().host().equals(sent.get().host())
                && named.get().effectivePort(tls) == sent.get().effectivePort(tls);
        return same ? null : Refusal.of(Code.HOST_CONTRADICTED, Covered.text(host) + " | " + Covered.text(target));
    }

    private static Refusal notAllowed(String host) {
        return Authority.parse(host)
                .filter(entry -> HostPolicy.takes(entry) && Covered.isOpen(host))
                .map(entry -> Refusal.of(Code.HOST_NOT_ALLOWED, host, Remedy.host(entry.toString())))
                .orElseGet(() -> Refusal.of(Code.HOST_NOT_ALLOWED, Covered.text(host)));
    }
}
