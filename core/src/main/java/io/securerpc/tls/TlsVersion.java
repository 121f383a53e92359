package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * A version of TLS that can be offered.
 *
 * <p>There is no constant for TLS 1.0, TLS 1.1 or SSL: RFC 8996 forbids them, so a policy that has them cannot be written.
 */
public enum TlsVersion {
    /** TLS 1.2, RFC 5246. */
    TLS_1_2(0x0303, "TLSv1.2"),
    /** TLS 1.3, RFC 8446. */
    TLS_1_3(0x0304, "TLSv1.3");

    private static final Names<TlsVersion> BY_NAME =
            Names.of("tls version", values(), version -> Names.distinct(version.jsseName, version.toString()));
    private static final Map<String, String> FORBIDDEN =
            Map.of("SSLv2", "6176", "SSLv3", "7568", "TLSv1", "8996", "TLSv1.0", "8996", "TLSv1.1", "8996");

    private final int code;
    private final String jsseName;

    TlsVersion(int code, String jsseName) {
        this.code = code;
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

    /**
     * Reads the name of a version.
     *
     * @param name {@code TLSv1.2} or {@code TLSv1.3}, as JSSE, OpenSSL and nginx write them, or {@code TLS 1.2} or {@code TLS 1.3}
     * @return the version
     * @throws IllegalArgumentException if it is no such name; older versions are refused by name
     */
    public static TlsVersion parse(String name) {
        requireNonNull(name, "name");
        if (FORBIDDEN.containsKey(name)) {
            throw new IllegalArgumentException(
                    "tls version: '%s' (expected: TLSv1.2 or TLSv1.3; RFC %s forbids the one named)"
                            .formatted(name, FORBIDDEN.get(name)));
        }
        return BY_NAME.parse(name);
    }

    /** For names of what may well be unknown, such as what a client offers. */
    static Optional<TlsVersion> find(String name) {
        return BY_NAME.find(name);
    }

    /** {@return the name of the version as people write it, such as {@code TLS 1.3}} */
    @Override
    public String toString() {
        return jsseName.replace("TLSv", "TLS ");
    }

    /** Why it is offered, as a sentence. */
    String reason() {
        return this == TLS_1_3
                ? "the newest version, which has nothing left to misconfigure, with one round trip less"
                : "for clients older than TLS 1.3; safe with authenticated encryption and forward secrecy";
    }

    /** The number that stands for it on the wire. */
    int code() {
        return code;
    }
}
