package io.securerpc.listener;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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
     * @param identity certificate chain and key; {@link Tls#withIdentity} adds more
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
        requireNonNull(identity, "identity");
        return new Tls(host, port, List.of(identity), policy, clientAuthentication, Optional.empty(), false);
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
     * @param identities certificate chains and keys, at least one; the first serves clients that name no host or another
     * @param policy versions and cipher suites
     * @param clientAuthentication whether clients show a certificate, and which are trusted
     * @param dhParameters checked at start and reported, never used
     * @param olderCertificatesAllowed whether a renewal may begin its validity before the certificate it replaces
     */
    record Tls(
            String host,
            int port,
            List<IdentityFiles> identities,
            TlsPolicy policy,
            ClientAuthentication clientAuthentication,
            Optional<Path> dhParameters,
            boolean olderCertificatesAllowed)
            implements Listener {
        /**
         * Checks host and port, and that there is an identity.
         *
         * @param host literal or name to bind
         * @param port 0 for any free one
         * @param identities certificate chains and keys, at least one; the first serves clients that name no host or another
         * @param policy versions and cipher suites
         * @param clientAuthentication whether clients show a certificate, and which are trusted
         * @param dhParameters checked at start and reported, never used
         * @param olderCertificatesAllowed whether a renewal may begin its validity before the certificate it replaces
         * @throws IllegalArgumentException if host or port cannot be one, or there is no identity
         */
        public Tls {
            BindAddress.check(host, port);
            identities = List.copyOf(requireNonNull(identities, "identities"));
            if (identities.isEmpty()) {
                throw new IllegalArgumentException("listener identities: none (expected: at least one)");
            }
            requireNonNull(policy, "policy");
            requireNonNull(clientAuthentication, "clientAuthentication");
            requireNonNull(dhParameters, "dhParameters");
        }

        /**
         * Changed copy: one more identity, for other host names or another kind of key.
         *
         * @param more certificate chain and key
         * @return the changed copy
         */
        public Tls withIdentity(IdentityFiles more) {
            requireNonNull(more, "more");
            List<IdentityFiles> all =
                    Stream.concat(identities.stream(), Stream.of(more)).toList();
            return new Tls(host, port, all, policy, clientAuthentication, dhParameters, olderCertificatesAllowed);
        }

        /**
         * Changed copy: this file must hold DH parameters, or the server does not start.
         *
         * @param file PEM
         * @return the changed copy
         */
        public Tls withDhParameters(Path file) {
            requireNonNull(file, "file");
            return new Tls(
                    host, port, identities, policy, clientAuthentication, Optional.of(file), olderCertificatesAllowed);
        }

        /**
         * Changed copy: while the server runs, a certificate may be replaced by one that begins earlier, which is held back
         * otherwise, because it is most often an old file that came back.
         *
         * @return the changed copy
         */
        public Tls withOlderCertificatesAllowed() {
            return new Tls(host, port, identities, policy, clientAuthentication, dhParameters, true);
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
