package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an {@link IssuedCertificate} shall contain; begin with its {@code server} or {@code client} method.
 *
 * <h2>Defaults</h2>
 *
 * <p>An EC key on P-256, which every TLS client takes. A server is called by its first name (by {@code secure-rpc} where that has more than 64 characters) and
 * is valid for 820 days, a client for 365: what is given to people should end by itself.
 *
 * <h2>Security</h2>
 *
 * <p>The key is new for each certificate, and the certificate is for one purpose: a server's cannot be a client, nor the other way round.
 *
 * <h2>Threads</h2>
 *
 * <p>One.
 */
public final class IssuedCertificateBuilder {
    private static final Duration SERVER_VALIDITY = Duration.ofDays(820);
    private static final Duration CLIENT_VALIDITY = Duration.ofDays(365);
    private static final Duration MAX_VALIDITY = Duration.ofDays(36_500);

    private final KeyPurposeId purpose;
    private final List<String> names;
    private final String defaultCommonName;
    private final Duration defaultValidity;
    private @Nullable String commonName;
    private @Nullable Duration validity;
    private @Nullable KeyKind key;

    private IssuedCertificateBuilder(
            KeyPurposeId purpose, List<String> names, String defaultCommonName, Duration defaultValidity) {
        this.purpose = purpose;
        this.names = names;
        this.defaultCommonName = defaultCommonName;
        this.defaultValidity = defaultValidity;
    }

    static IssuedCertificateBuilder server(List<String> names) {
        CertificateRequest.requireNames(names);
        String first = names.get(0);
        return new IssuedCertificateBuilder(
                KeyPurposeId.id_kp_serverAuth,
                names,
                first.length() <= CertificateRequest.MAX_COMMON_NAME ? first : "secure-rpc",
                SERVER_VALIDITY);
    }

    static IssuedCertificateBuilder client(String commonName) {
        CertificateRequest.requireCommonName(commonName);
        return new IssuedCertificateBuilder(KeyPurposeId.id_kp_clientAuth, List.of(), commonName, CLIENT_VALIDITY);
    }

    /**
     * Sets the subject's common name.
     *
     * @param name of 1 to 64 characters
     * @return this builder
     * @throws IllegalArgumentException if the name is empty, too long, or holds control characters
     * @throws IllegalStateException if it was set already
     */
    public IssuedCertificateBuilder commonName(String name) {
        CertificateRequest.requireCommonName(requireNonNull(name, "name"));
        requireUnset("common name", commonName);
        commonName = name;
        return this;
    }

    /**
     * Sets how long the certificate is valid.
     *
     * @param duration from a second to a hundred years
     * @return this builder
     * @throws IllegalArgumentException if the duration is outside that
     * @throws IllegalStateException if it was set already
     */
    public IssuedCertificateBuilder validity(Duration duration) {
        requireNonNull(duration, "duration");
        if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(MAX_VALIDITY) > 0) {
            throw new IllegalArgumentException("validity: " + duration + " (expected: PT1S to " + MAX_VALIDITY + ")");
        }
        requireUnset("validity", validity);
        validity = duration;
        return this;
    }

    /**
     * Sets the kind of key to make.
     *
     * @param kind the kind
     * @return this builder
     * @throws IllegalStateException if it was set already
     */
    public IssuedCertificateBuilder key(KeyKind kind) {
        requireNonNull(kind, "kind");
        requireUnset("key", key);
        key = kind;
        return this;
    }

    /**
     * Makes the key and the certificate, by the system's clock.
     *
     * @return both
     */
    public IssuedCertificate issue() {
        return issue(InstantSource.system());
    }

    /**
     * Makes the key and the certificate.
     *
     * @param clock what time it is
     * @return both
     */
    public IssuedCertificate issue(InstantSource clock) {
        requireNonNull(clock, "clock");
        return new CertificateRequest(
                        purpose,
                        CertificateRequest.subject(commonName == null ? defaultCommonName : commonName),
                        names,
                        validity == null ? defaultValidity : validity)
                .issue(key == null ? KeyKind.EC_P256 : key, clock.instant());
    }

    private static void requireUnset(String what, @Nullable Object value) {
        if (value != null) {
            throw new IllegalStateException(what + ": set to " + value + " already (expected: set once)");
        }
    }
}
