package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of keys that are made for new certificates. */
public enum KeyKind {
    /** ECDSA on P-256: every TLS client takes it, and it signs far cheaper than RSA. */
    EC_P256("EC-P256", "SHA256withECDSA"),

    /** ECDSA on P-384, for those whose rules ask for it. */
    EC_P384("EC-P384", "SHA384withECDSA"),

    /** RSA with 3072 bits, for clients that know nothing else; as strong as P-256 (NIST SP 800-57). */
    RSA_3072("RSA-3072", "SHA256withRSA"),

    /** Ed25519: small and fast; browsers do not take it. */
    ED25519("Ed25519", "Ed25519");

    private final String text;
    private final String signature;

    KeyKind(String text, String signature) {
        this.text = text;
        this.signature = signature;
    }

    /**
     * Reads the name of a kind.
     *
     * @param text {@code EC-P256}, {@code EC-P384}, {@code RSA-3072} or {@code Ed25519}, in any letter case
     * @return the kind
     * @throws IllegalArgumentException if the text is anything else
     */
    public static KeyKind parse(String text) {
        requireNonNull(text, "text");
        return Stream.of(values())
                .filter(kind -> kind.text.equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("key kind: '" + text + "' (expected: "
                        + Stream.of(values()).map(KeyKind::toString).collect(Collectors.joining(", ")) + ")"));
    }

    /**
     * The kind as it is written.
     *
     * @return such as {@code EC-P256}
     */
    @Override
    public String toString() {
        return text;
    }

    String signatureAlgorithm() {
        return signature;
    }

    KeyPair make() throws GeneralSecurityException {
        String[] parts = text.split("-", 2);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(parts[0]);
        if (this == RSA_3072) {
            generator.initialize(3072);
        } else if (this != ED25519) {
            generator.initialize(new ECGenParameterSpec("sec" + parts[1].toLowerCase(Locale.ROOT) + "r1"));
        }
        return generator.generateKeyPair();
    }
}
