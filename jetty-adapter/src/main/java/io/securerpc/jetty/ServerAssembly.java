package io.securerpc.jetty;

import io.securerpc.SecureRpcException;
import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.WebSocketTickets;
import io.securerpc.certificate.DhParameters;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.event.ServerUsage;
import io.securerpc.gate.Gate;
import io.securerpc.gate.GateBuilder;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.CallRates;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.FailedAttempts;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostRules;
import io.securerpc.tls.ServerTls;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.LiveTrust;
import io.securerpc.trust.TrustDecision;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * One start, from configuration to a listening server: everything is read and judged first, then all ports are bound,
 * then the server starts; whatever fails, nothing is left behind.
 */
final class ServerAssembly {
    /** A listener whose files have been read and found good. */
    private record Loaded(
            Listener listener,
            Optional<ListenerIdentities> identities,
            Optional<LiveTrust> trust,
            Optional<PeerJudge> judge) {}

    /** A socket file has no address; its hosts are judged like those of this machine on HTTP's own port. */
    private static final InetSocketAddress UNIX_HOST = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

    /** What Jetty has for everything by default. */
    private static final int IO_THREADS = 200;

    /** For handlers that were cut: after half of it they are interrupted, also those that run on the server's own threads. */
    private static final long THREADS_STOP_MILLIS = 500;

    private static final Set<String> UNIX_NAMES = Set.of("localhost");

    private final ServerConfiguration configuration;
    private final SecurityEventListener events;
    private final AssemblyOptions options;
    private final IdentityWatch identities;
    private final CredentialWatch credentials;
    private final ServerMemory memory;
    private final Map<String, Double> limits;
    private final CredentialProofs proofs;
    private final FailedAttempts failedAttempts;
    private final WebSocketTickets tickets = new WebSocketTickets();
    private final CallRates rates;
    private final Drain drain = new Drain();
    private final Server server;
    private final Connectors connectors;
    private Supplier<Set<String>> served = Set::of;
    private final List<LiveTrust> watchers = new ArrayList<>();
    private final List<BoundListener> bound = new ArrayList<>();
    private Optional<ActivityRecorder> recorder = Optional.empty();
    private AcceptedCredentials accepted = AcceptedCredentials.none();

    ServerAssembly(ServerConfiguration configuration, AssemblyOptions options) {
        this.options = options;
        this.configuration = configuration;
        this.rates = new CallRates(configuration.quotas());
        this.failedAttempts = new FailedAttempts(configuration.attemptLimits());
        this.events = new SurvivableEvents(configuration.events());
        this.identities = new IdentityWatch(events, options.lookInterval());
        this.credentials = new CredentialWatch(events, options.lookInterval(), options.nanoTime());
        this.memory = new ServerMemory(configuration.limits(), options.nanoTime());
        this.proofs = new CredentialProofs(new ProofThreads(), memory.exchanges(), options.longestWait());
        this.limits = configuration.limits().numbers();
        QueuedThreadPool threads = threads(configuration.limits().calls());
        this.server = new Server(threads, new ScheduledExecutorScheduler("secure-rpc-timer", false), null);
        server.setErrorHandler(new JsonErrorHandler());
        // What runs has ended by the time the server's own stop is asked for.
        server.setStopTimeout(0);
        threads.setStopTimeout(THREADS_STOP_MILLIS);
        connectors = new Connectors(
                server,
                configuration.limits(),
                configuration.trustedProxies(),
                events,
                drain,
                new CallSlots(configuration.limits().calls(), threads));
    }

    /** As many as may be in handlers that block, and beside them those that accept, encrypt, read and write, and answer for the node's health. */
    private static QueuedThreadPool threads(CallLimits calls) {
        QueuedThreadPool threads = new QueuedThreadPool(IO_THREADS + calls.maxCalls() + calls.reservedCalls());
        threads.setName("secure-rpc");
        return threads;
    }

