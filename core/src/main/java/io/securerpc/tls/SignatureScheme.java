package io.securerpc.tls;

import java.util.List;
import java.util.Optional;

/**
 * How a server proves in the handshake that it holds its key (RFC 8446, section 4.2.3), in the order the JDK prefers them.
 *
 * <p>There is no constant for SHA-1, MD5, SHA-224 or DSA.
 */
public enum SignatureScheme {
    /** ECDSA on P-256. */
    ECDSA_SECP256R1_SHA256(0x0403, "ecdsa_secp256r1_sha256", "ECDSA+SHA256"),
    /** ECDSA on P-384. */
    ECDSA_SECP384R1_SHA384(0x0503, "ecdsa_secp384r1_sha384", "ECDSA+SHA384"),
    /** ECDSA on P-521. */
    ECDSA_SECP521R1_SHA512(0x0603, "ecdsa_secp521r1_sha512", "ECDSA+SHA512"),
    /** Ed25519. */
    ED25519(0x0807, "ed25519", "ed25519"),
    /** Ed448. */
    ED448(0x0808, "ed448", "ed448"),
    /** RSA-PSS with an ordinary RSA key. */
    RSA_PSS_RSAE_SHA256(0x0804, "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha256"),
    /** RSA-PSS with an ordinary RSA key. */
    RSA_PSS_RSAE_SHA384(0x0805, "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha384"),
    /** RSA-PSS with an ordinary RSA key. */
    RSA_PSS_RSAE_SHA512(0x0806, "rsa_pss_rsae_sha512", "rsa_pss_rsae_sha512"),
    /** RSA-PSS with a key that is for RSA-PSS only. */
    RSA_PSS_PSS_SHA256(0x0809, "rsa_pss_pss_sha256", "rsa_pss_pss_sha256"),
    /** RSA-PSS with a key that is for RSA-PSS only. */
    RSA_PSS_PSS_SHA384(0x080a, "rsa_pss_pss_sha384", "rsa_pss_pss_sha384"),
    /** RSA-PSS with a key that is for RSA-PSS only. */
    RSA_PSS_PSS_SHA512(0x080b, "rsa_pss_pss_sha512", "rsa_pss_pss_sha512"),
    /** PKCS#1 v1.5, in TLS 1.2 only. */
    RSA_PKCS1_SHA256(0x0401, "rsa_pkcs1_sha256", "RSA+SHA256"),
    /** PKCS#1 v1.5, in TLS 1.2 only. */
    RSA_PKCS1_SHA384(0x0501, "rsa_pkcs1_sha384", "RSA+SHA384"),
    /** PKCS#1 v1.5, in TLS 1.2 only. */
    RSA_PKCS1_SHA512(0x0601, "rsa_pkcs1_sha512", "RSA+SHA512");

    private static final Names<SignatureScheme> BY_NAME =
            Names.of("signature scheme", values(), SignatureScheme::names);

    private final int code;
    private final String jsseName;
    private final String opensslName;

    SignatureScheme(int code, String jsseName, String opensslName) {
        this.code = code;
        this.jsseName = jsseName;
        this.opensslName = opensslName;
    }

    /**
     * Reads a name that JSSE or OpenSSL uses.
     *
     * @param name such as {@code ecdsa_secp256r1_sha256} or {@code ECDSA+SHA256}
     * @return the scheme
     * @throws IllegalArgumentException if it is unknown, naming it
     */
    public static SignatureScheme parse(String name) {
        return BY_NAME.parse(name);
    }

    /** For names of what may well be unknown, such as what a client offers. */
    static Optional<SignatureScheme> find(String name) {
        return BY_NAME.find(name);
    }

    /**
     * The name that {@link javax.net.ssl.SSLParameters} and the IANA registry use.
     *
     * @return such as {@code rsa_pss_rsae_sha256}
     */
    public String jsseName() {
        return jsseName;
    }

    /**
     * The name that {@code openssl s_client -sigalgs} takes.
     *
     * @return such as {@code ECDSA+SHA256}
     */
    public String opensslName() {
        return opensslName;
    }

    /** The number in the IANA registry "TLS SignatureScheme". */
    int code() {
        return code;
    }

    /** PKCS#1 v1.5 signs certificates in TLS 1.3, never the handshake. */
    boolean signsTls13() {
        return !name().startsWith("RSA_PKCS1");
    }

    /** The kind of key that suites of TLS 1.2 name; Edwards curves count as elliptic there (RFC 8422, section 5.10). */
    CipherSuite.Authentication authentication() {
        return name().startsWith("RSA_") ? CipherSuite.Authentication.RSA : CipherSuite.Authentication.ECDSA;
    }

    /** Why it is offered, as a sentence. */
    String reason() {
        if (!signsTls13()) {
            return "RSA as TLS 1.2 clients before about 2018 know it; TLS 1.3 takes it in certificates only";
        }
        return name().startsWith("RSA_")
                ? "RSA with a proof of security"
                : "short signatures, for identities of this kind";
    }

    /** OpenSSL has a third name for RSA-PSS with an ordinary key. */
    private List<String> names() {
        return name().startsWith("RSA_PSS_RSAE_")
                ? List.of(jsseName, name().replace("RSA_PSS_RSAE_", "RSA-PSS+"))
                : Names.distinct(jsseName, opensslName);
    }
}
