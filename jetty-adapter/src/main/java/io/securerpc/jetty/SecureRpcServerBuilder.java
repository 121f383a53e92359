package io.securerpc.jetty;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.RestrictedApi;
import io.securerpc.AcceptsDanger;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Grants;
import io.securerpc.config.ServerSettings;
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
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what a server needs; every contradiction is named at once by {@link #build()}.
 *
 * <h2>Defaults</h2>
 *
 * <p>A service and a listener have none. Nobody from elsewhere is let in by what is not set: no foreign page, no permission beyond public methods, no proxy that is believed.
 *
 * <h2>Security</h2>
 *
 * <p>A setting is made once: that a later line takes back an earlier one is an error, which names the earlier value. What would lie open on a network is refused by {@link #build()} unless
 * {@link #dangerouslyExpose()} says that it is meant.
 *
 * <h2>Threads</h2>
 *
 * <p>One; what it builds is immutable.
 */
public final class SecureRpcServerBuilder {
    /** Containers are killed ten seconds after they were asked to end. */
    private static final Duration STANDARD_STOP = Duration.ofSeconds(8);

    final Choice<RpcService> service = Choice.withoutDefault("service");
    final List<Listener> listeners = new ArrayList<>();

    final Choice<HostPolicy> hosts = Choice.withDefault("hosts", HostPolicy::ownNames);
    final Choice<OriginPolicy> origins = Choice.withDefault("origins", OriginPolicy::sameOrigin);
    final Choice<TrustedProxies> trustedProxies = Choice.withDefault("trustedProxies", TrustedProxies::none);
    boolean jsonRequired;

    final List<ServerSettings> configurationFiles = new ArrayList<>();
    final List<CredentialSource> credentials = new ArrayList<>();
    boolean anonymousToo;
    boolean webSocketTickets;
    final Choice<Path> disabledCallers = Choice.withoutDefault("disabledCallers");
    final Choice<Grants> grants = Choice.withDefault("grants", Grants::none);

    final Choice<Limits> limits = Choice.withDefault("limits", Limits::defaults);
    final Choice<AttemptLimits> attemptLimits = Choice.withDefault("attemptLimits", AttemptLimits::defaults);
    final Choice<Quotas> quotas = Choice.withDefault("quotas", Quotas::none);

    final Choice<HealthAccess> health = Choice.withDefault("health", () -> HealthAccess.OFF);
    final Choice<StatusPage> statusPage = Choice.withDefault("statusPage", StatusPage::shown);
    final Choice<Duration> strictTransport = Choice.withoutDefault("strictTransport");

    final Choice<SecurityEventListener> events =
            Choice.withDefault("eventListener", () -> SecurityEventLog.of(InstantSource.system()));
    final Choice<Path> activityFile = Choice.withoutDefault("activityFile");
    boolean verboseLogging;
    final Choice<Duration> stopTimeout = Choice.withDefault("stopTimeout", () -> STANDARD_STOP);
    boolean exposed;

    SecureRpcServerBuilder() {}

    /**
     * The methods to serve; mandatory.
     *
     * @param methods the node's service
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder service(RpcService methods) {
        service.choose(methods);
        return this;
    }

    /**
     * Adds a place to listen; at least one is mandatory.
     *
     * @param listener where, and how it is secured
     * @return this builder
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder addListener(Listener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Which hosts may be named; own addresses and the certificate's names if not set.
     *
     * @param policy hosts
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder hosts(HostPolicy policy) {
        hosts.choose(policy);
        return this;
    }

    /**
     * Which web origins may call; same-origin pages only if not set.
     *
     * @param policy origins
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder origins(OriginPolicy policy) {
        origins.choose(policy);
        return this;
    }

    /**
     * Which proxies are believed when they name their clients; nobody if not set.
     *
     * @param proxies by address or network
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder trustedProxies(TrustedProxies proxies) {
        trustedProxies.choose(proxies);
        return this;
    }

    /**
     * Every POST must declare JSON; without this, programs that are no browser may declare a form or nothing, as {@code curl -d} does.
     *
     * @return this builder
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder jsonRequired() {
        jsonRequired = true;
        return this;
    }

    /**
     * Adds credentials that are accepted beside certificates, each kind once; with any of them, nobody is anonymous. Where clients are only {@linkplain
     * io.securerpc.tls.ClientAuthentication#request asked} for a certificate, one of the two is enough; where one is {@linkplain
     * io.securerpc.tls.ClientAuthentication#require required}, both are needed.
     *
     * @param source such as {@code Users.file(path)}
     * @return this builder
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder addCredentials(CredentialSource source) {
        credentials.add(requireNonNull(source, "source"));
        return this;
    }

    /**
     * Whoever presents no credential is served nevertheless, as the caller of its certificate or as the anonymous one. What is presented has to be good.
     *
     * @return this builder
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder allowAnonymous() {
        anonymousToo = true;
        return this;
    }

    /**
     * Gives tickets for WebSockets to callers that are proven by a request to {@code /ticket}: browsers can put no credential into the request that opens a WebSocket.
     *
     * @return this builder
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder webSocketTickets() {
        webSocketTickets = true;
        return this;
    }

    /**
     * Who is switched off, however good the certificate, the password or the token is: a list of {@link io.securerpc.trust.DisabledCallers}. The file is followed: who is added to it is
     * refused from the next request on and its open connections end within 2 s. Nobody if not set.
     *
     * @param list a file that is there, and may be empty; client trust that names a list names the same one
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder disabledCallers(Path list) {
        disabledCallers.choose(list);
        return this;
    }

    /**
     * What callers may do beyond public methods; nothing if not set.
     *
     * @param callers grants by caller
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder grants(Grants callers) {
        grants.choose(callers);
        return this;
    }

    /**
     * Sizes, counts and times; {@link Limits#defaults()} if not set.
     *
     * @param bounds limits
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder limits(Limits bounds) {
        limits.choose(bounds);
        return this;
    }

    /**
     * How often credentials may be tried; {@link AttemptLimits#defaults()} if not set.
     *
     * @param bounds limits
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder attemptLimits(AttemptLimits bounds) {
        attemptLimits.choose(bounds);
        return this;
    }

    /**
     * How much callers may call; nobody's calls are counted if not set.
     *
     * @param callers a rate for each class of callers, and what methods cost
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder quotas(Quotas callers) {
        quotas.choose(callers);
        return this;
    }

    /**
     * Serves {@code GET /health} and {@code /health/readiness}, what {@code RpcServiceBuilder.health} says.
     *
     * @param access who may ask; {@link HealthAccess#OFF} if not set
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder health(HealthAccess access) {
        health.choose(access);
        return this;
    }

    /**
     * What a person sees who opens the server's https address in a browser; {@link StatusPage#shown()} if not set.
     *
     * @param page with or without a call, or none
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder statusPage(StatusPage page) {
        statusPage.choose(page);
        return this;
    }

    /**
     * Tells browsers, with every answer by TLS, to use nothing but TLS for the host name they used, on each of its ports, for that long (HSTS, RFC 6797). They are told nothing if
     * not set: a name whose other services have no TLS would lose them, and it cannot be taken back at once. Never said under an address or a loopback name.
     *
     * @param duration whole seconds, up to two years; one second takes it back from each browser that comes by
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder strictTransport(Duration duration) {
        requireNonNull(duration, "strictTransport");
        boolean wholeSeconds = duration.toNanosPart() == 0 && duration.compareTo(Duration.ofSeconds(1)) >= 0;
        strictTransport.choose(
                duration,
                wholeSeconds && duration.compareTo(Duration.ofDays(730)) <= 0,
                "whole seconds, from PT1S to P730D");
        return this;
    }

    /**
     * Who is told of refusals, cuts and warnings; the log {@code io.securerpc} if not set.
     *
     * @param listener must return quickly
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder eventListener(SecurityEventListener listener) {
        events.choose(listener);
        return this;
    }

    /**
     * Where to write down, while the server runs, who is connected and when each client was last seen, for commands to read; nowhere if not set, because that is
     * nobody's business unless the operator wants it. The file is this one server's, and its owner's alone: see {@link io.securerpc.event.ActivityFile}.
     *
     * @param file a free name in a folder that is there, or the file of an earlier run
     * @return this builder
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder activityFile(Path file) {
        activityFile.choose(file);
        return this;
    }

    /**
     * Every failed handshake is reported, also those that have nothing to do with client certificates: on the open internet that is mostly scanners, which is why it is off unless asked for.
     *
     * @return this builder
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder verboseLogging() {
        verboseLogging = true;
        return this;
    }

    /**
     * How long what runs may go on when the server is closed: requests are answered, WebSockets are told and closed; what has not ended by then is cut. Eight seconds if not set, since containers are
     * killed ten after they were asked to end.
     *
     * @param duration zero to cut at once, up to an hour
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if set before
     */
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder stopTimeout(Duration duration) {
        requireNonNull(duration, "stopTimeout");
        stopTimeout.choose(
                duration, !duration.isNegative() && duration.compareTo(Duration.ofHours(1)) <= 0, "PT0S to PT1H");
        return this;
    }

    /**
     * Everything a configuration file says; as if each setter had been called.
     *
     * @param settings from {@link io.securerpc.config.NanoConfig}
     * @return this builder
     */
    @AcceptsDanger("the file has said so itself, by its key dangerously_expose")
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder settings(ServerSettings settings) {
        FileSettings.apply(requireNonNull(settings, "settings"), this);
        return settings.dangerouslyExposed() ? dangerouslyExpose() : this;
    }

    /**
     * Turns the exposure guard off: plaintext or anonymous control within reach of the network is then served.
     *
     * @return this builder
     */
    @RestrictedApi(
            explanation = "puts methods that should be guarded on the open network",
            allowlistAnnotations = AcceptsDanger.class)
    @CanIgnoreReturnValue
    public SecureRpcServerBuilder dangerouslyExpose() {
        exposed = true;
        return this;
    }

    /**
     * Checks everything that can be checked without touching files or ports.
     *
     * @return the configured server
     * @throws IllegalStateException naming every problem, one line each
     */
    public SecureRpcServer build() {
        List<String> problems = new Contradictions(this).found();
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join(System.lineSeparator(), problems));
        }
        return new SecureRpcServer(new ServerConfiguration(this));
    }
}
