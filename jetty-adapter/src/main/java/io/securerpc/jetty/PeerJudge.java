package io.securerpc.jetty;

import io.securerpc.trust.LiveTrust;
import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustSnapshot;
import io.securerpc.trust.Vouchers;
import java.security.cert.X509Certificate;
import java.util.List;

/** Who decides on a peer's certificates; in production a {@link LiveTrust}, in tests also one that fails. */
interface PeerJudge {
    /** The state that a decision made now is made under; the same instance as long as nothing has changed. */
    TrustSnapshot snapshot();

    /** Of a handshake, full or resumed. */
    TrustDecision judge(List<X509Certificate> chain);

    /** Of a connection that is open already. */
    TrustDecision judgeOpen(List<X509Certificate> chain);

    /** Who vouches for the client of an open connection. */
    default Vouchers vouchers(List<X509Certificate> chain) {
        return Vouchers.NONE;
    }

    static PeerJudge of(LiveTrust trust) {
        return new PeerJudge() {
            @Override
            public TrustSnapshot snapshot() {
                return trust.current();
            }

            @Override
            public TrustDecision judge(List<X509Certificate> chain) {
                return trust.judge(chain);
            }

            @Override
            public TrustDecision judgeOpen(List<X509Certificate> chain) {
                return trust.judgeOpen(chain);
            }

            @Override
            public Vouchers vouchers(List<X509Certificate> chain) {
                return trust.vouchers(chain);
            }
        };
    }
}
