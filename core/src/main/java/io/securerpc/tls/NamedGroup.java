package io.securerpc.tls;

import java.util.List;
import java.util.Optional;

/**
 * A group for the key exchange, named as JSSE names it (RFC 8446, section 4.2.7), in the order the JDK prefers them.
 *
 * <p>Every group here is unbroken. There is no constant for curves that TLS 1.3 dropped, nor for groups under 112 bits of strength.
 */
public enum NamedGroup {
    /** Hybrid of X25519 and ML-KEM-768: safe against recordings that a quantum computer may read one day; JDK 27 and later. */
    X25519MLKEM768(0x11ec, "X25519MLKEM768", "X25519MLKEM768", Kind.HYBRID),
    /** Curve25519 (RFC 7748). */
    X25519(0x001d, "x25519", "X25519", Kind.ELLIPTIC_CURVE),
    /** NIST P-256. */
    SECP256R1(0x0017, "secp256r1", "P-256", Kind.ELLIPTIC_CURVE),
    /** NIST P-384. */
    SECP384R1(0x0018, "secp384r1", "P-384", Kind.ELLIPTIC_CURVE),
    /** NIST P-521. */
    SECP521R1(0x0019, "secp521r1", "P-521", Kind.ELLIPTIC_CURVE),
    /** Curve448 (RFC 7748). */
    X448(0x001e, "x448", "X448", Kind.ELLIPTIC_CURVE),
    /** Finite field of 2048 bits (RFC 7919). */
    FFDHE2048(0x0100, "ffdhe2048", "ffdhe2048", Kind.FINITE_FIELD),
    /** Finite field of 3072 bits (RFC 7919). */
    FFDHE3072(0x0101, "ffdhe3072", "ffdhe3072", Kind.FINITE_FIELD),
    /** Finite field of 4096 bits (RFC 7919). */
    FFDHE4096(0x0102, "ffdhe4096", "ffdhe4096", Kind.FINITE_FIELD),
    /** Finite field of 6144 bits (RFC 7919). */
    FFDHE6144(0x0103, "ffdhe6144", "ffdhe6144", Kind.FINITE_FIELD),
    /** Finite field of 8192 bits (RFC 7919). */
    FFDHE8192(0x0104, "ffdhe8192", "ffdhe8192", Kind.FINITE_FIELD);

    /** What kind of mathematics the group is of, which decides the versions and suites that can use it. */
    enum Kind {
        ELLIPTIC_CURVE,
        FINITE_FIELD,
        HYBRID
    }

    private static final Names<NamedGroup> BY_NAME = Names.of("named group", values(), NamedGroup::names);

    private final int code;
    private final String jsseName;
    private final String opensslName;
    private final Kind kind;

    NamedGroup(int code, String jsseName, String opensslName, Kind kind) {
        this.code = code;
        this.jsseName = jsseName;
        this.opensslName = opensslName;
        this.kind = kind;
    }

    /**
     * Reads a name that JSSE or OpenSSL uses.
     *
     * @param name such as {@code secp256r1}, {@code P-256} or {@code prime256v1}
     * @return the group
     * @throws IllegalArgumentException if it is unknown, naming it
     */
    public static NamedGroup parse(String name) {
        return BY_NAME.parse(name);
    }

    /** For names of what may well be unknown, such as what a client offers. */
    static Optional<NamedGroup> find(String name) {
        return BY_NAME.find(name);
    }

    /**
     * The name that {@link javax.net.ssl.SSLParameters} and the IANA registry use.
     *
     * @return such as {@code secp256r1}
     */
    public String jsseName() {
        return jsseName;
    }

    /**
     * The name that {@code openssl s_server -groups} takes.
     *
     * @return such as {@code P-256}
     */
    public String opensslName() {
        return opensslName;
    }

    /** The number in the IANA registry "TLS Supported Groups". */
    int code() {
        return code;
    }

    Kind kind() {
        return kind;
    }

    /** P-256 has a third name, the one in most nginx files. */
    private List<String> names() {
        return this == SECP256R1 ? List.of(jsseName, opensslName, "prime256v1") : Names.distinct(jsseName, opensslName);
    }

    /** Why it is offered, as a sentence. */
    String reason() {
        return switch (kind) {
            case HYBRID -> "what is recorded today stays secret even if a quantum computer breaks elliptic curves";
            case ELLIPTIC_CURVE ->
                this == X25519
                        ? "the fastest curve, and the hardest to implement wrongly"
                        : "an unbroken curve, for clients that prefer it";
            case FINITE_FIELD ->
                "a prime of RFC 7919, for clients without elliptic curves; costs several times a curve";
        };
    }
}
