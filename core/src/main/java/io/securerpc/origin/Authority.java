package io.securerpc.origin;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host with an optional port, as a {@code Host} header or an {@code :authority} names them (RFC 3986 §3.2, without user information).
 *
 * <p>Stricter than the RFC on purpose: names are letters, digits, {@code -}, {@code _} and dots, without percent-encoding; a host whose last label is
 * a number is a whole dotted IPv4 address; IPv6 stands in brackets, without a zone; a port is 1 to 65535 without leading zeros. A trailing dot
 * is kept and makes another host, as it does for browsers. An IPv4-mapped IPv6 address is the IPv4 address.
 *
 * @param host lower-case name, dotted IPv4, or IPv6 in brackets (RFC 5952)
 * @param port 1 to 65535, or {@link #NO_PORT}
 */
public record Authority(String host, int port) {
    /** The port of an authority that names none. */
    public static final int NO_PORT = -1;

    private static final int MAX_PORT = 65_535;

    /**
     * Checks both parts.
     *
     * @param host lower-case name, dotted IPv4, or IPv6 in brackets (RFC 5952)
     * @param port 1 to 65535, or {@link #NO_PORT}
     * @throws IllegalArgumentException if the host is not in the compared form, or the port is out of range
     */
    public Authority {
        requireNonNull(host, "host");
        if (!host.equals(HostText.canonical(host))) {
            throw new IllegalArgumentException(
                    "host: '" + host + "' (expected: lower-case name, IPv4, or IPv6 in brackets)");
        }
        requirePort(port);
    }

    /** Refuses what is neither a port nor {@link #NO_PORT}. */
    static void requirePort(int port) {
        if (port != NO_PORT && (port < 1 || port > MAX_PORT)) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    /**
     * Reads what a peer sent.
     *
     * @param text {@code host} or {@code host:port}
     * @return the authority, or empty when the text is not one
     */
    public static Optional<Authority> parse(String text) {
        requireNonNull(text, "text");
        int colon = colon(text);
        String host = HostText.canonical(colon < 0 ? text : text.substring(0, colon));
        if (host == null) {
            return Optional.empty();
        }
        if (colon < 0) {
            return Optional.of(new Authority(host, NO_PORT));
        }
        Integer port = port(text, colon + 1);
        return port == null ? Optional.empty() : Optional.of(new Authority(host, port));
    }

    /**
     * The port, or the one that the scheme stands for.
     *
     * @param tls whether the scheme is {@code https} (443) or {@code http} (80)
     * @return 1 to 65535
     */
    public int effectivePort(boolean tls) {
        if (port != NO_PORT) {
            return port;
        }
        return tls ? 443 : 80;
    }

    /** {@code host} or {@code host:port}. */
    @Override
    public String toString() {
        return port == NO_PORT ? host : host + ':' + port;
    }

    /** Where the port is set off from the host, or -1. */
    static int colon(String text) {
        int bracket = text.startsWith("[") ? text.indexOf(']') : 0;
        return bracket < 0 ? -1 : text.indexOf(':', bracket);
    }

    /** The port that begins there, or null when it is none. */
    static @Nullable Integer port(String text, int start) {
        int digits = text.length() - start;
        if (digits < 1 || digits > 5 || text.charAt(start) == '0') {
            return null;
        }
        int port = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            port = port * 10 + (c - '0');
        }
        return port <= MAX_PORT ? port : null;
    }
}
