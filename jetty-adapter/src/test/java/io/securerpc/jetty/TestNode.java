package io.securerpc.jetty;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.limit.Limits;
import io.securerpc.listener.Listener;
import io.securerpc.reload.LiveWatch;
import io.securerpc.rpc.RpcService;
import io.securerpc.rpc.Subscriber;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.LiveTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Handler;

/** A node with an identity, a trust directory and a few methods, on an ephemeral loopback port. */
final class TestNode implements AutoCloseable {
    final Path folder;
    final Path clients;
    final TestCertificate identity;
    final RecordedEvents events = new RecordedEvents();
    final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    final AtomicInteger walletsCreated = new AtomicInteger();
    private final RunningServer server;

    private TestNode(Builder builder) {
        this.folder = builder.folder;
        this.clients = builder.clients;
        this.identity = builder.identity;
        SecureRpcServerBuilder configuration = SecureRpcServer.builder()
                .service(builder.service == null ? service() : builder.service)
                .addListener(builder.listenerChange.apply(Listener.tls(
                        "127.0.0.1", 0, builder.identityFiles(), builder.policy, builder.authentication())))
                .grants(builder.grants)
                .limits(builder.limits)
                .stopTimeout(builder.stopTimeout)
                .eventListener(builder.listener == null ? events::add : builder.listener);
        this.server = builder.customizer
                .apply(configuration)
                .build()
                .start(new AssemblyOptions(
                        builder.judges, builder.lookInterval, builder.nanoTime, builder.front, builder.watchInterval));
    }

    static Builder in(Path folder) {
        return new Builder(folder);
    }

    int port() {
        return server.uris().get(0).getPort();
    }

    RunningServer server() {
        return server;
    }

    RawTlsClient client(TestCertificate user) {
        return RawTlsClient.to(
                port(), ClientTls.trusting(identity.certificate()).presenting(user));
    }

    RawTlsClient anonymous() {
        return RawTlsClient.to(port(), ClientTls.trusting(identity.certificate()));
    }

    /** Sends one event to every subscriber of {@code newHeads}. */
    void publish(Object head) {
        subscribers.forEach(subscriber -> subscriber.send(head));
    }

    /** The name under which a client is installed. */
    static String entryName(TestCertificate user) {
        return SubjectHash.of(user.certificate()) + ".0";
    }

    void revoke(TestCertificate user) {
        try {
            Files.delete(clients.resolve(entryName(user)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        awaitTokenUses();
    }

    /** Last uses of tokens are written on a thread that no server waits for, into a folder that is deleted next. One whose file hangs is waited for in vain. */
    private static void awaitTokenUses() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (isWritingTokenUses() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** Its thread stays for a moment to be given more. */
    private static boolean isWritingTokenUses() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals("secure-rpc-token-uses"))
                .anyMatch(each -> Arrays.stream(each.getValue())
                        .noneMatch(frame -> frame.getMethodName().equals("getTask")));
    }

    private RpcService service() {
        return TestService.builder()
                .method("block_count", Permission.PUBLIC, call -> new Counts(1000, 0))
                .method("echo", Permission.PUBLIC, call -> call.params().string("text"))
                .method("wallet_create", Permission.CONTROL, call -> Map.of("wallet", walletsCreated.incrementAndGet()))
                .subscription("newHeads", Permission.PUBLIC, subscriber -> {
                    subscribers.add(subscriber);
                    return () -> subscribers.remove(subscriber);
                })
                .build();
    }

    /** A record, because its members keep their order. */
    record Counts(int count, int unchecked) {}

    static final class Builder {
        private final Path folder;
        private final Path clients;
        private final TestCertificate identity = TestCertificate.named("www.example.com")
                .san("www.example.com", "127.0.0.1")
                .selfSigned();
        private TlsPolicy policy = TlsPolicy.intermediate();
        private Function<ClientTrust, ClientAuthentication> authentication = ClientAuthentication::require;
        private RpcService service;
        private Grants grants = Grants.none();
        private Limits limits = Limits.defaults();
        /** Many tests leave peers that never read and handlers that never end. */
        private Duration stopTimeout = Duration.ofSeconds(1);

        private UnaryOperator<Listener.Tls> listenerChange = listener -> listener;
        private UnaryOperator<SecureRpcServerBuilder> customizer = builder -> builder;
        private SecurityEventListener listener;
        private Function<LiveTrust, PeerJudge> judges = PeerJudge::of;
        private Duration lookInterval = LiveWatch.INTERVAL;
        private LongSupplier nanoTime = System::nanoTime;
        private UnaryOperator<Handler> front = UnaryOperator.identity();
        private Duration watchInterval = ConnectionWatchdog.PERIOD;

        private Builder(Path folder) {
            this.folder = folder;
            this.clients = folder.resolve("clients");
            try {
                if (!Files.isDirectory(clients)) { // it may be a link to one
                    Files.createDirectories(clients);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Builder install(TestCertificate user) {
            user.writeCertificate(clients.resolve(entryName(user)));
            return this;
        }

        Builder authentication(Function<ClientTrust, ClientAuthentication> mode) {
            authentication = mode;
            return this;
        }

        Builder policy(TlsPolicy value) {
            policy = value;
            return this;
        }

        /** In place of the few methods. */
        Builder service(RpcService value) {
            service = value;
            return this;
        }

        Builder grants(Grants value) {
            grants = value;
            return this;
        }

        Builder limits(Limits value) {
            limits = value;
            return this;
        }

        Builder stopTimeout(Duration value) {
            stopTimeout = value;
            return this;
        }

        Builder listener(UnaryOperator<Listener.Tls> change) {
            listenerChange = change;
            return this;
        }

        Builder customize(UnaryOperator<SecureRpcServerBuilder> value) {
            customizer = value;
            return this;
        }

        Builder eventListener(SecurityEventListener value) {
            listener = value;
            return this;
        }

        Builder judges(Function<LiveTrust, PeerJudge> value) {
            judges = value;
            return this;
        }

        /** What is before the front door. */
        Builder front(UnaryOperator<Handler> value) {
            front = value;
            return this;
        }

        /** How often what is counted is compared with what is there. */
        Builder watchInterval(Duration value) {
            watchInterval = value;
            return this;
        }

        /** By which files of credentials become too old to be believed, and requests are forgotten. */
        Builder nanoTime(LongSupplier value) {
            nanoTime = value;
            return this;
        }

        TestNode start() {
            return new TestNode(this);
        }

        IdentityFiles identityFiles() {
            Path certificate = folder.resolve("server.cert.pem");
            Path key = folder.resolve("server.key.pem");
            identity.writeCertificate(certificate);
            identity.writeKey(key);
            return IdentityFiles.pem(certificate, key, Passphrase.none());
        }

        ClientAuthentication authentication() {
            return authentication.apply(ClientTrust.installed(clients));
        }
    }
}
