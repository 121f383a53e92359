package io.securerpc.origin;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A web origin: scheme, host and port, as browsers send it in the {@code Origin} header (Fetch standard; RFC 6454 §6).
 *
 * <p>Two are equal exactly when browsers write them alike. Of {@code http} and {@code https}, case and the scheme's own port make no difference; of
 * other schemes, such as those of browser extensions, letters of the host count as written (URL standard, opaque hosts).
 *
 * <p>The {@code null} origin of sandboxed frames and {@code file:} pages is not an {@code Origin}: it names nobody, and is a setting of its own
 * ({@link OriginPolicy#withNullOrigin()}).
 *
 * @param scheme lower-case
 * @param host as browsers write it: name in lower-case, dotted IPv4, IPv6 in brackets; or whatever letters, digits and {@code -_.} other schemes have
 * @param port the port that is meant, the scheme's own if the text named none, or {@link Authority#NO_PORT} for schemes without one
 */
public record Origin(String scheme, String host, int port) {
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");

    /**
     * Checks the parts.
     *
     * @param scheme lower-case
     * @param host as browsers write it
     * @param port the port that is meant, or {@link Authority#NO_PORT}
     * @throws IllegalArgumentException if a part is not in the compared form
     */
    public Origin {
        requireNonNull(scheme, "scheme");
        requireNonNull(host, "host");
        if (!SCHEME.matcher(scheme).matches()) {
            throw new IllegalArgumentException("scheme: '" + scheme + "' (expected: lower-case scheme of RFC 3986)");
        }
        if (!host.equals(HostText.inOrigin(isWeb(scheme), host))) {
            throw new IllegalArgumentException("host: '" + host + "' (expected: the host as browsers write it)");
        }
        Authority.requirePort(port);
        port = port == Authority.NO_PORT ? defaultPort(scheme) : port;
    }

    /**
     * Reads what a peer sent. Nothing but {@code scheme://host} and {@code scheme://host:port} is an origin: no path, no user information.
     *
     * @param text one value of an {@code Origin} header
     * @return the origin, or empty when the text is not one (also for {@code null})
     */
    public static Optional<Origin> parse(String text) {
        requireNonNull(text, "text");
        int end = text.indexOf("://");
        if (end < 0) {
            return Optional.empty();
        }
        String scheme = text.substring(0, end).toLowerCase(Locale.ROOT);
        if (!SCHEME.matcher(scheme).matches()) {
            return Optional.empty();
        }
        String authority = text.substring(end + 3);
        int colon = Authority.colon(authority);
        String host = HostText.inOrigin(isWeb(scheme), colon < 0 ? authority : authority.substring(0, colon));
        Integer port = colon < 0 ? Integer.valueOf(Authority.NO_PORT) : Authority.port(authority, colon + 1);
        return host == null || port == null ? Optional.empty() : Optional.of(new Origin(scheme, host, port));
    }

    /** The serialisation that browsers use: the scheme's own port is left out. */
    @Override
    public String toString() {
        String base = scheme + "://" + host;
        return port == defaultPort(scheme) ? base : base + ':' + port;
    }

    /** A scheme whose hosts are names and addresses of the internet. */
    private static boolean isWeb(String scheme) {
        return defaultPort(scheme) != Authority.NO_PORT;
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "https", "wss" -> 443;
            case "http", "ws" -> 80;
            default -> Authority.NO_PORT;
        };
    }
}