    RunningServer start() {
        try {
            List<Loaded> loaded = new ArrayList<>();
            for (Listener listener : configuration.listeners()) {
                loaded.add(load(listener));
            }
            accepted = credentials.open(configuration.credentials(), disabledCallers(), configuration.anonymousToo());
            warnOfRights();
            recorder = configuration.activityFile().map(file -> ActivityRecorder.open(file, events));
            served = new CertificateNameUnion(
                    loaded.stream().flatMap(each -> each.identities().stream()).toList());
            loaded.forEach(this::bind);
            recorder.ifPresent(activity -> activity.start(bound));
            configuration.hosts().warnings().forEach(this::warn);
            configuration.origins().warnings().forEach(this::warn);
            serve();
            watchers.forEach(LiveTrust::start);
            identities.start(server.getScheduler(), server.getThreadPool());
            credentials.start(server.getScheduler(), server.getThreadPool(), !accepted.isEmpty());
            bound.stream()
                    .filter(listener -> listener.trust().isPresent())
                    .forEach(listener -> listener.connections().recheckRegularly(server.getThreadPool()));
            ConnectionWatchdog.start(server, () -> memory.exchanges().compare(events), options.watchInterval());
            SlowConnections.watch(server, configuration.limits().connections());
            return new RunningServer(
                    bound,
                    identities,
                    this::usage,
                    new ServerStop(server, drain, events, this::stopWatching),
                    configuration.stopTimeout());
        } catch (RuntimeException | Error failure) {
            undo(failure);
            throw failure;
        }
    }

    /** What could not be stopped either hides nothing of why the server has not started. */
    private void undo(Throwable failure) {
        try {
            ServerStop.stopAll(server, this::stopWatching);
        } catch (RuntimeException | Error another) {
            failure.addSuppressed(another);
        }
    }

    private ServerUsage usage() {
        Map<ServerUsage.Gauge, Long> gauges = new EnumMap<>(ServerUsage.Gauge.class);
        connectors.count(gauges);
        memory.count(gauges);
        return ServerUsage.of(gauges).withLimits(limits);
    }

    private void stopCredentials() {
        credentials.close();
        proofs.close();
    }

    private void stopWatching() {
        stopCredentials();
        watchers.forEach(LiveTrust::close);
        identities.close();
        recorder.ifPresent(ActivityRecorder::close);
    }

    private Loaded load(Listener listener) {
        if (!(listener instanceof Listener.Tls tls)) {
            return new Loaded(listener, Optional.empty(), Optional.empty(), Optional.empty());
        }
        tls.policy().requireSupported();
        tls.dhParameters().ifPresent(this::reportDhParameters);
        ListenerIdentities served = identities.open(tls);
        Optional<LiveTrust> trust =
                disabling(tls.clientAuthentication().trust()).map(t -> t.open(InstantSource.system()));
        trust.ifPresent(watchers::add);
        return new Loaded(listener, Optional.of(served), trust, trust.map(options.judges()));
    }

    private Optional<ClientTrust> disabling(Optional<ClientTrust> trust) {
        return trust.map(named -> named.disabledCallers().isPresent()
                ? named
                : configuration
                        .disabledCallers()
                        .map(named::withDisabledCallers)
                        .orElse(named));
    }

    /** The server's list, and those that client trust names: whoever is in one of them is disabled, whatever it presents. */
    private List<Path> disabledCallers() {
        return Stream.concat(
                        configuration.disabledCallers().stream(),
                        watchers.stream().flatMap(live -> live.trust().disabledCallers().stream()))
                .distinct()
                .toList();
    }

    private void bind(Loaded loaded) {
        Listener listener = loaded.listener();
        ClientConnections connections = new ClientConnections(
                loaded.judge().orElse(null),
                InstantSource.system(),
                server.getScheduler(),
                events,
                configuration.verboseLogging());
        loaded.trust().ifPresent(trust -> {
            trust.onTick(connections::recheckAll);
            trust.onChange(change -> events.on(new SecurityEvent.TrustChanged(change)));
        });
        AbstractConnector connector = listener.match(
                tls -> connectors.tls(context(loaded, tls), tls, connections),
                connectors::plain,
                connectors::unix,
                connectors::plain);
        server.addConnector(connector);
        if (connector instanceof ServerConnector tcp) {
            open(tcp, listener);
        }
        HostRules hosts = hosts(loaded, connector);
        bound.add(new BoundListener(
                listener,
                connector,
                listener instanceof Listener.Redirect ? Optional.empty() : Optional.of(gate(listener, hosts)),
                plaintext(listener, hosts, connector),
                loaded.identities(),
                loaded.trust(),
                connections));
    }

    private static void open(ServerConnector connector, Listener listener) {
        try {
            connector.open();
        } catch (IOException failure) {
            Throwable reason = failure.getCause() == null ? failure : failure.getCause();
            throw new ListenerException(listener.place(), String.valueOf(reason.getMessage()), failure);
        }
    }

    private HostRules hosts(Loaded loaded, Connector connector) {
        Supplier<Set<String>> own =
                () -> loaded.identities().map(ListenerIdentities::names).orElse(Set.of());
        return loaded.listener()
                .match(
                        tls -> hosts(tls, connector, own),
                        plain -> hosts(plain, connector, own),
                        // Whoever can open the file names no host of its own: what curl sends is "localhost".
                        unix -> configuration.hosts().bind(UNIX_HOST, () -> UNIX_NAMES),
                        redirect -> hosts(redirect, connector, served));
    }

