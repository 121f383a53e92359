package io.securerpc.internal;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a caller proved who it is; the part of a caller's id before the colon. It is part of the id so that {@code basic:alice} never
 * inherits what {@code certificate:alice} may.
 */
public enum CallerKind {
    /** A certificate that is installed. */
    CERTIFICATE,
    /** A user with a password. */
    BASIC,
    /** A bearer token of ours. */
    TOKEN,
    /** A JSON web token. */
    JWT,
    /** A proof that a token of Parity's makes. */
    PARITY,
    /** A certificate that an authority vouches for. */
    CA;

    /** The id of everybody who proved nothing. */
    public static final String ANONYMOUS = "anonymous";
    /** Every caller with an installed certificate; not those that an authority vouches for. */
    public static final String EVERY_CERTIFICATE = "certificate:*";

    private final String prefix = name().toLowerCase(Locale.ROOT) + ":";

    /**
     * Refuses an id of an unknown kind: it is a misspelt one.
     *
     * @param id such as {@code basic:alice}
     * @return the id
     * @throws IllegalArgumentException if it is no id of a caller
     */
    public static String checkedId(String id) {
        if (!id.equals(ANONYMOUS) && of(id).isEmpty()) {
            String kinds =
                    Arrays.stream(values()).map(kind -> kind.prefix + "…").collect(Collectors.joining(", "));
            throw new IllegalArgumentException("caller id: '" + id + "' (expected: anonymous, " + kinds + ")");
        }
        return id;
    }

    /**
     * The kind of an id.
     *
     * @param id such as {@code basic:alice}
     * @return empty for {@link #ANONYMOUS}, and for whatever is no id of a caller
     */
    public static Optional<CallerKind> of(String id) {
        requireNonNull(id, "id");
        return Arrays.stream(values()).filter(kind -> kind.begins(id)).findFirst();
    }

    /**
     * What an id is compared by where two spellings of one certificate's name must not be two callers: trust takes a renewal in other letters for the same
     * client.
     *
     * @param id such as {@code certificate:Alice}
     * @return A to Z in lower case if a certificate proves it, else the id
     */
    public static String key(String id) {
        if (!isProvenByCertificate(id)) {
            return id;
        }
        StringBuilder key = new StringBuilder(id.length());
        id.chars().forEach(c -> key.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return key.toString();
    }

    /**
     * Whether it is that of a caller with an installed certificate.
     *
     * @param id such as {@code certificate:rpc.user.1}
     * @return false for all other kinds
     */
    public static boolean isCertificate(String id) {
        return CERTIFICATE.begins(id);
    }

    /**
     * Whether a certificate proves it, in the TLS handshake; all others are proven by what a request presents.
     *
     * @param id such as {@code ca:corp|alice}
     * @return true for {@code certificate:} and {@code ca:}
     */
    public static boolean isProvenByCertificate(String id) {
        return CERTIFICATE.begins(id) || CA.begins(id);
    }

    private boolean begins(String id) {
        return id.startsWith(prefix) && id.length() > prefix.length();
    }
}
