package io.securerpc.jetty;

import io.securerpc.gate.StatusPage;
import io.securerpc.limit.Limits;
import java.util.List;

/**
 * A node's RPC server, configured and not yet started: HTTPS POST (HTTP/1.1 and HTTP/2) and WSS on each listener's port,
 * every request through one {@link io.securerpc.gate.Gate}.
 *
 * <h2>Defaults</h2>
 *
 * <p>Own addresses and the certificate's names as hosts, same-origin pages only, public methods only, {@link Limits#defaults()}, {@link StatusPage#shown()}.
 *
 * <h2>Security</h2>
 *
 * <p>Starting is all-or-nothing: a file that cannot be read or is wrong, an empty trust directory or a
 * taken port stops the start with the file and the reason, and nothing is bound. Listening beyond loopback without TLS,
 * or with more than public methods within reach of anonymous callers, is refused when it is built. Certificates and keys
 * follow their files while the server runs, for new handshakes, within 2 s; what is not better is not taken, see {@link
 * io.securerpc.reload.IdentityRenewal}. A certificate that ends is served on, loudly, because nothing better is there.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable; {@link #start()} may be called from any thread, and again after the first was closed.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * SecureRpcServer server = SecureRpcServer.builder()
 *         .service(service)
 *         .addListener(Listener.tls("127.0.0.1", 7076, IdentityFiles.pem(cert, key, passphrase),
 *                 TlsPolicy.intermediate(), ClientAuthentication.require(ClientTrust.installed(clients))))
 *         .build();
 * try (RunningServer running = server.start()) { ... }
 * }</pre>
 */
public final class SecureRpcServer {
    private final ServerConfiguration configuration;

    SecureRpcServer(ServerConfiguration configuration) {
        this.configuration = configuration;
    }

    /**
     * Starts with nothing configured.
     *
     * @return a new builder
     */
    public static SecureRpcServerBuilder builder() {
        return new SecureRpcServerBuilder();
    }

    /**
     * Reads all files as {@link #start()} would, and says what of them would stop it: for a look at changed files while the server of before still runs. No port and no socket file is opened, nothing is
     * written, and no server is left behind; keys of web tokens that are at an address are fetched as at a start.
     *
     * <p>Whether ports can be bound is not asked, and of each listener's identities, and of its trust, the first problem is told.
     *
     * @return one line each; empty if a start would fail for no file
     */
    public List<String> check() {
        return new StartCheck(configuration).problems();
    }

    /**
     * Reads files as {@link #check()} does, and says what of them a start would warn of and go on: above all what other users of the machine may do with them that they should not.
     *
     * @return one line each; of files that cannot be read nothing, since they are a problem
     */
    public List<String> warnings() {
        return new StartCheck(configuration).warnings();
    }

    /**
     * Reads all files, binds all ports, and serves.
     *
     * @return the running server; close it to stop
     * @throws io.securerpc.SecureRpcException if a file or a port stops the start; names it and the reason
     */
    public RunningServer start() {
        return start(AssemblyOptions.production());
    }

    RunningServer start(AssemblyOptions options) {
        return new ServerAssembly(configuration, options).start();
    }

    ServerConfiguration configuration() {
        return configuration;
    }
}
