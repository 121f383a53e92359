package io.securerpc.jetty;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.CertificateSeries;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.LiveTrust;
import io.securerpc.trust.ManyInstalled;
import io.securerpc.trust.TrustDecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to ask whether a client is trusted: at its handshake, and at each request of its open connection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrustCosts {
    /** As many clients take turns, whatever the number installed, so that the processor's caches decide nothing. */
    private static final int ASKED = 10;

    /** How many certificates are installed. */
    @Param({"10", "1000", "100000"})
    int installed;

    private final List<List<X509Certificate>> chains = new ArrayList<>();
    private Path work;
    private RunningServer server;
    private LiveTrust trust;
    private RawConnection client;
    private ClientConnection connection;
    private int turn;

    /** Starts a server that trusts so many, and connects one of them. */
    @Setup
    public void start() throws Exception {
        work = Files.createTempDirectory("trust-costs");
        Path clients = work.resolve("clients");
        CertificateSeries series = CertificateSeries.begin();
        ManyInstalled.in(clients, series, installed);
        for (int i = 0; i < ASKED; i++) {
            chains.add(List.of(series.certificate(i * (installed / ASKED))));
        }
        TestCertificate user = TestCertificate.named("connected").selfSigned();
        user.writeCertificate(clients.resolve(SubjectHash.of(user.certificate()).fileName(0)));
        TestCertificate identity = TestCertificate.named("localhost").san("127.0.0.1").selfSigned();
        Path key = identity.writeKey(work.resolve("key.pem"));
        server = SecureRpcServer.builder()
                .service(RpcService.builder().build())
                .addListener(Listener.tls(
                        "127.0.0.1",
                        0,
                        IdentityFiles.pem(identity.writeCertificate(work.resolve("certificate.pem")), key, Passphrase.none()),
                        TlsPolicy.intermediate(),
                        ClientAuthentication.require(ClientTrust.installed(clients))))
                .build()
                .start();
        BoundListener listener = server.listeners().get(0);
        trust = listener.trust().orElseThrow();
        client = RawTlsClient.to(
                        server.uris().get(0).getPort(), ClientTls.trusting(identity.certificate()).presenting(user))
                .versions("TLSv1.2")
                .connect();
        // Whoever has an answer has been judged.
        client.post("{}");
        connection = (ClientConnection)
                List.copyOf(listener.connector().getConnectedEndPoints()).get(0).getConnection();
        if (!(connection.verdict() instanceof PeerVerdict.Certificate) || !chains.stream().allMatch(this::trusted)) {
            throw new IllegalStateException("who is installed is not trusted");
        }
        // What the watcher allocates beside would count as the request's: "trust directory" measures it.
        trust.close();
    }

    private boolean trusted(List<X509Certificate> chain) {
        return trust.judge(chain) instanceof TrustDecision.Trusted;
    }

    /** The decision at a handshake. */
    @Benchmark
    public TrustDecision handshake() {
        turn = turn == ASKED - 1 ? 0 : turn + 1;
        return trust.judge(chains.get(turn));
    }

    /** The check at each request. */
    @Benchmark
    public PeerVerdict request() {
        return connection.verdict();
    }

    /** Stops the server and removes its files. */
    @TearDown
    public void stop() throws IOException {
        client.close();
        server.close();
        try (var files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
