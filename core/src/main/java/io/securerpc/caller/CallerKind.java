package io.securerpc.caller;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a caller proved who it is; the part of a caller's id before the colon. It is part of the id so that {@code basic:alice} never
 * inherits what {@code certificate:alice} may.
 */
enum CallerKind {
    CERTIFICATE,
    BASIC,
    TOKEN,
    JWT,
    PARITY,
    CA;

    /** The id of everybody who proved nothing. */
    static final String ANONYMOUS = "anonymous";
    /** Every caller with a trusted certificate. */
    static final String EVERY_CERTIFICATE = "certificate:*";

    private final String prefix = name().toLowerCase(Locale.ROOT) + ":";

    /** Returns the id, or refuses it: an unknown kind is a misspelt one. */
    static String checkedId(String id) {
        if (!id.equals(ANONYMOUS) && Arrays.stream(values()).noneMatch(kind -> kind.begins(id))) {
            String kinds =
                    Arrays.stream(values()).map(kind -> kind.prefix + "…").collect(Collectors.joining(", "));
            throw new IllegalArgumentException("caller id: '" + id + "' (expected: anonymous, " + kinds + ")");
        }
        return id;
    }

    static boolean isCertificate(String id) {
        return CERTIFICATE.begins(id);
    }

    private boolean begins(String id) {
        return id.startsWith(prefix) && id.length() > prefix.length();
    }
}
