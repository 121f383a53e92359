package io.securerpc.tls;

import io.securerpc.certificate.ServerIdentity;
import io.securerpc.trust.TrustDecision;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** STUB: the SSLContext made of an identity and a judge of clients. */
public final class ServerTls {
    private ServerTls() {}
    /** Identity read per handshake; without a judge every client certificate is refused; getAcceptedIssuers() empty; a judge that throws refuses. judge gets the peer chain, leaf first. */
    public static SSLContext context(
            Supplier<ServerIdentity> identity, Optional<Function<List<X509Certificate>, TrustDecision>> judge) {
        throw new UnsupportedOperationException("stub");
    }
}
