package io.securerpc.tls;

/**
 * A version of TLS that can be offered.
 *
 * <p>There is no constant for TLS 1.0, TLS 1.1 or SSL: RFC 8996 forbids them, so a policy that has them cannot be written.
 */
public enum TlsVersion {
    /** TLS 1.2, RFC 5246. */
    TLS_1_2("TLSv1.2"),
    /** TLS 1.3, RFC 8446. */
    TLS_1_3("TLSv1.3");

    private final String jsseName;

    TlsVersion(String jsseName) {
        this.jsseName = jsseName;
    }

    /**
     * The name that {@link javax.net.ssl.SSLEngine} uses.
     *
     * @return {@code TLSv1.2} or {@code TLSv1.3}
     */
    public String jsseName() {
        return jsseName;
    }

    /** {@return the name of the version as people write it, such as {@code TLS 1.3}} */
    @Override
    public String toString() {
        return jsseName.replace("TLSv", "TLS ");
    }
}
