package io.securerpc.origin;

import java.util.regex.Pattern;

/** One entry of an origin list: an exact origin, every origin one label below one, or a loopback host on any port. */
record OriginEntry(Origin origin, Form form) {
    /** Which origins an entry stands for. */
    enum Form {
        EXACT,
        ONE_LABEL_BELOW,
        ANY_PORT
    }

    private static final Pattern USER_INFORMATION = Pattern.compile("(^|//)[^/]*@");
    private static final Pattern PORT_END = Pattern.compile(":[0-9]+$");
    private static final String WILDCARD = "://*.";
    private static final String ANY_PORT_END = ":*";

    /** Reads an entry; one that no browser could ever match is refused with the one that would. */
    static OriginEntry parse(String entry) {
        boolean below = entry.contains(WILDCARD);
        boolean anyPort = entry.endsWith(ANY_PORT_END);
        String exact = below ? entry.replaceFirst("://\\*\\.", "://") : entry;
        exact = anyPort ? exact.substring(0, exact.length() - ANY_PORT_END.length()) : exact;
        Origin origin = Origin.parse(exact).orElse(null);
        Form form = below ? Form.ONE_LABEL_BELOW : anyPort ? Form.ANY_PORT : Form.EXACT;
        boolean twice = anyPort && (below || PORT_END.matcher(exact).find());
        String better = origin == null || twice ? OriginAdvice.of(entry) : OriginAdvice.of(origin, form);
        if (origin == null || better != null) {
            throw new IllegalArgumentException("origin entry: '" + shown(entry) + "' (expected: " + better + ")");
        }
        return new OriginEntry(origin, form);
    }

    /** Whether a list may name exactly this origin. */
    static boolean takes(Origin origin) {
        return OriginAdvice.of(origin, Form.EXACT) == null;
    }

    boolean matches(Origin candidate) {
        return switch (form) {
            case EXACT -> origin.equals(candidate);
            case ONE_LABEL_BELOW -> isOneLabelAbove(candidate);
            case ANY_PORT ->
                origin.scheme().equals(candidate.scheme()) && origin.host().equals(candidate.host());
        };
    }

    /** What it opens beyond the pages that somebody had in mind; empty when nothing. */
    String warning() {
        if (form == Form.ANY_PORT) {
            return "origins: " + this + " (every program that serves pages on the browser's machine may call)";
        }
        return origin.scheme().equals("http") && !HostText.isLoopback(origin.host())
                ? "origins: " + this + " (a page without TLS: whoever is on its way can make it call)"
                : "";
    }

    /** As it is written in a list. */
    @Override
    public String toString() {
        return switch (form) {
            case EXACT -> origin.toString();
            case ONE_LABEL_BELOW -> origin.toString().replaceFirst("://", WILDCARD);
            case ANY_PORT -> origin + ANY_PORT_END;
        };
    }

    /** On one line, without the secrets that an address may hold. */
    private static String shown(String entry) {
        return USER_INFORMATION.matcher(entry).replaceFirst("$1****@").replaceAll("\\p{Cntrl}", "?");
    }

    private boolean isOneLabelAbove(Origin candidate) {
        String host = candidate.host();
        int dot = host.length() - origin.host().length() - 1;
        return dot > 0
                && host.indexOf('.') == dot
                && host.endsWith(origin.host())
                && candidate.scheme().equals(origin.scheme())
                && candidate.port() == origin.port();
    }
}
