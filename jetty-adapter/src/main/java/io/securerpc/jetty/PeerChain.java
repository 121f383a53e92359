package io.securerpc.jetty;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The peer's certificates of a finished handshake, full or resumed. */
final class PeerChain {
    private PeerChain() {}

    /**
     * Reads the chain of a session.
     *
     * @param session of a finished handshake
     * @return leaf first; empty if the peer presented none
     * @throws SSLException if the session holds something that is no X.509 certificate
     */
    static List<X509Certificate> of(SSLSession session) throws SSLException {
        Certificate[] presented;
        try {
            presented = session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException none) {
            // The JSSE's way to say that no certificate was presented; require mode never gets here.
            return List.of();
        }
        List<X509Certificate> chain = new ArrayList<>(presented.length);
        for (Certificate certificate : presented) {
            if (!(certificate instanceof X509Certificate x509)) {
                throw new SSLException("peer certificate: " + certificate.getType() + " (expected: X.509)");
            }
            chain.add(x509);
        }
        return List.copyOf(chain);
    }
}
