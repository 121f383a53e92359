package io.securerpc.gate;

import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.RequestFacts.Navigation;
import io.securerpc.origin.Authority;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Whether a request is a person's who opens the address in a browser, and nothing that a web page can do unseen. */
final class PageRule {
    private static final Pattern NO_WEIGHT = Pattern.compile("q=0(\\.0{0,3})?", Pattern.CASE_INSENSITIVE);

    private final StatusPage page;
    private final boolean served;

    /** Where there is no TLS there is nothing good to say. */
    PageRule(StatusPage page, boolean tls) {
        this.page = page;
        served = page.isShown() && tls;
    }

    /** An Origin is never sent with a navigation by GET, so a request that has one is a script's. */
    boolean isAsked(RequestFacts facts) {
        return served
                && facts.door() == Door.HTTP
                && (facts.method().equals("GET") || facts.method().equals("HEAD"))
                && !facts.hasOrigin()
                && (isNavigation(facts.navigation()) || isSilent(facts.navigation()))
                && acceptsHtml(facts.navigation());
    }

    /** The browser itself says that a person gets to see the answer: then another site's link may have led here. */
    boolean isNavigation(Navigation navigation) {
        return navigation.mode().filter("navigate"::equals).isPresent()
                && navigation.destination().filter("document"::equals).isPresent();
    }

    /** The host has been judged before. */
    Verdict answer(RequestFacts facts) {
        String host = facts.hosts().get(0);
        return new Verdict.Page(
                page, Authority.parse(host).orElseThrow(() -> new IllegalStateException("no host: " + host)));
    }

    /** A browser too old to say, or a program. */
    private static boolean isSilent(Navigation navigation) {
        return navigation.mode().isEmpty() && navigation.destination().isEmpty();
    }

    /** By name: {@code *}{@code /*} is what programs, images and scripts send. */
    private static boolean acceptsHtml(Navigation navigation) {
        return navigation.accepts().stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .anyMatch(PageRule::isHtml);
    }

    private static boolean isHtml(String range) {
        String[] parts = range.split(";", -1);
        if (!parts[0].strip().equalsIgnoreCase("text/html")) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            if (NO_WEIGHT.matcher(parts[i].strip()).matches()) {
                return false;
            }
        }
        return true;
    }
}
