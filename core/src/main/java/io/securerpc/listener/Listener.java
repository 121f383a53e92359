package io.securerpc.listener;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        return new Tls(host, port, List.of(identity), policy, clientAuthentication, Optional.empty(), false, false);
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
        return new Plain(host, port, false);
    }

    /**
     * A Unix domain socket without TLS: for programs of this machine, as the file's mode lets them.
     *
     * @param path of the socket; made at start, removed at stop
     * @param mode who may connect: {@code rw-------} for this user alone, {@code rw-rw----} for its group too
     * @return the listener
     * @throws IllegalArgumentException if the owner may not read and write, or somebody may execute
     */
    static Unix unix(Path path, Set<PosixFilePermission> mode) {
        return new Unix(path, mode);
    }

    /**
     * No TLS and no methods: leads browsers to the HTTPS address, and tells others where it is.
     *
     * @param host literal or name to bind
     * @param port 0 for any free one, to 65535; browsers come to 80 by themselves
     * @param target {@code https://node.example.com:7076}, without a path
     * @return the listener
     * @throws IllegalArgumentException if host or port cannot be one, or the target is something else
     */
    static Redirect redirect(String host, int port, URI target) {
        return new Redirect(host, port, target);
    }

    /**
     * Where it listens, as people write it.
     *
     * @return {@code 127.0.0.1:7076}, {@code [::1]:7076} or {@code unix:/run/node/rpc.sock}
     */
    String place();

    /**
     * Whether callers may come without having proven who they are.
     *
     * @return false where TLS asks for client certificates, and where nothing can be called
     */
    boolean admitsAnonymous();

    /**
     * Whether each connection begins with a header of the PROXY protocol, and comes from a trusted proxy.
     *
     * @return false unless asked for
     */
    default boolean proxyProtocol() {
        return false;
    }

    /**
     * One function per kind of listener.
     *
     * @param onTls for {@link Tls}
     * @param onPlain for {@link Plain}
     * @param onUnix for {@link Unix}
     * @param onRedirect for {@link Redirect}
     * @param <R> what they return
     * @return what the function of this kind returns
     */
    default <R> R match(
            Function<Tls, R> onTls,
            Function<Plain, R> onPlain,
            Function<Unix, R> onUnix,
            Function<Redirect, R> onRedirect) {
        if (this instanceof Tls tls) {
            return onTls.apply(tls);
        }
        if (this instanceof Plain plain) {
            return onPlain.apply(plain);
        }
        return this instanceof Unix unix ? onUnix.apply(unix) : onRedirect.apply((Redirect) this);
    }

    /** On an address and port. */
    sealed interface Tcp extends Listener {
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

        @Override
        default String place() {
            return BindAddress.place(host(), port());
        }
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
     * @param proxyProtocol whether each connection begins with a header of the PROXY protocol
     */
    record Tls(
            String host,
            int port,
            List<IdentityFiles> identities,
            TlsPolicy policy,
            ClientAuthentication clientAuthentication,
            Optional<Path> dhParameters,
            boolean olderCertificatesAllowed,
            boolean proxyProtocol)
            implements Tcp {
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
         * @param proxyProtocol whether each connection begins with a header of the PROXY protocol
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
            return new Tls(
                    host,
                    port,
                    all,
                    policy,
                    clientAuthentication,
                    dhParameters,
                    olderCertificatesAllowed,
                    proxyProtocol);
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
                    host,
                    port,
                    identities,
                    policy,
                    clientAuthentication,
                    Optional.of(file),
                    olderCertificatesAllowed,
                    proxyProtocol);
        }

        /**
         * Changed copy: while the server runs, a certificate may be replaced by one that begins earlier, which is held back
         * otherwise, because it is most often an old file that came back.
         *
         * @return the changed copy
         */
        public Tls withOlderCertificatesAllowed() {
            return new Tls(host, port, identities, policy, clientAuthentication, dhParameters, true, proxyProtocol);
        }

        /**
         * Changed copy: the same on another address, such as IPv4 beside IPv6.
         *
         * @param otherHost literal or name to bind
         * @param otherPort 0 for any free one
         * @return the changed copy
         * @throws IllegalArgumentException if host or port cannot be one
         */
        public Tls withAddress(String otherHost, int otherPort) {
            return new Tls(
                    otherHost,
                    otherPort,
                    identities,
                    policy,
                    clientAuthentication,
                    dhParameters,
                    olderCertificatesAllowed,
                    proxyProtocol);
        }

        /**
         * Changed copy: each connection begins with a header of the PROXY protocol, below TLS, and comes from one of the server's trusted
         * proxies; others are dropped.
         *
         * @return the changed copy
         */
        public Tls withProxyProtocol() {
            return new Tls(
                    host, port, identities, policy, clientAuthentication, dhParameters, olderCertificatesAllowed, true);
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
     * @param proxyProtocol whether each connection begins with a header of the PROXY protocol
     */
    record Plain(String host, int port, boolean proxyProtocol) implements Tcp {
        /**
         * Checks host and port.
         *
         * @param host literal or name to bind
         * @param port 0 for any free one
         * @param proxyProtocol whether each connection begins with a header of the PROXY protocol
         * @throws IllegalArgumentException if host or port cannot be one
         */
        public Plain {
            BindAddress.check(host, port);
        }

        /**
         * Changed copy: each connection begins with a header of the PROXY protocol, and comes from one of the server's trusted proxies; others
         * are dropped.
         *
         * @return the changed copy
         */
        public Plain withProxyProtocol() {
            return new Plain(host, port, true);
        }

        @Override
        public boolean admitsAnonymous() {
            return true;
        }
    }

    /**
     * A Unix domain socket.
     *
     * @param path of the socket
     * @param mode who may connect
     */
    record Unix(Path path, Set<PosixFilePermission> mode) implements Listener {
        /**
         * Copies the mode and checks it.
         *
         * @param path of the socket
         * @param mode who may connect
         * @throws IllegalArgumentException if the owner may not read and write, or somebody may execute
         */
        public Unix {
            requireNonNull(path, "path");
            mode = SocketMode.checked(requireNonNull(mode, "mode"));
        }

        @Override
        public String place() {
            return "unix:" + path;
        }

        @Override
        public boolean admitsAnonymous() {
            return true;
        }
    }

    /**
     * Only leads to the HTTPS address.
     *
     * @param host literal or name to bind
     * @param port 0 for any free one
     * @param target where it leads
     */
    record Redirect(String host, int port, URI target) implements Tcp {
        /**
         * Checks all parts.
         *
         * @param host literal or name to bind
         * @param port 0 for any free one
         * @param target where it leads
         * @throws IllegalArgumentException if host or port cannot be one, or the target is no https address without a path
         */
        public Redirect {
            BindAddress.check(host, port);
            target = RedirectTarget.checked(requireNonNull(target, "target"));
        }

        @Override
        public boolean admitsAnonymous() {
            return false;
        }
    }
}
