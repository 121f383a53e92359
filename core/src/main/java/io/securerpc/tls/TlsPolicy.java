package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The versions of TLS and the cipher suites that a listener offers, as one value.
 *
 * <h2>Defaults</h2>
 *
 * <p>There is no default: {@link #modern()} or {@link #intermediate()} is chosen by name. Both offer authenticated encryption with
 * forward secrecy only. TLS 1.0 and 1.1 are forbidden by RFC 8996; CBC suites have had a padding oracle in nearly every implementation;
 * static RSA lets whoever steals the key read recorded traffic; finite-field DHE is left out because JSSE takes its groups JVM-wide only
 * and every client that has it has ECDHE as well. AES-128 comes before AES-256, which is slower and no safer against
 * anything that threatens TLS today. The server's order decides, so that what is negotiated does not depend on a client's mistakes.
 *
 * <h2>Security</h2>
 *
 * <p>What an engine does not have is an error ({@link UnsupportedTlsPolicyException}), never left out in silence. JVM-wide properties
 * ({@code jdk.tls.disabledAlgorithms} and the like) are neither read nor changed; what they disable stays disabled.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class TlsPolicy {
    private final List<TlsVersion> versions;
    private final List<CipherSuite> cipherSuites;

    private TlsPolicy(List<TlsVersion> versions) {
        this.versions = versions;
        this.cipherSuites = Arrays.stream(CipherSuite.values())
                .filter(suite ->
                        versions.contains(suite.version()) && !suite.name().startsWith("TLS_DHE_"))
                .toList();
    }

    /**
     * TLS 1.3 only: AES-128-GCM, AES-256-GCM and ChaCha20-Poly1305.
     *
     * <p>Lets in every browser since 2019, OpenSSL since 1.1.1, Go since 1.12, Java since 11 (and 8u261).
     *
     * @return the policy
     */
    public static TlsPolicy modern() {
        return new TlsPolicy(List.of(TlsVersion.TLS_1_3));
    }

    /**
     * TLS 1.3 as {@link #modern()}, and TLS 1.2 with ECDHE and AES-GCM or ChaCha20-Poly1305.
     *
     * <p>Lets in, besides, clients of about 2013 and later: OpenSSL since 1.0.1, Java since 8.
     *
     * @return the policy
     */
    public static TlsPolicy intermediate() {
        return new TlsPolicy(List.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2));
    }

    /**
     * The versions offered, the preferred one first.
     *
     * @return at least one
     */
    public List<TlsVersion> versions() {
        return versions;
    }

    /**
     * The cipher suites offered, the preferred one first.
     *
     * @return at least one for each of {@link #versions()}
     */
    public List<CipherSuite> cipherSuites() {
        return cipherSuites;
    }

    /**
     * How long a session may be resumed: 1 hour, in place of the JDK's 24. A resumed session carries the identity proven at the
     * first handshake; an hour keeps the savings for a client that comes back, and bounds the life of a stolen ticket.
     *
     * @return whole seconds
     */
    public Duration sessionLifetime() {
        return Duration.ofHours(1);
    }

    /**
     * Makes a server's engine follow this policy: server mode, versions, suites, the server's order, and whether a client
     * certificate is asked for. Everything is set anew, nothing the engine had before remains.
     *
     * @param engine a new engine, before its handshake
     * @param clientAuthentication whether clients are asked for a certificate
     * @throws UnsupportedTlsPolicyException when the engine lacks a version or suite
     * @throws IllegalStateException when the engine does not keep what was set
     */
    public void applyTo(SSLEngine engine, ClientAuthentication clientAuthentication) {
        requireNonNull(engine, "engine");
        requireNonNull(clientAuthentication, "clientAuthentication");
        refuse(missing(engine.getSupportedProtocols(), engine.getSupportedCipherSuites()));
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocolNames());
        parameters.setCipherSuites(suiteNames());
        parameters.setUseCipherSuitesOrder(true);
        boolean need = clientAuthentication instanceof ClientAuthentication.Require;
        boolean want = clientAuthentication instanceof ClientAuthentication.Request;
        // Each setter clears the other, so the one that is true goes last.
        if (need) {
            parameters.setNeedClientAuth(true);
        } else {
            parameters.setWantClientAuth(want);
        }
        engine.setSSLParameters(parameters);
        // An engine that quietly forgets to ask for certificates would be an open door: read back.
        if (engine.getNeedClientAuth() != need
                || engine.getWantClientAuth() != want
                || engine.getUseClientMode()
                || !Set.of(engine.getEnabledProtocols()).equals(Set.of(protocolNames()))
                || !Set.of(engine.getEnabledCipherSuites()).equals(Set.of(suiteNames()))) {
            throw new IllegalStateException("tls engine: does not keep its settings (expected: " + this + ")");
        }
    }

    /**
     * What the running JDK's own engine lacks of this policy.
     *
     * @return one line for each problem; empty when the policy can be served
     */
    public List<String> unsupported() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Empty managers: what the engine can do does not depend on them, and no default key store is read.
            context.init(new KeyManager[0], new TrustManager[0], null);
            SSLParameters supported = context.getSupportedSSLParameters();
            return missing(supported.getProtocols(), supported.getCipherSuites()).stream()
                    .map(name -> "tls policy: the JDK's engine lacks " + name)
                    .toList();
        } catch (GeneralSecurityException e) {
            return List.of("tls policy: the JDK has no usable TLS: " + e.getMessage());
        }
    }

    private static void refuse(List<String> missing) {
        if (!missing.isEmpty()) {
            throw new UnsupportedTlsPolicyException(missing);
        }
    }

    private List<String> missing(String[] supportedProtocols, String[] supportedSuites) {
        List<String> missing = new ArrayList<>(List.of(protocolNames()));
        missing.addAll(List.of(suiteNames()));
        missing.removeAll(List.of(supportedProtocols));
        missing.removeAll(List.of(supportedSuites));
        return missing;
    }

    private String[] protocolNames() {
        return versions.stream().map(TlsVersion::jsseName).toArray(String[]::new);
    }

    private String[] suiteNames() {
        return cipherSuites.stream().map(CipherSuite::ianaName).toArray(String[]::new);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsPolicy policy
                && versions.equals(policy.versions)
                && cipherSuites.equals(policy.cipherSuites);
    }

    @Override
    public int hashCode() {
        return 31 * versions.hashCode() + cipherSuites.hashCode();
    }

    /** {@return the versions and suites, such as {@code TlsPolicy[TLS 1.3: TLS_AES_128_GCM_SHA256, …]}} */
    @Override
    public String toString() {
        return "TlsPolicy["
                + versions.stream().map(TlsVersion::toString).collect(Collectors.joining(", "))
                + ": "
                + cipherSuites.stream().map(CipherSuite::ianaName).collect(Collectors.joining(", "))
                + "]";
    }
}
