package io.securerpc.tls;

/**
 * A cipher suite that can be offered: authenticated encryption and forward secrecy, nothing else.
 *
 * <p>Constants are named as in the IANA registry, which is also the name that {@link javax.net.ssl.SSLEngine} uses. There is no constant
 * for CBC (padding oracles: Lucky 13, POODLE), RC4, 3DES, NULL, anonymous or static-RSA suites (recorded traffic can be
 * read once the key leaks), nor for CCM, which no browser offers.
 */
public enum CipherSuite {
    /** TLS 1.3, AES-128-GCM. */
    TLS_AES_128_GCM_SHA256(TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256"),
    /** TLS 1.3, AES-256-GCM. */
    TLS_AES_256_GCM_SHA384(TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384"),
    /** TLS 1.3, ChaCha20-Poly1305. */
    TLS_CHACHA20_POLY1305_SHA256(TlsVersion.TLS_1_3, "TLS_CHACHA20_POLY1305_SHA256"),
    /** TLS 1.2 with an EC identity, AES-128-GCM. */
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(TlsVersion.TLS_1_2, "ECDHE-ECDSA-AES128-GCM-SHA256"),
    /** TLS 1.2 with an RSA identity, AES-128-GCM. */
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(TlsVersion.TLS_1_2, "ECDHE-RSA-AES128-GCM-SHA256"),
    /** TLS 1.2 with an EC identity, AES-256-GCM. */
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(TlsVersion.TLS_1_2, "ECDHE-ECDSA-AES256-GCM-SHA384"),
    /** TLS 1.2 with an RSA identity, AES-256-GCM. */
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(TlsVersion.TLS_1_2, "ECDHE-RSA-AES256-GCM-SHA384"),
    /** TLS 1.2 with an EC identity, ChaCha20-Poly1305. */
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(TlsVersion.TLS_1_2, "ECDHE-ECDSA-CHACHA20-POLY1305"),
    /** TLS 1.2 with an RSA identity, ChaCha20-Poly1305. */
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(TlsVersion.TLS_1_2, "ECDHE-RSA-CHACHA20-POLY1305"),
    /** TLS 1.2 with an RSA identity and a finite-field group of RFC 7919, AES-128-GCM; only for clients without elliptic curves. */
    TLS_DHE_RSA_WITH_AES_128_GCM_SHA256(TlsVersion.TLS_1_2, "DHE-RSA-AES128-GCM-SHA256"),
    /** TLS 1.2 with an RSA identity and a finite-field group of RFC 7919, AES-256-GCM; only for clients without elliptic curves. */
    TLS_DHE_RSA_WITH_AES_256_GCM_SHA384(TlsVersion.TLS_1_2, "DHE-RSA-AES256-GCM-SHA384"),
    /** TLS 1.2 with an RSA identity and a finite-field group of RFC 7919, ChaCha20-Poly1305; only for clients without elliptic curves. */
    TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256(TlsVersion.TLS_1_2, "DHE-RSA-CHACHA20-POLY1305");

    private final TlsVersion version;
    private final String opensslName;

    CipherSuite(TlsVersion version, String opensslName) {
        this.version = version;
        this.opensslName = opensslName;
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
}
