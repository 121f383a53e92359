package io.securerpc.jetty;

import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Grants;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.event.SecurityEventLog;
import io.securerpc.gate.HealthAccess;
import io.securerpc.gate.StatusPage;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.limit.Limits;
import io.securerpc.limit.Quotas;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.rpc.RpcService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A node's RPC server, configured and not yet started: HTTPS POST (HTTP/1.1 and HTTP/2) and WSS on each listener's port,
 * every request through one {@link io.securerpc.gate.Gate}.
 *
 * <p><b>Defaults.</b> Own addresses and the certificate's names as hosts, same-origin pages only, public methods only,
 * {@link Limits#defaults()}, {@link StatusPage#shown()}.
 *
 * <p><b>Security.</b> Starting is all-or-nothing: a file that cannot be read or is wrong, an empty trust directory or a
 * taken port stops the start with the file and the reason, and nothing is bound. Listening beyond loopback without TLS,
 * or with more than public methods within reach of anonymous callers, is refused when it is built. Certificates and keys
 * follow their files while the server runs, for new handshakes, within 2 s; what is not better is not taken, see {@link
 * io.securerpc.reload.IdentityRenewal}. A certificate that ends is served on, loudly, because nothing better is there.
 *
 * <p><b>Threads.</b> Immutable; {@link #start()} may be called from any thread, and again after the first was closed.
 *
 * <p><b>Example.</b>
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
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);

    private final RpcService service;
    private final List<Listener> listeners;
    private final HostPolicy hosts;
    private final OriginPolicy origins;
    private final Grants grants;
    private final TrustedProxies trustedProxies;
    private final Limits limits;
    private final AttemptLimits attemptLimits;
    private final SecurityEventListener events;
    private final Optional<Path> activityFile;
    private final boolean jsonRequired;
    private final boolean verboseLogging;
    private final StatusPage statusPage;
    private final Optional<Duration> strictTransport;
    private final List<CredentialSource> credentials;
    private final boolean anonymousToo;
    private final Optional<Path> disabledCallers;
    private final boolean webSocketTickets;
    private final Quotas quotas;
    private final HealthAccess health;
    private final Duration stopTimeout;

    SecureRpcServer(SecureRpcServerBuilder builder, RpcService service) {
        this.service = service;
        this.listeners = List.copyOf(builder.listeners);
        this.hosts = builder.hosts == null ? HostPolicy.ownNames() : builder.hosts;
        this.origins = builder.origins == null ? OriginPolicy.sameOrigin() : builder.origins;
        this.grants = builder.grants().boundTo(service.registered());
        this.trustedProxies = builder.proxies();
        this.limits = builder.limits == null ? Limits.defaults() : builder.limits;
        this.attemptLimits = builder.attemptLimits == null ? AttemptLimits.defaults() : builder.attemptLimits;
        this.events = builder.events == null ? SecurityEventLog.of(InstantSource.system()) : builder.events;
        this.activityFile = Optional.ofNullable(builder.activityFile);
        this.jsonRequired = builder.jsonRequired;
        this.verboseLogging = builder.verboseLogging;
        this.statusPage = builder.statusPage == null ? StatusPage.shown() : builder.statusPage;
        this.strictTransport = Optional.ofNullable(builder.strictTransport);
        this.credentials = List.copyOf(builder.credentials);
        this.anonymousToo = builder.anonymousToo;
        this.disabledCallers = Optional.ofNullable(builder.disabledCallers);
        this.webSocketTickets = builder.webSocketTickets;
        this.quotas = builder.quotas();
        this.stopTimeout = builder.stopTimeout == null ? STOP_TIMEOUT : builder.stopTimeout;
        this.health = builder.health == null ? HealthAccess.OFF : builder.health;
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
        return new StartCheck(this).problems();
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
        return new ServerAssembly(this, options).start();
    }

    RpcService service() {
        return service;
    }

    List<Listener> listeners() {
        return listeners;
    }

    HostPolicy hosts() {
        return hosts;
    }

    OriginPolicy origins() {
        return origins;
    }

    Grants grants() {
        return grants;
    }

    TrustedProxies trustedProxies() {
        return trustedProxies;
    }

    Limits limits() {
        return limits;
    }

    AttemptLimits attemptLimits() {
        return attemptLimits;
    }

    SecurityEventListener events() {
        return events;
    }

    Optional<Path> activityFile() {
        return activityFile;
    }

    boolean jsonRequired() {
        return jsonRequired;
    }

    boolean verboseLogging() {
        return verboseLogging;
    }

    StatusPage statusPage() {
        return statusPage;
    }

    Optional<Duration> strictTransport() {
        return strictTransport;
    }

    List<CredentialSource> credentials() {
        return credentials;
    }

    Optional<Path> disabledCallers() {
        return disabledCallers;
    }

    boolean anonymousToo() {
        return anonymousToo;
    }

    HealthAccess health() {
        return health;
    }

    Duration stopTimeout() {
        return stopTimeout;
    }

    Quotas quotas() {
        return quotas;
    }

    boolean webSocketTickets() {
        return webSocketTickets;
    }
}
