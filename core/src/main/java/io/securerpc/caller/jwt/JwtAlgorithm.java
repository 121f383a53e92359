package io.securerpc.caller.jwt;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;

/** A signature algorithm of public keys (RFC 7518 §3.1, RFC 8037 §3.1). Which one a key is used with is decided by the key and the settings, never by a token. */
public enum JwtAlgorithm {
    /** RSASSA-PKCS1-v1_5 with SHA-256. */
    RS256("RS256"),
    /** RSASSA-PKCS1-v1_5 with SHA-384. */
    RS384("RS384"),
    /** RSASSA-PKCS1-v1_5 with SHA-512. */
    RS512("RS512"),
    /** RSASSA-PSS with SHA-256. */
    PS256("PS256"),
    /** RSASSA-PSS with SHA-384. */
    PS384("PS384"),
    /** RSASSA-PSS with SHA-512. */
    PS512("PS512"),
    /** ECDSA on P-256 with SHA-256. */
    ES256("ES256"),
    /** ECDSA on P-384 with SHA-384. */
    ES384("ES384"),
    /** ECDSA on P-521 with SHA-512. */
    ES512("ES512"),
    /** Ed25519; called {@code Ed25519} too, since RFC 9864. Ed448 is not offered. */
    EDDSA("EdDSA");

    private static final String ED25519 = "Ed25519";

    private final String text;

    JwtAlgorithm(String text) {
        this.text = text;
    }

    /**
     * The algorithm of that name.
     *
     * @param name as in the {@code alg} of a header or a key, in exactly that case
     * @return empty for every other text: {@code none} and those with a shared secret are none of these
     */
    public static Optional<JwtAlgorithm> named(String name) {
        requireNonNull(name, "name");
        String known = name.equals(ED25519) ? EDDSA.text : name;
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.text.equals(known))
                .findFirst();
    }

    /**
     * The name.
     *
     * @return such as {@code ES256} or {@code EdDSA}
     */
    public String text() {
        return text;
    }
}
