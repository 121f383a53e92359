package io.securerpc.origin;

import io.securerpc.internal.EditDistance;
import io.securerpc.origin.OriginEntry.Form;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What to write in place of an entry of an origin list that no browser could ever match, or that would name nobody in particular. */
final class OriginAdvice {
    private static final Pattern CHROME_ID = Pattern.compile("[a-p]{32}");
    private static final Pattern UUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    private static final String SHAPE = "scheme://host or scheme://host:port";
    private static final String EXACT_OR_LABEL =
            "an exact origin, or '*' as the whole first label: https://*.example.com";
    private static final String ANY_PORT_END = ":*";
    /** Those that are misspelt most; others, of desktop and mobile shells, are taken as they are. */
    private static final List<String> KNOWN_SCHEMES =
            List.of("https", "http", "chrome-extension", "moz-extension", "safari-web-extension");
    /** Those whose pages have no origin, or whose origin is never theirs. */
    private static final List<String> WITHOUT_ORIGIN =
            List.of("ftp", "data", "blob", "about", "javascript", "filesystem", "view-source");

    private OriginAdvice() {}

    /** What to write in place of an origin that is well formed, or null when it may stand in a list. */
    static @Nullable String of(Origin origin, Form form) {
        return switch (origin.scheme()) {
            case "http", "https" -> insteadOfWeb(origin, form);
            case "ws", "wss" ->
                form == Form.EXACT
                        ? origin.toString().replaceFirst("^ws", "http")
                        : "the scheme of the page: http or https";
            case "chrome-extension", "moz-extension", "safari-web-extension" -> insteadOfExtension(origin, form);
            case "file" -> NullOrigin.INSTEAD_OF_FILES;
            default ->
                form == Form.EXACT && !WITHOUT_ORIGIN.contains(origin.scheme()) ? insteadOfScheme(origin) : SHAPE;
        };
    }

    private static @Nullable String insteadOfWeb(Origin origin, Form form) {
        String host = origin.host();
        return switch (form) {
            case EXACT -> null;
            case ANY_PORT -> HostText.isLoopback(host) ? null : "the port by its number; ':*' is for localhost alone";
            case ONE_LABEL_BELOW -> {
                if (host.indexOf('.') < 1 || host.endsWith(".") || HostText.isAddress(host)) {
                    yield "at least two labels after '*.', as in https://*.example.com";
                }
                yield SharedDomain.is(host) ? "exact origins, since anybody can have a name under " + host : null;
            }
        };
    }

    private static @Nullable String insteadOfExtension(Origin origin, Form form) {
        boolean chrome = origin.scheme().startsWith("chrome");
        // Chrome and Firefox write ids in lower case, Safari in either.
        String id = origin.scheme().startsWith("safari")
                ? origin.host()
                : origin.host().toLowerCase(Locale.ROOT);
        if (form != Form.EXACT || !(chrome ? CHROME_ID : UUID).matcher(id).matches()) {
            return insteadOfExtension(origin.scheme());
        }
        boolean asWritten = id.equals(origin.host()) && origin.port() == Authority.NO_PORT;
        return asWritten ? null : origin.scheme() + "://" + id;
    }

    private static String insteadOfExtension(String scheme) {
        return scheme.startsWith("chrome")
                ? "chrome-extension:// and the 32 letters of the extension's id"
                : scheme + ":// and the extension's UUID";
    }

    private static @Nullable String insteadOfScheme(Origin origin) {
        return misspelt(origin.scheme())
                .map(known ->
                        known + origin.toString().substring(origin.scheme().length()))
                .map(better -> Origin.parse(better).map(Origin::toString).orElse(SHAPE))
                .orElse(null);
    }

    /** A scheme we do not know is some program's own, unless it is one keystroke or two from one we do. */
    private static Optional<String> misspelt(String scheme) {
        return KNOWN_SCHEMES.stream()
                .filter(known -> EditDistance.between(scheme, known) <= 2)
                .min(Comparator.comparingInt(known -> EditDistance.between(scheme, known)));
    }

    /** What to write in place of an entry that is no origin in any form. */
    static String of(String entry) {
        // Browsers take either slash in an address.
        String text = entry.strip().toLowerCase(Locale.ROOT).replace('\\', '/');
        return switch (text) {
            case "*", "any", "all" -> "\"*\" on its own, in code OriginPolicy.any()";
            case "none" -> "no entry, in code OriginPolicy.sameOrigin()";
            case NullOrigin.TEXT -> NullOrigin.TEXT;
            default -> insteadOfText(text);
        };
    }

    private static String insteadOfText(String text) {
        int end = text.indexOf("://");
        String scheme = end < 0 ? "" : text.substring(0, end);
        if (scheme.equals("file")) {
            return NullOrigin.INSTEAD_OF_FILES;
        }
        if (scheme.endsWith("-extension") && KNOWN_SCHEMES.contains(scheme)) {
            return insteadOfExtension(text.split("[/?#]", -1));
        }
        return text.contains("*") ? insteadOfPattern(scheme, text) : insteadOfAddress(scheme, text);
    }

    private static String insteadOfPattern(String scheme, String text) {
        if (!scheme.isEmpty() || !text.endsWith(ANY_PORT_END)) {
            return EXACT_OR_LABEL;
        }
        return Meant.authority(text.substring(0, text.length() - ANY_PORT_END.length()))
                .filter(meant -> HostText.isLoopback(meant.host()))
                .map(meant -> "http://" + meant.host() + ANY_PORT_END)
                .orElse(EXACT_OR_LABEL);
    }

    /** An address such as an extension's pages have: {@code chrome-extension://id/popup.html}. */
    private static String insteadOfExtension(String[] parts) {
        String scheme = parts[0].substring(0, parts[0].length() - 1);
        boolean whole = (scheme.startsWith("chrome") ? CHROME_ID : UUID)
                .matcher(parts[2])
                .matches();
        return whole && !scheme.startsWith("safari") ? scheme + "://" + parts[2] : insteadOfExtension(scheme);
    }

    private static String insteadOfAddress(String scheme, String text) {
        Authority meant =
                WITHOUT_ORIGIN.contains(scheme) ? null : Meant.authority(text).orElse(null);
        if (meant == null || KNOWN_SCHEMES.contains(meant.host())) {
            return SHAPE;
        }
        String origin = scheme(scheme, meant.host()) + "://" + meant;
        return Origin.parse(origin)
                .filter(OriginEntry::takes)
                .map(Origin::toString)
                .orElse(SHAPE);
    }

    private static String scheme(String written, String host) {
        return switch (written) {
            case "" -> HostText.isLoopback(host) ? "http" : "https";
            case "ws" -> "http";
            case "wss" -> "https";
            default -> misspelt(written).orElse(written);
        };
    }
}
