package io.securerpc.caller.jwt;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is said of every signer in the same words. */
record JwtTerms(Duration clockSkew, @Nullable String permissionsClaim, Duration keyGrace) {
    private static final Duration LONGEST_SKEW = Duration.ofMinutes(10);
    private static final Duration LONGEST_GRACE = Duration.ofDays(30);

    static final JwtTerms DEFAULT = new JwtTerms(JwtSigner.DEFAULT_CLOCK_SKEW, null, JwtSigner.DEFAULT_KEY_GRACE);

    JwtTerms {
        bounded("clock skew", clockSkew, LONGEST_SKEW);
        bounded("key grace", keyGrace, LONGEST_GRACE);
        if (permissionsClaim != null) {
            name("permissions claim", permissionsClaim);
        }
    }

    JwtTerms withClockSkew(Duration skew) {
        return new JwtTerms(skew, permissionsClaim, keyGrace);
    }

    JwtTerms withPermissionsClaim(String claim) {
        return new JwtTerms(clockSkew, requireNonNull(claim, "claim"), keyGrace);
    }

    JwtTerms withKeyGrace(Duration grace) {
        return new JwtTerms(clockSkew, permissionsClaim, grace);
    }

    static Duration bounded(String what, Duration value, Duration most) {
        if (requireNonNull(value, what).isNegative() || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: PT0S to " + most + ")");
        }
        return value;
    }

    static String name(String what, String value) {
        if (!TokenClaims.NAME.matcher(requireNonNull(value, what)).matches()) {
            throw new IllegalArgumentException(what + ": '" + value
                    + "' (expected: 1 to 255 printable characters of ASCII without spaces around them)");
        }
        return value;
    }

    /** Of an id's first part: what follows the first bar is the subject, so that no two signers and subjects make one id. */
    static String signerName(String what, String value) {
        if (name(what, value).indexOf(JwtSigner.SEPARATOR) >= 0) {
            throw new IllegalArgumentException(what + ": '" + value + "' (expected: no " + JwtSigner.SEPARATOR + ")");
        }
        return value;
    }
}
