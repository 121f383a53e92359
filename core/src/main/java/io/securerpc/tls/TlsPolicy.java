package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.ServerIdentities;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/**
 * What a listener offers in TLS, as one value: versions, cipher suites, groups, signature schemes, the life of a session, and whose order decides.
 *
 * <h2>Defaults</h2>
 *
 * <p>There is no default: {@link #modern()}, {@link #intermediate()} or {@link #compatible()} is chosen by name. All offer authenticated
 * encryption with forward secrecy only. TLS 1.0 and 1.1 are forbidden by RFC 8996; CBC suites have had a padding oracle in nearly every
 * implementation; static RSA lets whoever steals the key read recorded traffic. AES-128 comes before AES-256, which is slower and no
 * safer against anything that threatens TLS today. The server's order decides, so that what is negotiated does not depend on a client's
 * mistakes. Groups and signature schemes are the engine's own, which the JDK's updates keep current. A session may be resumed for one
 * hour: long enough that a wallet which polls saves its full handshakes, short enough that a stolen ticket soon is worthless.
 *
 * <p>{@link #explain()} gives the reason for each entry of a policy.
 *
 * <h2>Security</h2>
 *
 * <p>A policy with something unsafe cannot be written: {@link TlsVersion}, {@link CipherSuite}, {@link NamedGroup} and {@link SignatureScheme}
 * have no constants for it. What an engine does not have is an error ({@link UnsupportedTlsPolicyException}), never left out in silence.
 * JVM-wide properties ({@code jdk.tls.disabledAlgorithms} and the like) are neither read nor changed; what they disable stays disabled.
 * Compression does not exist in the JDK's TLS. Renegotiation is no setting of a JDK engine: whoever drives the engine refuses it, as
 * {@code SecureRpcServer} does.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * TlsPolicy.builder()
 *         .versions(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)
 *         .opensslCipherString("ECDHE+AESGCM:ECDHE+CHACHA20")
 *         .sessionLifetime(Duration.ofMinutes(10))
 *         .build()
 * }</pre>
 */
public final class TlsPolicy {
    private final PolicySettings settings;

    TlsPolicy(PolicySettings settings) {
        this.settings = settings;
    }

    /**
     * TLS 1.3 only: AES-128-GCM, AES-256-GCM and ChaCha20-Poly1305.
     *
     * <p>Lets in every browser since 2019, OpenSSL since 1.1.1, Go since 1.12, Java since 11 (and 8u261).
     *
     * @return the policy
     */
    public static TlsPolicy modern() {
        return new TlsPolicy(PolicySettings.preset(false, TlsVersion.TLS_1_3));
    }

    /**
     * TLS 1.3 as {@link #modern()}, and TLS 1.2 with ECDHE and AES-GCM or ChaCha20-Poly1305.
     *
     * <p>Lets in, besides, clients of about 2013 and later: OpenSSL since 1.0.1, Java since 8.
     *
     * @return the policy
     */
    public static TlsPolicy intermediate() {
        return new TlsPolicy(PolicySettings.preset(false, TlsVersion.TLS_1_3, TlsVersion.TLS_1_2));
    }

    /**
     * As {@link #intermediate()}, and TLS 1.2 with finite-field DHE, an RSA identity, and AES-GCM or ChaCha20-Poly1305, tried last.
     *
     * <p>Lets in, besides, clients with TLS 1.2 and AES-GCM that lack elliptic curves, as OpenSSL 1.0.1 of some Linux distributions did until
     * the end of 2013, or that join AES-GCM with RSA in this way only, as Windows 7 to 8.1 do (Internet Explorer 11, .NET, PowerShell). It
     * does not let in clients without TLS 1.2, or whose TLS 1.2 has CBC or static RSA alone (Java 7, Safari before 9): nothing safe could be
     * agreed with them. An EC identity serves none of the added suites.
     *
     * <p>The primes are those of RFC 7919, never made at home. An exchange with 2048 bits costs the server about five times the CPU of one
     * with X25519, and a hostile client may ask for it: that is why the other presets leave it out.
     *
     * @return the policy
     */
    public static TlsPolicy compatible() {
        return new TlsPolicy(PolicySettings.preset(true, TlsVersion.TLS_1_3, TlsVersion.TLS_1_2));
    }

    /**
     * Starts from {@link #intermediate()}.
     *
     * @return a builder
     */
    public static TlsPolicyBuilder builder() {
        return intermediate().toBuilder();
    }

    /**
     * Starts from this policy, each setting of which may be replaced once.
     *
     * @return a builder
     */
    public TlsPolicyBuilder toBuilder() {
        return new TlsPolicyBuilder(settings);
    }

    /**
     * The versions offered.
     *
     * @return at least one, the highest first
     */
    public List<TlsVersion> versions() {
        return settings.versions();
    }

    /**
     * The cipher suites offered, those of TLS 1.3 first.
     *
     * @return at least one for each version, the preferred one first
     */
    public List<CipherSuite> cipherSuites() {
        return settings.cipherSuites();
    }

