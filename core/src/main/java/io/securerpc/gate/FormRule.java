package io.securerpc.gate;

import io.securerpc.gate.Refusal.Code;
import io.securerpc.gate.RequestFacts.Door;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of a request: its HTTP method, its content type, and what the browser says of the site that caused it. */
final class FormRule {
    private static final Pattern JSON = Pattern.compile(
            "application/json(-rpc)?([ \\t]*;[ \\t]*charset=(utf-8|\"utf-8\"))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern FORM =
            Pattern.compile("application/x-www-form-urlencoded([ \\t]*;.*)?", Pattern.CASE_INSENSITIVE);

    private final boolean jsonRequired;

    FormRule(boolean jsonRequired) {
        this.jsonRequired = jsonRequired;
    }

    @Nullable
    Refusal method(RequestFacts facts) {
        boolean allowed = facts.door() == Door.WEBSOCKET
                ? facts.method().equals("GET")
                : facts.method().equals("POST") || facts.asksForOptions();
        return allowed ? null : Refusal.of(Code.METHOD_NOT_ALLOWED, Covered.method(facts.method()));
    }

    /** Of a question after the node's health, which has no effects. */
    @Nullable
    Refusal reading(RequestFacts facts) {
        boolean allowed = facts.door() == Door.HTTP
                && (facts.method().equals("GET") || facts.method().equals("HEAD"));
        return allowed ? null : Refusal.of(Code.METHOD_NOT_ALLOWED, Covered.method(facts.method()));
    }

    /** Only what forces a preflight from a web page is read, or what certainly comes from none. */
    @Nullable
    Refusal contentType(RequestFacts facts) {
        if (facts.door() == Door.WEBSOCKET || facts.asksForOptions()) {
            return null;
        }
        if (facts.contentTypes().size() > 1) {
            return new Refusal(
                    Code.CONTENT_TYPE,
                    Seen.of(facts.contentTypes().stream().map(Covered::type).toList()),
                    Optional.empty());
        }
        String type = facts.contentTypes().isEmpty()
                ? ""
                : facts.contentTypes().get(0).strip();
        if (type.equals("application/json") || JSON.matcher(type).matches()) {
            return null;
        }
        boolean harmless = (type.isEmpty() || FORM.matcher(type).matches()) && isCertainlyNoBrowser(facts);
        return harmless && !jsonRequired
                ? null
                : Refusal.of(
                        Code.CONTENT_TYPE,
                        type.isEmpty() ? "none" : Covered.type(type),
                        harmless ? Remedy.anyType() : Optional.empty());
    }

    /** Every cross-site request that can have effects carries an Origin; one without it was made to look harmless. */
    @Nullable
    Refusal site(RequestFacts facts) {
        if (facts.fetchSite().isEmpty() || facts.hasOrigin()) {
            return null;
        }
        String site = facts.fetchSite().get();
        return switch (site.toLowerCase(Locale.ROOT)) {
            case "same-origin", "none" -> null;
            default -> Refusal.of(Code.CROSS_SITE, Covered.site(site));
        };
    }

    private static boolean isCertainlyNoBrowser(RequestFacts facts) {
        return facts.origins().isEmpty()
                && !facts.browserTraces()
                && facts.fetchSite().isEmpty()
                && facts.requestedMethod().isEmpty();
    }
}
