package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.securerpc.certificate.CertificateFileException;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.reload.LiveStatus;
import io.securerpc.reload.LiveWatch;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are replaced while a server runs, looked at as often as in production. */
class RenewalIT {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final String PONG = "{\"jsonrpc\":\"2.0\",\"result\":\"pong\",\"id\":1}";
    private static final Instant BEGIN =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(10));

    @TempDir
    Path folder;

    @Test
    void servesNewHandshakesTheNewCertificateWithinTwoSecondsAndKeepsOpenConnections() throws Exception {
        TestCertificate before = certificate(0, "www.example.com", "127.0.0.1");
        try (RenewalNode node = start(files("server", before));
                RawConnection keptAlive = client(node).connect();
                RawWebSocket webSocket = RawWebSocket.open(client(node).connect())) {
            assertThat(keptAlive.post(PING).body()).isEqualTo(PONG);
            List<Duration> took = new ArrayList<>();
            for (int day = 1; day <= 3; day++) {
                TestCertificate after = certificate(day, "www.example.com", "127.0.0.1");
                write("server", after);
                FairTime written = FairTime.start();
                await().pollInterval(Duration.ofMillis(20))
                        .until(() -> shown(node).equals(after.certificate()));
                took.add(written.elapsed());
            }
            // One of three may have met a moment when the machine was busy otherwise.
            assertThat(took.stream().sorted().toList().get(1)).isLessThan(Duration.ofSeconds(2));
            assertThat(keptAlive.post(PING).body()).isEqualTo(PONG);
            assertThat(webSocket.ask(PING)).isEqualTo(PONG);
            assertThat(((SSLSocket) keptAlive.socket()).getSession().getPeerCertificates()[0])
                    .isEqualTo(before.certificate());
        }
    }

    @Test
    void servesOnWhileAFileIsTornAndSaysWhy() throws Exception {
        TestCertificate certificate = certificate(0, "www.example.com", "127.0.0.1");
        IdentityFiles files = files("server", certificate);
        try (RenewalNode node = start(files)) {
            String torn = certificate.certificatePem().substring(0, 100);
            // In one step: an empty file would be refused for another reason.
            Files.move(
                    Files.writeString(folder.resolve("torn.pem"), torn),
                    folder.resolve("server.cert.pem"),
                    StandardCopyOption.ATOMIC_MOVE);
            String reason = catchThrowable(files::load).getMessage();
            assertThat(reason).startsWith("certificate file '" + folder.resolve("server.cert.pem") + "': ");
            await().until(() ->
                    !node.events.texts(SecurityEvent.IdentityRejected.class).isEmpty());

            LiveStatus status = node.server().identityStatus().get(0);
            assertThat(status.failing()).isTrue();
            assertThat(status.subject()).isEqualTo(subject("server"));
            assertThat(status.lastFailure().orElseThrow().reason()).isEqualTo(reason);
            assertThat(node.events.texts(SecurityEvent.IdentityRejected.class))
                    .containsExactly(subject("server") + ": new files are not used: " + reason + "; still serves "
                            + facts(certificate) + "127.0.0.1, www.example.com");
            assertThat(shown(node)).isEqualTo(certificate.certificate());

            certificate.writeCertificate(folder.resolve("server.cert.pem"));
            await().until(() -> !node.server().identityStatus().get(0).failing());
            // It is told of right after the status says so.
            await().untilAsserted(() -> assertThat(node.events.texts(SecurityEvent.IdentityServed.class))
                    .containsExactly(
                            subject("server") + ": serves " + facts(certificate) + "127.0.0.1, www.example.com",
                            subject("server") + ": files are good again, serves " + facts(certificate)
                                    + "127.0.0.1, www.example.com"));
        }
    }

    @Test
    void takesTheHostNamesOfTheNewCertificateAndWarnsOfThoseThatAreLost() throws Exception {
        try (RenewalNode node = start(files("server", certificate(0, "old.example.com")));
                RawConnection connection = client(node).connect()) {
            assertThat(status(connection, "old.example.com")).isEqualTo(200);
            assertThat(status(connection, "new.example.com")).isEqualTo(403);
            TestCertificate after = certificate(1, "new.example.com");
            write("server", after);
            await().until(() -> shown(node).equals(after.certificate()));
            assertThat(status(connection, "new.example.com")).isEqualTo(200);
            assertThat(status(connection, "old.example.com")).isEqualTo(403);
            await().untilAsserted(() -> assertThat(node.events.texts(SecurityEvent.Warning.class))
                    .contains(subject("server") + ": new certificate: not for old.example.com "
                            + "(expected: every name that the one before was for)"));
            await().untilAsserted(() -> assertThat(node.events.texts(SecurityEvent.IdentityServed.class))
                    .contains(subject("server") + ": renewed, serves from now on " + facts(after) + "new.example.com"));
        }
    }

    @Test
    void renewsEachOfSeveralIdentitiesByItself() throws Exception {
        TestCertificate first = certificate(0, "a.example.com");
        TestCertificate second = certificate(0, "b.example.com");
        try (RenewalNode node = start(files("first", first), files("second", second))) {
            TestCertificate after = certificate(1, "b.example.com");
            write("second", after);
            await().until(() -> node.server().identities().get(1).leaf().equals(after.certificate()));
            assertThat(node.server().identities().get(0).leaf()).isEqualTo(first.certificate());
            assertThat(node.server().identityStatus())
                    .extracting(LiveStatus::subject, LiveStatus::successes)
                    .containsExactly(tuple(subject("first"), 1L), tuple(subject("second"), 2L));
        }
    }

    @Test
    void startsWithAllIdentitiesOrNotAtAll() throws Exception {
        IdentityFiles good = files("first", certificate(0, "a.example.com"));
        IdentityFiles bad = files("second", certificate(0, "b.example.com"));
        Files.writeString(folder.resolve("second.cert.pem"), "");
        assertThatThrownBy(() -> start(good, bad))
                .isInstanceOf(CertificateFileException.class)
                .hasMessageStartingWith("certificate file '" + folder.resolve("second.cert.pem") + "': ");
    }

    @Test
    void holdsBackAnOlderCertificateUnlessAskedFor() throws Exception {
        TestCertificate serving = certificate(1, "a.example.com");
        TestCertificate older = certificate(0, "a.example.com");
        try (RenewalNode node = new RenewalNode(
                LiveWatch.INTERVAL,
                List.of(
                        listener(files("strict", serving)),
                        listener(files("lax", serving)).withOlderCertificatesAllowed()))) {
            write("strict", older);
            write("lax", older);
            await().until(() -> node.server().identities().get(1).leaf().equals(older.certificate()));
            // Between the two files, the key is seen to be another's.
            await().untilAsserted(() -> assertThat(
                            node.server().identityStatus().get(0).lastFailure().map(LiveStatus.Failure::reason))
                    .contains("new certificate: valid from " + BEGIN + ", the serving one from "
                            + BEGIN.plus(Duration.ofDays(1))
                            + " (expected: not older, unless older certificates are allowed)"));
            await().until(() ->
                    !node.events.texts(SecurityEvent.IdentityRejected.class).isEmpty());
            assertThat(node.server().identities().get(0).leaf()).isEqualTo(serving.certificate());
        }
    }

    @Test
    void servesOnLoudlyWhatExpiresAndTakesWhateverIsValidThen() throws Exception {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(6);
        TestCertificate ending = builder(1, "a.example.com").notAfter(end).selfSigned();
        try (RenewalNode node = start(files("server", ending))) {
            assertThat(node.events(SecurityEvent.IdentityExpiresSoon.class, SecurityEvent.IdentityExpiresSoon::days))
                    .containsExactly(1);
            await().until(() ->
                    !node.events.texts(SecurityEvent.IdentityExpired.class).isEmpty());
            assertThat(node.events.texts(SecurityEvent.IdentityExpired.class))
                    .containsExactly(subject("server") + ": has expired and nothing better is there, serves "
                            + facts(ending) + "a.example.com");
            assertThat(Instant.now()).isAfter(end);
            assertThat(shown(node)).isEqualTo(ending.certificate());

            TestCertificate older = certificate(0, "a.example.com");
            write("server", older);
            await().until(() -> shown(node).equals(older.certificate()));
        }
    }

    @Test
    void looksAtNothingAnyMoreOnceClosed() throws Exception {
        TestCertificate serving = certificate(0, "a.example.com");
        RenewalNode node = new RenewalNode(RenewalNode.OFTEN, List.of(listener(files("server", serving))));
        node.close();
        // The look that is under way when the server is closed is not waited for there.
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("secure-rpc-reload")));
        Instant last = node.server().identityStatus().get(0).lastLook();
        write("server", certificate(1, "a.example.com"));
        assertThat(node.server().identityStatus().get(0).lastLook()).isEqualTo(last);
        assertThat(node.server().identities().get(0).leaf()).isEqualTo(serving.certificate());
    }

    private static TestCertificate certificate(int day, String... names) {
        return builder(day, names).selfSigned();
    }

    private static TestCertificateBuilder builder(int day, String... names) {
        return TestCertificate.named("server").san(names).notBefore(BEGIN.plus(Duration.ofDays(day)));
    }

    private IdentityFiles files(String name, TestCertificate certificate) {
        write(name, certificate);
        return IdentityFiles.pem(
                folder.resolve(name + ".cert.pem"), folder.resolve(name + ".key.pem"), Passphrase.none());
    }

    private void write(String name, TestCertificate certificate) {
        certificate.writeKey(folder.resolve(name + ".key.pem"));
        certificate.writeCertificate(folder.resolve(name + ".cert.pem"));
    }

    private static RenewalNode start(IdentityFiles first, IdentityFiles... more) {
        Listener.Tls listener = listener(first);
        for (IdentityFiles each : more) {
            listener = listener.withIdentity(each);
        }
        return new RenewalNode(LiveWatch.INTERVAL, List.of(listener));
    }

    private static Listener.Tls listener(IdentityFiles files) {
        return Listener.tls("127.0.0.1", 0, files, TlsPolicy.intermediate(), ClientAuthentication.none());
    }

    private static RawTlsClient client(RenewalNode node) {
        return RawTlsClient.to(node.port(0), ClientTls.trustingAnything());
    }

    private static X509Certificate shown(RenewalNode node) throws Exception {
        try (RawConnection connection = client(node).connect()) {
            return (X509Certificate)
                    ((SSLSocket) connection.socket()).getSession().getPeerCertificates()[0];
        }
    }

    private static int status(RawConnection connection, String host) throws Exception {
        connection.write(RawConnection.postRequest(host, PING, "Content-Type: application/json"));
        return connection.readResponse().status();
    }

    private String subject(String name) {
        return "identity '" + folder.resolve(name + ".cert.pem") + "'";
    }

    /** All that an event says before the names. */
    private static String facts(TestCertificate certificate) {
        X509Certificate leaf = certificate.certificate();
        return "until " + leaf.getNotAfter().toInstant() + ", SHA-256 " + Fingerprint.of(leaf) + ", for ";
    }
}