    /**
     * The groups for the key exchange.
     *
     * @return the preferred one first; empty for the engine's own choice
     */
    public Optional<List<NamedGroup>> groups() {
        return settings.groups();
    }

    /**
     * The schemes the server signs with, and accepts of clients that show a certificate.
     *
     * @return the preferred one first; empty for the engine's own choice
     */
    public Optional<List<SignatureScheme>> signatureSchemes() {
        return settings.signatureSchemes();
    }

    /**
     * How long a session may be resumed without a full handshake; the life of a stolen ticket.
     *
     * @return whole seconds, one hour unless set
     */
    public Duration sessionLifetime() {
        return settings.sessionLifetime();
    }

    /**
     * Whether the server's order of cipher suites decides, or the client's.
     *
     * @return true unless {@link TlsPolicyBuilder#clientPreference()} was called
     */
    public boolean serverPreference() {
        return settings.serverPreference();
    }

    /**
     * Makes a server's engine follow this policy: server mode, versions, suites, groups, signature schemes, whose order decides, and whether
     * a client certificate is asked for. Everything is set anew, nothing the engine had before remains. The life of a session
     * belongs to the context, see {@link ServerTls}.
     *
     * @param engine a new engine, before its handshake
     * @param clientAuthentication whether clients are asked for a certificate
     * @throws UnsupportedTlsPolicyException when the engine lacks something of the policy, naming all of it
     * @throws IllegalStateException when the engine does not keep what was set
     */
    public void applyTo(SSLEngine engine, ClientAuthentication clientAuthentication) {
        requireNonNull(engine, "engine");
        requireNonNull(clientAuthentication, "clientAuthentication");
        new EngineSettings(this).applyTo(engine, clientAuthentication);
    }

    /**
     * What a full handshake of the running JDK's own engine, with this policy, would come to.
     *
     * <p>Nothing is sent. Groups and schemes that the policy leaves to the engine are those of the running JDK, so another JDK may
     * answer otherwise. A resumed session is not negotiated, and not foretold. Of engines that are not the JDK's nothing is said.
     *
     * @param offer what the client says
     * @param identities what the server has
     * @return what is agreed, or why nothing is
     */
    public Negotiation negotiate(ClientOffer offer, ServerIdentities identities) {
        requireNonNull(offer, "offer");
        requireNonNull(identities, "identities");
        return new Negotiator(this, offer, identities).negotiate();
    }

    /**
     * What the running JDK's own engine lacks of this policy.
     *
     * @return one line for each problem; empty when the policy can be served
     */
    public List<String> unsupported() {
        try {
            return new EngineSettings(this)
                    .missing().stream()
                            .map(lack -> "tls policy: the JDK's engine lacks " + lack)
                            .toList();
        } catch (GeneralSecurityException e) {
            return List.of("tls policy: the JDK has no usable TLS: " + e.getMessage());
        }
    }

    /**
     * Makes sure that the running JDK's own engine has all of this policy.
     *
     * @throws UnsupportedTlsPolicyException naming everything it lacks
     */
    public void requireSupported() {
        List<String> missing;
        try {
            missing = new EngineSettings(this).missing();
        } catch (GeneralSecurityException e) {
            missing = List.of("usable TLS: " + e.getMessage());
        }
        if (!missing.isEmpty()) {
            throw new UnsupportedTlsPolicyException(missing);
        }
    }

    /**
     * Why each entry is there.
     *
     * @return by setting: versions, cipher suites, groups, signature schemes, session lifetime, preference
     */
    public List<Entry> explain() {
        return PolicyExplanation.of(this);
    }

    /**
     * The policy in words, for people: each setting, and under it its entries with the reason for each.
     *
     * @return several lines
     */
    public String describe() {
        return PolicyExplanation.describe(this);
    }

    /**
     * The policy in the words of nginx and OpenSSL, as lines for an nginx {@code server} block.
     *
     * @return one directive a line
     */
    public String opensslTerms() {
        return OpensslTerms.of(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsPolicy policy && settings.equals(policy.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    /** {@return every setting that is not the engine's own, such as {@code TlsPolicy[TLS 1.3: TLS_AES_128_GCM_SHA256; …]}} */
    @Override
    public String toString() {
        return PolicyExplanation.line(this);
    }

    /**
     * One entry of a policy and why it is there.
     *
     * @param setting such as {@code cipher suites}
     * @param value such as {@code TLS_AES_128_GCM_SHA256}
     * @param reason one sentence
     */
    public record Entry(String setting, String value, String reason) {
        /**
         * Refuses {@code null}.
         *
         * @param setting such as {@code cipher suites}
         * @param value such as {@code TLS_AES_128_GCM_SHA256}
         * @param reason one sentence
         */
        public Entry {
            requireNonNull(setting, "setting");
            requireNonNull(value, "value");
            requireNonNull(reason, "reason");
        }
    }
}
