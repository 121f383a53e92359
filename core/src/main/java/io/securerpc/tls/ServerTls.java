package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.trust.TrustDecision;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The {@link SSLContext} of a server, made of identities and a judge of client certificates.
 *
 * <p>Of several identities a client gets one for the name it asks for, and of these one that it can verify, as {@link ServerIdentities}
 * says. Among identities that stand side by side, as an EC and an RSA one for the same name, the client's order of signature schemes
 * decides in TLS 1.3, the order of the cipher suites in TLS 1.2. A TLS 1.2 client whose suites leave out the only kind of key that its
 * name has is refused, and not shown another name. {@link TlsPolicy#negotiate} foretells all of it.
 *
 * <h2>Security</h2>
 *
 * <p>The judge is asked at every <em>full</em> handshake. When a client resumes a session, JSSE does not ask any trust manager, whatever
 * has happened to trust since; so whoever serves connections must judge again after each handshake, with
 * {@link PeerJudgement#of}. Without a judge every client certificate is refused, and a judge that throws, whatever it throws,
 * refuses. The list of acceptable issuers sent to clients is empty, so that the names of installed users do not leak.
 *
 * <p>A session is resumed for no longer than {@link TlsPolicy#sessionLifetime()}, though the JDK itself takes tickets of any age: all sessions of
 * a context end together when the lifetime is over, and are followed by full handshakes. A session thus lives for the lifetime at most, and
 * for half of it on average. An engine made before that moment may resume until its handshake ends.
 *
 * <p>The private keys of the last {@value IdentityKeyManager#GENERATIONS} sets of identities stay in memory, for handshakes that began with them.
 *
 * <h2>Threads</h2>
 *
 * <p>The context may be used by any thread; supplier and judge are called on the threads that drive handshakes, and should not block.
 */
public final class ServerTls {
    private ServerTls() {}

    /**
     * Makes a context that reads its identities anew at each handshake.
     *
     * @param policy how long sessions may be resumed; everything else of it is set on each engine, by {@link TlsPolicy#applyTo}
     * @param identities the identities to serve now; called at each full handshake, should only read a variable
     * @param judge decides on a client's chain, leaf first; empty when no client certificate is acceptable
     * @return the context; engines made from it still need {@link TlsPolicy#applyTo}
     * @throws IllegalStateException when the JDK has no TLS
     */
    public static SSLContext context(
            TlsPolicy policy,
            Supplier<ServerIdentities> identities,
            Optional<Function<List<X509Certificate>, TrustDecision>> judge) {
        requireNonNull(policy, "policy");
        requireNonNull(identities, "identities");
        requireNonNull(judge, "judge");
        try {
            return new ShortSessionContext(
                    new IdentityKeyManager(identities),
                    new JudgingTrustManager(judge),
                    policy.sessionLifetime(),
                    System::nanoTime);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("tls: the JDK has no usable TLS (expected: SSLContext \"TLS\")", e);
        }
    }

    /**
     * The key manager that {@link #context} uses, for an engine that is not the JDK's.
     *
     * @param identities the identities to serve now
     * @return a {@link javax.net.ssl.X509ExtendedKeyManager}
     */
    public static KeyManager keyManager(Supplier<ServerIdentities> identities) {
        return new IdentityKeyManager(requireNonNull(identities, "identities"));
    }

    /**
     * The trust manager that {@link #context} uses, for an engine that is not the JDK's.
     *
     * @param judge decides on a client's chain, leaf first; empty when no client certificate is acceptable
     * @return a {@link javax.net.ssl.X509ExtendedTrustManager}
     */
    public static TrustManager trustManager(Optional<Function<List<X509Certificate>, TrustDecision>> judge) {
        return new JudgingTrustManager(requireNonNull(judge, "judge"));
    }
}
