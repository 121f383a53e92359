package io.securerpc.listener;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import java.nio.file.Path;
import java.util.Optional;

/** STUB: sealed: where the server listens, and how that is secured. */
public sealed interface Listener {
    static Tls tls(
            String host,
            int port,
            IdentityFiles identity,
            TlsPolicy policy,
            ClientAuthentication clientAuthentication) {
        return new Tls(host, port, identity, policy, clientAuthentication, Optional.empty());
    }

    static Plain plain(String host, int port) {
        return new Plain(host, port);
    }
    /** Literal or name to bind. */
    String host();
    /** 0 = ephemeral. */
    int port();

    record Tls(
            String host,
            int port,
            IdentityFiles identity,
            TlsPolicy policy,
            ClientAuthentication clientAuthentication,
            Optional<Path> dhParameters)
            implements Listener {
        public Tls withDhParameters(Path file) {
            return new Tls(host, port, identity, policy, clientAuthentication, Optional.of(file));
        }
    }

    record Plain(String host, int port) implements Listener {}
}
