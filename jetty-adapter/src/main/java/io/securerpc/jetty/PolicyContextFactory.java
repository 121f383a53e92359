package io.securerpc.jetty;

import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Lets the policy, and nothing of Jetty's own lists, configure each engine. */
final class PolicyContextFactory extends SslContextFactory.Server {
    private final TlsPolicy policy;
    private final ClientAuthentication clientAuthentication;

    PolicyContextFactory(SSLContext context, TlsPolicy policy, ClientAuthentication clientAuthentication) {
        this.policy = policy;
        this.clientAuthentication = clientAuthentication;
        setSslContext(context);
        setRenegotiationAllowed(false);
    }

    @Override
    public void customize(SSLEngine engine) {
        policy.applyTo(engine, clientAuthentication);
    }
}
