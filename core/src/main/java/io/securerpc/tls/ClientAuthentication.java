package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import io.securerpc.trust.ClientTrust;
import java.util.Optional;

/**
 * Whether a listener asks its clients for a certificate: not at all, if they have one, or always.
 *
 * <p>Which certificates count is part of the choice, so "require a certificate but trust nobody in particular" cannot be written.
 *
 * <h2>Security</h2>
 *
 * <p>A certificate that is presented and not trusted is refused in both modes: a client never falls back to being anonymous.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * ClientAuthentication.require(ClientTrust.installed(Path.of("tls/clients")))
 * }</pre>
 */
public sealed interface ClientAuthentication {
    /**
     * Clients are not asked for a certificate.
     *
     * @return the choice
     */
    static ClientAuthentication none() {
        return new None();
    }

    /**
     * Clients are asked for a certificate and may have none. Without one only a preflight ({@code OPTIONS}) passes the
     * gate, unless the client proves who it is otherwise; browsers send no certificate with a preflight.
     *
     * @param trust which certificates are trusted
     * @return the choice
     */
    static ClientAuthentication request(ClientTrust trust) {
        return new Request(trust);
    }

    /**
     * Clients without a trusted certificate are refused by TLS itself, before any request is read. Web pages of another
     * origin cannot use such a listener, because a browser's preflight carries no certificate.
     *
     * @param trust which certificates are trusted
     * @return the choice
     */
    static ClientAuthentication require(ClientTrust trust) {
        return new Require(trust);
    }

    /**
     * Which certificates are trusted.
     *
     * @return empty when clients are not asked
     */
    Optional<ClientTrust> trust();

    /** Clients are not asked for a certificate. */
    record None() implements ClientAuthentication {
        @Override
        public Optional<ClientTrust> trust() {
            return Optional.empty();
        }
    }

    /**
     * Clients are asked, and may have none.
     *
     * @param clientTrust which certificates are trusted
     */
    record Request(ClientTrust clientTrust) implements ClientAuthentication {
        /** Refuses {@code null}. */
        public Request {
            requireNonNull(clientTrust, "trust");
        }

        @Override
        public Optional<ClientTrust> trust() {
            return Optional.of(clientTrust);
        }
    }

    /**
     * Clients need a trusted certificate.
     *
     * @param clientTrust which certificates are trusted
     */
    record Require(ClientTrust clientTrust) implements ClientAuthentication {
        /** Refuses {@code null}. */
        public Require {
            requireNonNull(clientTrust, "trust");
        }

        @Override
        public Optional<ClientTrust> trust() {
            return Optional.of(clientTrust);
        }
    }
}