    private HostRules hosts(Listener.Tcp listener, Connector connector, Supplier<Set<String>> names) {
        return configuration
                .hosts()
                .bind(new InetSocketAddress(listener.host(), Connectors.localPort(connector)), names);
    }

    private Gate gate(Listener listener, HostRules hosts) {
        GateBuilder gate = Gate.builder()
                .hosts(hosts)
                .origins(configuration.origins())
                .grants(configuration.grants())
                .listener(listener)
                .credentials(accepted)
                .failedAttempts(failedAttempts)
                .callRates(rates)
                .health(configuration.health())
                .statusPage(configuration.statusPage());
        configuration.strictTransport().ifPresent(gate::strictTransport);
        if (configuration.webSocketTickets()) {
            gate.tickets(tickets);
        }
        return configuration.jsonRequired() ? gate.jsonRequired().build() : gate.build();
    }

    private Optional<PlaintextAnswer> plaintext(Listener listener, HostRules hosts, Connector connector) {
        return listener.match(
                tls -> Optional.of(PlaintextAnswer.onTlsPort(hosts, Connectors.localPort(connector), events)),
                plain -> Optional.empty(),
                unix -> Optional.empty(),
                redirect -> Optional.of(PlaintextAnswer.leadingTo(redirect.target(), hosts, events)));
    }

    private SSLContext context(Loaded loaded, Listener.Tls tls) {
        ListenerIdentities served = loaded.identities().orElseThrow();
        return ServerTls.context(
                tls.policy(), served::current, loaded.judge().map(judge -> chain -> explained(judge, chain)));
    }

    /** A refusal in the handshake reaches the peer as an alert only: the operator is told why. */
    private TrustDecision explained(PeerJudge judge, List<X509Certificate> chain) {
        TrustDecision decision;
        try {
            decision = judge.judge(chain);
        } catch (RuntimeException | Error failure) {
            events.on(new SecurityEvent.ClientRefused("client could not be judged: " + failure));
            throw failure;
        }
        if (decision instanceof TrustDecision.Distrusted distrusted) {
            events.on(new SecurityEvent.ClientRefused(Optional.of(distrusted.reason()), distrusted.detail()));
        }
        return decision;
    }

    private void serve() {
        ServerParts parts = new ServerParts(
                configuration.service(),
                configuration.limits(),
                events,
                credentials,
                new OutgoingQueues(configuration.limits(), memory.queues(), eventThreads()),
                memory,
                drain);
        Map<Connector, BoundListener> byConnector = new HashMap<>();
        bound.forEach(listener -> byConnector.put(listener.connector(), listener));
        Handler door = new FrontDoor(byConnector, new WebSocketDoor(parts), parts, proofs, configuration);
        server.setHandler(options.front().apply(door));
        startUnixSocketsFirst();
        try {
            server.start();
        } catch (SecureRpcException refused) {
            throw refused;
        } catch (Exception failure) {
            throw new IllegalStateException("server could not be started", failure);
        }
    }

    /** Their own, so that events leave while all others are in handlers; they start and stop with the server. */
    private QueuedThreadPool eventThreads() {
        QueuedThreadPool threads =
                new QueuedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()), 1);
        threads.setName("secure-rpc-events");
        threads.setStopTimeout(THREADS_STOP_MILLIS);
        threads.setReservedThreads(0);
        server.addBean(threads);
        return threads;
    }

    /** They are bound by their start, and may fail; all ports are bound by then, and nobody has been served. */
    private void startUnixSocketsFirst() {
        Connector[] ordered = server.getConnectors();
        Arrays.sort(ordered, Comparator.comparing(connector -> !(connector instanceof UnixConnector)));
        server.setConnectors(ordered);
    }

    /** Several listeners may well share a file, and an operator is told of it once. */
    private void warnOfRights() {
        Stream.of(
                        configuration.fileWarnings(),
                        watchers.stream()
                                .flatMap(live -> live.warnings().stream())
                                .toList(),
                        credentials.warnings(configuration.credentials()))
                .flatMap(List::stream)
                .distinct()
                .forEach(this::warn);
    }

    private void reportDhParameters(Path file) {
        DhParameters.load(file)
                .weakness()
                .ifPresent(weakness -> warn("DH parameters file '" + file + "': " + weakness + "; it is not used"));
    }

    private void warn(String text) {
        events.on(new SecurityEvent.Warning(text));
    }
}
