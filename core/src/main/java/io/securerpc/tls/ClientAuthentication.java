package io.securerpc.tls;

import io.securerpc.trust.ClientTrust;
import java.util.Optional;

/** STUB: sealed choice: none, request or require. */
public sealed interface ClientAuthentication {
    static ClientAuthentication none() {
        return new None();
    }
    /** TLS admits without one, only OPTIONS passes the gate without a caller; one that is presented and not trusted is refused. */
    static ClientAuthentication request(ClientTrust trust) {
        return new Request(trust);
    }
    /** TLS refuses whoever has none. */
    static ClientAuthentication require(ClientTrust trust) {
        return new Require(trust);
    }

    Optional<ClientTrust> trust();

    record None() implements ClientAuthentication {
        @Override
        public Optional<ClientTrust> trust() {
            return Optional.empty();
        }
    }

    record Request(ClientTrust clientTrust) implements ClientAuthentication {
        @Override
        public Optional<ClientTrust> trust() {
            return Optional.of(clientTrust);
        }
    }

    record Require(ClientTrust clientTrust) implements ClientAuthentication {
        @Override
        public Optional<ClientTrust> trust() {
            return Optional.of(clientTrust);
        }
    }
}
