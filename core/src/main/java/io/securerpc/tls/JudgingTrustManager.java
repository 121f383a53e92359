package io.securerpc.tls;

import io.securerpc.trust.TrustDecision;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Lets in the clients a judge trusts.
 *
 * <p>It extends {@link X509ExtendedTrustManager} because JSSE wraps a plain {@code X509TrustManager} in checks of its own (algorithm
 * constraints over the whole chain), which have no say in an exact match.
 */
final class JudgingTrustManager extends X509ExtendedTrustManager {
    private final Optional<Function<List<X509Certificate>, TrustDecision>> judge;

    JudgingTrustManager(Optional<Function<List<X509Certificate>, TrustDecision>> judge) {
        this.judge = judge;
    }

    @Override
    public void checkClientTrusted(X509Certificate @Nullable [] chain, @Nullable String authType)
            throws CertificateException {
        if (judge.isEmpty() || chain == null) {
            throw new CertificateException("client certificate refused: none is acceptable here");
        }
        TrustDecision decision = PeerJudgement.guarded(judge.get(), List.of(chain));
        // The reason alone: this message travels through the engine's exceptions, and some servers send those to the
        // peer.
        if (decision instanceof TrustDecision.Distrusted distrusted) {
            throw new CertificateException("client certificate refused: " + distrusted.reason());
        }
    }

    @Override
    public void checkClientTrusted(
            X509Certificate @Nullable [] chain, @Nullable String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(
            X509Certificate @Nullable [] chain, @Nullable String authType, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    /** This is a server: it trusts no other server. */
    @Override
    public void checkServerTrusted(X509Certificate @Nullable [] chain, @Nullable String authType)
            throws CertificateException {
        throw new CertificateException("server certificate refused: this is a server's context");
    }

    @Override
    public void checkServerTrusted(
            X509Certificate @Nullable [] chain, @Nullable String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(
            X509Certificate @Nullable [] chain, @Nullable String authType, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    /** Empty: the names of installed users do not leak, and clients choose freely which certificate to send. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
