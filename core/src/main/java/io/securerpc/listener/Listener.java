package io.securerpc.listener;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the server listens, and how that is secured. Client certificates are part of {@link Tls} alone, so that they cannot be asked for without TLS.
 *
 * <h2>Security</h2>
 *
 * <p>The port is the one that is bound: if it is taken, the start fails, and no other is tried.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public sealed interface Listener {
    /**
     * TLS on an address and port.
     *
     * @param host literal or name to bind
     * @param port 0 for any free one, to 65535
     * @param identity certificate chain and key
     * @param policy versions and cipher suites
     * @param clientAuthentication whether clients show a certificate, and which are trusted
     * @return the listener
     * @throws IllegalArgumentException if host or port cannot be one
     */
    static Tls tls(
            String host,
            int port,
            IdentityFiles identity,
            TlsPolicy policy,
            ClientAuthentication clientAuthentication) {
        return new Tls(host, port, identity, policy, clientAuthentication, Optional.empty());
    }

    /**
     * No TLS: for loopback, where {@link ExposureGuard} lets it be.
     *
     * @param host literal or name to bind
     * @param port 0 for any free one, to 65535
     * @return the listener
     * @throws IllegalArgumentException if host or port cannot be one
     */
    static Plain plain(String host, int port) {
        return new Plain(host, port);
    }

    /**
     * What is bound.
     *
     * @return literal or name
     */
    String host();

    /**
     * The port.
     *
     * @return 0 for any free one
     */
    int port();

    /**
     * Whether callers may come without having proven who they are.
     *
     * @return false only where TLS asks for client certificates
     */
    boolean admitsAnonymous();

    /**
     * One function per kind of listener.
     *
     * @param onTls for {@link Tls}
     * @param onPlain for {@link Plain}
     * @param <R> what they return
     * @return what the function of this kind returns
     */
    default <R> R match(Function<Tls, R> onTls, Function<Plain, R> onPlain) {
        return this instanceof Tls tls ? onTls.apply(tls) : onPlain.apply((Plain) this);
    }

    /**
     * TLS on an address and port.
     *
     * @param host literal or name to bind
     * @param port 0 for any free one
     * @param identity certificate chain and key
     * @param policy versions and cipher suites
     * @param clientAuthentication whether clients show a certificate, and which are trusted
     * @param dhParameters checked at start and reported, never used
     */
    record Tls(
            String host,
            int port,
            IdentityFiles identity,
            TlsPolicy policy,
            ClientAuthentication clientAuthentication,
            Optional<Path> dhParameters)
            implements Listener {
        /**
         * Checks host and port.
         *
         * @param host literal or name to bind
         * @param port 0 for any free one
         * @param identity certificate chain and key
         * @param policy versions and cipher suites
         * @param clientAuthentication whether clients show a certificate, and which are trusted
         * @param dhParameters checked at start and reported, never used
         * @throws IllegalArgumentException if host or port cannot be one
         */
        public Tls {
            BindAddress.check(host, port);
            requireNonNull(identity, "identity");
            requireNonNull(policy, "policy");
            requireNonNull(clientAuthentication, "clientAuthentication");
            requireNonNull(dhParameters, "dhParameters");
        }

        /**
         * Changed copy: this file must hold DH parameters, or the server does not start.
         *
         * @param file PEM
         * @return the changed copy
         */
        public Tls withDhParameters(Path file) {
            return new Tls(
                    host, port, identity, policy, clientAuthentication, Optional.of(requireNonNull(file, "file")));
        }

        @Override
        public boolean admitsAnonymous() {
            return clientAuthentication instanceof ClientAuthentication.None;
        }
    }

    /**
     * No TLS.
     *
     * @param host literal or name to bind
     * @param port 0 for any free one
     */
    record Plain(String host, int port) implements Listener {
        /**
         * Checks host and port.
         *
         * @param host literal or name to bind
         * @param port 0 for any free one
         * @throws IllegalArgumentException if host or port cannot be one
         */
        public Plain {
            BindAddress.check(host, port);
        }

        @Override
        public boolean admitsAnonymous() {
            return true;
        }
    }
}
