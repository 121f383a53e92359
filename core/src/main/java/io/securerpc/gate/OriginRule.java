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
    /** Whatever is answered could be another answer for another page, also where there is none. */
    static final Map<String, String> VARY = Map.of("Vary", "Origin");

    static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";

    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String NULL_ORIGIN = "null";
    private static final Answer NO_ORIGIN = new Answer(null, VARY, false, false);

    private final OriginPolicy policy;
    private final boolean tls;
    private final String exposed;
    private final Answer everybody;
    /** The listed origins as browsers send them: one look-up instead of parsing. */
    private final Map<String, Answer> ready;

    OriginRule(OriginPolicy policy, boolean tls) {
        this.policy = policy;
        this.tls = tls;
        exposed = String.join(", ", policy.terms().exposedHeaders());
        everybody = new Answer(null, headers("*", false), true, false);
        Map<String, Answer> answers = new HashMap<>();
        for (Origin origin : policy.exact()) {
            answers.put(origin.toString(), named(origin));
        }
        ready = Map.copyOf(answers);
    }

    /** hostRecognised: the Host is one of the server's own names, so an equal Origin is our own page. */
    Answer judge(RequestFacts facts, boolean hostRecognised) {
        if (!facts.hasOrigin()) {
            return NO_ORIGIN;
        }
        if (facts.origins().size() > 1) {
            return Answer.refused(new Refusal(
                    Code.ORIGIN_MALFORMED,
                    Seen.of(facts.origins().stream().map(Covered::text).toList()),
                    Optional.empty()));
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
        if (text.equals(NULL_ORIGIN)) {
            return Refusal.of(Code.ORIGIN_NOT_ALLOWED, text, Remedy.nullOrigin());
        }
        return Origin.parse(text)
                .filter(origin -> OriginPolicy.takes(origin) && Covered.isOpen(text))
                .map(origin -> Refusal.of(Code.ORIGIN_NOT_ALLOWED, text, Remedy.origin(origin.toString())))
                .orElseGet(() -> Refusal.of(Code.ORIGIN_NOT_ALLOWED, Covered.text(text)));
    }

    private Answer nullOrigin() {
        if (policy.allowsAny()) {
            return everybody;
        }
        // Never with credentials: any page can be the null origin by framing itself.
        return policy.allowsNull()
                ? new Answer(null, headers(NULL_ORIGIN, false), false, false)
                : Answer.refused(notNamed(NULL_ORIGIN));
    }

    private Answer parsed(String text, @Nullable String ownHost) {
        Origin origin = Origin.parse(text).orElse(null);
        if (origin == null) {
            return Answer.refused(Refusal.of(Code.ORIGIN_MALFORMED, Covered.text(text)));
        }
        boolean own = ownHost != null && isOwn(origin, ownHost);
        if (own || policy.names(origin)) {
            return named(origin);
        }
        return policy.allowsAny() ? everybody : Answer.refused(notNamed(text));
    }

    /** Our scheme is what our own TLS says; a header that says otherwise is a peer's word. */
    private boolean isOwn(Origin origin, String ownHost) {
        Authority host = Authority.parse(ownHost).orElse(null);
        return host != null
                && origin.scheme().equals(tls ? "https" : "http")
                && origin.port() == host.effectivePort(tls)
                // Read as a host, where an IPv4-mapped address is the IPv4 address.
                && Authority.parse(origin.host()).map(Authority::host).equals(Optional.of(host.host()));
    }

    private Answer named(Origin origin) {
        String allowed = policy.allowsAny() ? "*" : origin.toString();
        return new Answer(null, headers(allowed, policy.allowsCredentials()), false, true);
    }

    private Map<String, String> headers(String allowed, boolean credentials) {
        Map<String, String> headers = new HashMap<>(VARY);
        headers.put(ALLOW_ORIGIN, allowed);
        if (credentials) {
            headers.put("Access-Control-Allow-Credentials", "true");
        }
        if (!exposed.isEmpty()) {
            headers.put(EXPOSE_HEADERS, exposed);
        }
        return headers;
    }

    /**
     * What the rule says.
     *
     * @param refusal null if allowed
     * @param headers for the response, whether it is an answer or a refusal
     * @param unnamed allowed only because everybody is: credentials the browser adds on its own must not count
     * @param named an origin that is ours or on the list, not {@code null}
     */
    record Answer(@Nullable Refusal refusal, Map<String, String> headers, boolean unnamed, boolean named) {
        Answer {
            headers = Map.copyOf(headers);
        }

        private static Answer refused(Refusal refusal) {
            return new Answer(refusal, VARY, false, false);
        }
    }
}
