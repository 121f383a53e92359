package io.securerpc.gate;

import io.securerpc.gate.Refusal.Code;
import io.securerpc.origin.Authority;
import io.securerpc.origin.Origin;
import io.securerpc.origin.OriginPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which web pages may call: none known (no Origin), our own, the listed ones. */
final class OriginRule {
    private static final String NULL_ORIGIN = "null";

    private final OriginPolicy policy;
    private final boolean tls;
    private final Answer noOrigin;
    /** The listed origins as browsers send them: one look-up instead of parsing. */
    private final Map<String, Answer> ready;

    OriginRule(OriginPolicy policy, boolean tls) {
        this.policy = policy;
        this.tls = tls;
        noOrigin = Answer.allowed(policy.allowsAny() ? Map.of() : Map.of("Vary", "Origin"), false);
        Map<String, Answer> answers = new HashMap<>();
        for (Origin origin : policy.exact()) {
            answers.put(origin.toString(), named(origin.toString(), policy.allowsCredentials()));
        }
        ready = Map.copyOf(answers);
    }

    /** hostRecognised: the Host is one of the server's own names, so an equal Origin is our own page. */
    Answer judge(RequestFacts facts, boolean hostRecognised) {
        if (!facts.hasOrigin()) {
            return noOrigin;
        }
        if (facts.origins().size() > 1) {
            return Answer.refused(new Refusal(Code.ORIGIN_MALFORMED, Seen.of(facts.origins()), Optional.empty()));
        }
        String text = facts.origins().get(0);
        Answer listed = ready.get(text);
        if (listed != null) {
            return listed;
        }
        return text.equals(NULL_ORIGIN)
                ? nullOrigin()
                : parsed(text, hostRecognised ? facts.hosts().get(0) : null);
    }

    /** The refusal of an origin that nobody named. */
    static Refusal notNamed(String text) {
        return Origin.parse(text)
                .filter(OriginRule::isListable)
                .map(origin -> Refusal.of(Code.ORIGIN_NOT_ALLOWED, text, Remedy.origin(origin.toString())))
                .orElseGet(() -> Refusal.of(Code.ORIGIN_NOT_ALLOWED, text));
    }

    private Answer nullOrigin() {
        if (policy.allowsAny()) {
            return everybody();
        }
        // Never with credentials: any page can be the null origin by framing itself.
        return policy.allowsNull()
                ? named(NULL_ORIGIN, false)
                : Answer.refused(Refusal.of(Code.ORIGIN_NOT_ALLOWED, NULL_ORIGIN, Remedy.nullOrigin()));
    }

    private Answer parsed(String text, @Nullable String ownHost) {
        Origin origin = Origin.parse(text).orElse(null);
        if (origin == null) {
            return Answer.refused(Refusal.of(Code.ORIGIN_MALFORMED, text));
        }
        boolean own = ownHost != null && isOwn(origin, ownHost);
        if (own || policy.names(origin)) {
            return named(origin.toString(), policy.allowsCredentials());
        }
        if (policy.allowsAny()) {
            return everybody();
        }
        return Answer.refused(notNamed(text));
    }

    /** Browsers never send the scheme of a WebSocket, so no list takes it. */
    private static boolean isListable(Origin origin) {
        return !origin.scheme().equals("ws") && !origin.scheme().equals("wss");
    }

    /** Our scheme is what our own TLS says; a header that says otherwise is a peer's word. */
    private boolean isOwn(Origin origin, String ownHost) {
        Authority host = Authority.parse(ownHost).orElse(null);
        return host != null
                && origin.scheme().equals(tls ? "https" : "http")
                && origin.host().equals(host.host())
                && origin.port() == host.effectivePort(tls);
    }

    private Answer named(String origin, boolean credentials) {
        if (policy.allowsAny()) {
            return Answer.allowed(Map.of("Access-Control-Allow-Origin", "*"), false);
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("Access-Control-Allow-Origin", origin);
        headers.put("Vary", "Origin");
        if (credentials) {
            headers.put("Access-Control-Allow-Credentials", "true");
        }
        return Answer.allowed(headers, false);
    }

    private static Answer everybody() {
        return Answer.allowed(Map.of("Access-Control-Allow-Origin", "*"), true);
    }

    /**
     * What the rule says.
     *
     * @param refusal null if allowed
     * @param headers for the response
     * @param unnamed allowed only because everybody is: credentials the browser adds on its own must not count
     */
    record Answer(@Nullable Refusal refusal, Map<String, String> headers, boolean unnamed) {
        private static Answer allowed(Map<String, String> headers, boolean unnamed) {
            return new Answer(null, Map.copyOf(headers), unnamed);
        }

        private static Answer refused(Refusal refusal) {
            return new Answer(refusal, Map.of(), false);
        }
    }
}
