package io.securerpc.caller.jwt;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads an issuer's public keys, in PEM or as a JWK Set, and says what each may be used for. */
final class KeyReader {
    static final String EXPECTED = "PEM with PUBLIC KEY, or a JWK Set";

    /** Each of them may have to be tried on a token without a kid; issuers have two or three. */
    static final int MOST = 32;

    private final String issuer;
    private final Set<JwtAlgorithm> algorithms;

    KeyReader(String issuer, Set<JwtAlgorithm> algorithms) {
        this.issuer = issuer;
        this.algorithms = algorithms;
    }

    String subject(String place) {
        return "JWT keys of '" + issuer + "' in " + place;
    }

    List<VerificationKey> read(String subject, byte[] bytes) {
        PublicKeys keys = new PublicKeys(subject, algorithms);
        List<VerificationKey> found =
                isJson(bytes) ? new KeySetText(subject, keys).read(bytes) : new PemKeys(subject, keys).read(bytes);
        if (found.size() > MOST) {
            throw new JwtKeyException(subject, found.size() + " keys", "at most " + MOST);
        }
        return found;
    }

    private static boolean isJson(byte[] bytes) {
        for (byte value : bytes) {
            if (!Character.isWhitespace(value)) {
                return value == '{';
            }
        }
        return false;
    }

    /** For messages. */
    static String names(Set<JwtAlgorithm> algorithms) {
        return new TreeSet<>(algorithms).stream().map(JwtAlgorithm::text).collect(Collectors.joining(", "));
    }
}
