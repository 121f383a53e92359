package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The judgement of a client by the session its handshake ended with, full or resumed.
 *
 * <h2>Security</h2>
 *
 * <p>On a resumed session JSSE asks no trust manager, so a client that was revoked after its first handshake would come back for as
 * long as its ticket lasts. Judge here after <em>every</em> handshake, and serve nothing on a connection that was not judged.
 */
public final class PeerJudgement {
    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.tls");

    private PeerJudgement() {}

    /**
     * Judges the client of a finished handshake. Does not throw: whatever goes wrong is a refusal.
     *
     * @param session the session of the engine, after the handshake
     * @param judge decides on a client's chain, leaf first
     * @return empty when the client presented no certificate (whether that is enough is the gate's decision), else what
     *     the judge decided; {@link Reason#CHECK_FAILED} when the session does not tell
     */
    public static Optional<TrustDecision> of(SSLSession session, Function<List<X509Certificate>, TrustDecision> judge) {
        requireNonNull(session, "session");
        requireNonNull(judge, "judge");
        try {
            if (!finished(session)) {
                return Optional.of(failed("the handshake is not finished"));
            }
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return Optional.of(chain.isEmpty() ? failed("the session has an empty chain") : guarded(judge, chain));
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        } catch (Throwable e) {
            // A peer may be able to bring this about at will: no stack trace for each, unless somebody looks for it.
            LOG.debug("tls: a client's session could not be judged, refused", e);
            return Optional.of(
                    failed("the session could not be read: " + e.getClass().getName()));
        }
    }

    /** An engine that is asked too early says "peer not verified" as well: that must not pass for "sent no certificate". */
    private static boolean finished(SSLSession session) {
        return session.getProtocol().startsWith("TLSv1.")
                && !session.getCipherSuite().contains("NULL");
    }

    /** Asks the judge; one that throws, whatever it throws, or answers null refuses. */
    static TrustDecision guarded(Function<List<X509Certificate>, TrustDecision> judge, List<X509Certificate> chain) {
        try {
            TrustDecision decision = judge.apply(List.copyOf(chain));
            return decision == null ? failed("the judge gave no answer") : decision;
        } catch (Throwable e) {
            LOG.debug("tls: the judge of client certificates failed, client refused", e);
            return failed("the judge failed: " + e.getClass().getName());
        }
    }

    private static TrustDecision failed(String why) {
        return new Distrusted(Reason.CHECK_FAILED, "client certificate not checked: " + why);
    }
}
