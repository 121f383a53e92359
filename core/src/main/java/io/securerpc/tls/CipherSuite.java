package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A cipher suite that can be offered: authenticated encryption and forward secrecy, nothing else.
 *
 * <p>Constants are named as in the IANA registry, which is also the name that {@link javax.net.ssl.SSLEngine} uses. There is no constant
 * for CBC (padding oracles: Lucky 13, POODLE), RC4, 3DES, NULL, anonymous or static-RSA suites (recorded traffic can be
 * read once the key leaks), nor for CCM, which no browser offers.
 */
public enum CipherSuite {
    /** TLS 1.3, AES-128-GCM. */
    TLS_AES_128_GCM_SHA256(0x1301, TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256"),
    /** TLS 1.3, AES-256-GCM. */
    TLS_AES_256_GCM_SHA384(0x1302, TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384"),
    /** TLS 1.3, ChaCha20-Poly1305. */
    TLS_CHACHA20_POLY1305_SHA256(0x1303, TlsVersion.TLS_1_3, "TLS_CHACHA20_POLY1305_SHA256"),
    /** TLS 1.2 with an EC identity, AES-128-GCM. */
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(0xc02b, TlsVersion.TLS_1_2, "ECDHE-ECDSA-AES128-GCM-SHA256"),
    /** TLS 1.2 with an RSA identity, AES-128-GCM. */
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(0xc02f, TlsVersion.TLS_1_2, "ECDHE-RSA-AES128-GCM-SHA256"),
    /** TLS 1.2 with an EC identity, AES-256-GCM. */
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(0xc02c, TlsVersion.TLS_1_2, "ECDHE-ECDSA-AES256-GCM-SHA384"),
    /** TLS 1.2 with an RSA identity, AES-256-GCM. */
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(0xc030, TlsVersion.TLS_1_2, "ECDHE-RSA-AES256-GCM-SHA384"),
    /** TLS 1.2 with an EC identity, ChaCha20-Poly1305. */
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(0xcca9, TlsVersion.TLS_1_2, "ECDHE-ECDSA-CHACHA20-POLY1305"),
    /** TLS 1.2 with an RSA identity, ChaCha20-Poly1305. */
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xcca8, TlsVersion.TLS_1_2, "ECDHE-RSA-CHACHA20-POLY1305"),
    /** TLS 1.2 with an RSA identity and a finite-field group of RFC 7919, AES-128-GCM; only for clients without elliptic curves. */
    TLS_DHE_RSA_WITH_AES_128_GCM_SHA256(0x009e, TlsVersion.TLS_1_2, "DHE-RSA-AES128-GCM-SHA256"),
    /** TLS 1.2 with an RSA identity and a finite-field group of RFC 7919, AES-256-GCM; only for clients without elliptic curves. */
    TLS_DHE_RSA_WITH_AES_256_GCM_SHA384(0x009f, TlsVersion.TLS_1_2, "DHE-RSA-AES256-GCM-SHA384"),
    /** TLS 1.2 with an RSA identity and a finite-field group of RFC 7919, ChaCha20-Poly1305; only for clients without elliptic curves. */
    TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xccaa, TlsVersion.TLS_1_2, "DHE-RSA-CHACHA20-POLY1305");

    private static final Names<CipherSuite> BY_NAME =
            Names.of("cipher suite", values(), suite -> Names.distinct(suite.ianaName(), suite.opensslName));

    private final int code;
    private final TlsVersion version;
    private final String opensslName;

    CipherSuite(int code, TlsVersion version, String opensslName) {
        this.code = code;
        this.version = version;
        this.opensslName = opensslName;
    }

    /**
     * Reads a name of the IANA registry or of OpenSSL.
     *
     * @param name such as {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256} or {@code ECDHE-RSA-AES128-GCM-SHA256}
     * @return the suite
     * @throws IllegalArgumentException if it is unknown, or known and unsafe, naming it
     */
    public static CipherSuite parse(String name) {
        requireNonNull(name, "name");
        List<String> complaints = OpensslSuite.complaints(
                "cipher suite",
                OpensslSuite.find(name).stream()
                        .filter(unsafe -> !unsafe.faults().isEmpty()));
        if (!complaints.isEmpty()) {
            throw new IllegalArgumentException(complaints.get(0));
        }
        return BY_NAME.parse(name);
    }

    /** The suite of an IANA or OpenSSL name; empty for any that is unknown or unsafe. */
    static Optional<CipherSuite> find(String name) {
        return BY_NAME.find(name);
    }

    /**
     * The one version of TLS this suite belongs to.
     *
     * @return the version
     */
    public TlsVersion version() {
        return version;
    }

    /**
     * The name in the IANA registry of TLS cipher suites, which JSSE shares.
     *
     * @return such as {@code TLS_AES_128_GCM_SHA256}
     */
    public String ianaName() {
        return name();
    }

    /**
     * The name that {@code openssl ciphers} and nginx use.
     *
     * @return such as {@code ECDHE-RSA-AES128-GCM-SHA256}; for TLS 1.3 the same as the IANA name
     */
    public String opensslName() {
        return opensslName;
    }

    /** The number in the IANA registry. */
    int code() {
        return code;
    }

    KeyExchange keyExchange() {
        if (version == TlsVersion.TLS_1_3) {
            return KeyExchange.ANY;
        }
        return name().startsWith("TLS_DHE_") ? KeyExchange.DHE : KeyExchange.ECDHE;
    }

    Authentication authentication() {
        if (version == TlsVersion.TLS_1_3) {
            return Authentication.ANY;
        }
        return name().contains("_ECDSA_") ? Authentication.ECDSA : Authentication.RSA;
    }

    /** Why it is offered, as a sentence. */
    String reason() {
        String cipher = name().contains("CHACHA20")
                ? "ChaCha20-Poly1305, fast without AES in hardware"
                : name().contains("_128_")
                        ? "AES-128-GCM, the fastest with AES in hardware"
                        : "AES-256-GCM, for clients that insist on 256 bits";
        return switch (keyExchange()) {
            case ANY -> cipher;
            case ECDHE -> cipher + "; forward secrecy from elliptic curves, " + authentication() + " identity";
            case DHE ->
                cipher + "; forward secrecy from finite fields, RSA identity, for clients without elliptic curves";
        };
    }

    /** How the two peers agree on a key, which decides the groups of use. */
    enum KeyExchange {
        /** TLS 1.3: whatever group both have. */
        ANY("a group"),
        /** Elliptic curves. */
        ECDHE("an elliptic curve among them"),
        /** Finite fields. */
        DHE("a finite field among them");

        private final String groupRule;

        KeyExchange(String groupRule) {
            this.groupRule = groupRule;
        }

        /** What a list of groups needs, in words. */
        String groupRule() {
            return groupRule;
        }

        boolean uses(NamedGroup group) {
            return switch (this) {
                case ANY -> true;
                case ECDHE -> group.kind() == NamedGroup.Kind.ELLIPTIC_CURVE;
                case DHE -> group.kind() == NamedGroup.Kind.FINITE_FIELD;
            };
        }
    }

    /** The kind of key the server signs with. */
    enum Authentication {
        /** TLS 1.3: whatever key the identity has. */
        ANY,
        /** ECDSA, Ed25519, Ed448. */
        ECDSA,
        /** RSA. */
        RSA
    }
}
