package io.securerpc.origin;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** One entry of an origin list: an exact origin, or every origin one label below one. */
record OriginEntry(Origin origin, boolean oneLabelBelow) {
    private static final Pattern USER_INFORMATION = Pattern.compile("(^|//)[^/]*@");
    private static final String WILDCARD = "://*.";
    private static final String SHAPE = "scheme://host or scheme://host:port";

    /** Reads an entry; one that no browser could ever match is refused with the one that would. */
    static OriginEntry parse(String entry) {
        int wildcard = entry.indexOf(WILDCARD);
        String exact =
                wildcard < 0 ? entry : entry.substring(0, wildcard + 3) + entry.substring(wildcard + WILDCARD.length());
        Origin origin = Origin.parse(exact).orElseThrow(() -> refused(entry));
        if (origin.scheme().equals("ws") || origin.scheme().equals("wss")) {
            throw refused(entry);
        }
        if (wildcard >= 0 && !hasTwoLabels(origin.host())) {
            throw refused(entry, "at least two labels after '*.', as in https://*.example.com");
        }
        return new OriginEntry(origin, wildcard >= 0);
    }

    boolean matches(Origin candidate) {
        return oneLabelBelow ? isOneLabelAbove(candidate) : origin.equals(candidate);
    }

    /** As it is written in a list. */
    @Override
    public String toString() {
        return oneLabelBelow ? origin.toString().replaceFirst("://", WILDCARD) : origin.toString();
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

    private static boolean hasTwoLabels(String host) {
        char last = host.charAt(host.length() - 1);
        return host.indexOf('.') > 0 && last != '.' && !Character.isDigit(last);
    }

    private static IllegalArgumentException refused(String entry) {
        if (entry.trim().equals("*")) {
            return refused(entry, "OriginPolicy.any(), on its own");
        }
        if (entry.contains("*")) {
            return refused(entry, "an exact origin, or '*' as the whole first label: https://*.example.com");
        }
        return refused(entry, meant(entry).map(Origin::toString).orElse(SHAPE));
    }

    private static IllegalArgumentException refused(String entry, String expected) {
        String shown = USER_INFORMATION.matcher(entry).replaceFirst("$1****@");
        return new IllegalArgumentException("origin entry: '" + shown + "' (expected: " + expected + ")");
    }

    /** The origin that somebody who wrote this probably meant. */
    private static Optional<Origin> meant(String entry) {
        String text = entry.trim().toLowerCase(Locale.ROOT);
        int end = text.indexOf("://");
        String scheme = switch (end < 0 ? "" : text.substring(0, end)) {
            case "http", "ws" -> "http";
            default -> "https";
        };
        String rest = end < 0 ? text : text.substring(end + 3);
        rest = rest.split("[/?#]", 2)[0];
        rest = rest.substring(rest.lastIndexOf('@') + 1);
        try {
            return Origin.parse(scheme + "://" + IDN.toASCII(rest));
        } catch (IllegalArgumentException e) {
            // The suggestion only: the entry itself is refused either way.
            return Optional.empty();
        }
    }
}
