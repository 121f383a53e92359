package io.securerpc.jetty;

import static io.securerpc.jetty.TlsRefusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client certificate is judged at the full handshake, at the resumed one, and while its connection is open. */
@Functional
class TrustDoorsIT {
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";

    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}";

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final TestCertificate user1 =
            TestCertificate.named("rpc.user.1").ca(true).selfSigned();

    private final TestCertificate user2 =
            TestCertificate.named("rpc.user.2").ca(true).selfSigned();

    private TestNode.Builder node() {
        return TestNode.in(folder).install(user1).install(user2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void answersWhoeverIsInstalled(String version) throws Exception {
        try (TestNode node = node().start();
                RawConnection connection = node.client(user1).versions(version).connect()) {
            assertThat(connection.tlsVersion()).isEqualTo(version);
            assertThat(connection.post(BLOCK_COUNT).body()).contains("\"count\": \"1000\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesWhoeverHasNoCertificate(String version) {
        try (TestNode node = node().start()) {
            assertRefused(node.anonymous().versions(version));
            await().untilAsserted(() ->
                    assertThat(node.events).anyMatch(event -> event.text().contains("no client certificate")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesACertificateThatIsNotInstalled(String version) {
        try (TestNode node = node().start()) {
            assertRefused(
                    node.client(TestCertificate.named("stranger").selfSigned()).versions(version));
            assertRefused(node.client(TestCertificate.named("rpc.user.1").selfSigned())
                    .versions(version));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesAnAttackersLeafSentWithTheAttackersOwnRoot(String version) {
        TestCertificate root = TestCertificate.named("attacker root").ca(true).selfSigned();
        TestCertificate leaf = TestCertificate.named("rpc.user.1").issuedBy(root);
        try (TestNode node = node().start()) {
            assertRefused(node.client(leaf).versions(version));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesACertificateMintedWithAnInstalledUsersKey(String version) {
        TestCertificate minted = TestCertificate.named("minted").issuedBy(user1);
        try (TestNode node = node().start()) {
            assertRefused(node.client(minted).versions(version));
        }
    }

    @Test
    void refusesAnInstalledCertificateWhoseKeyTheClientDoesNotHold() {
        TestCertificate thief = TestCertificate.named("thief").selfSigned();
        try (TestNode node = node().start()) {
            ClientTls stolen =
                    ClientTls.trusting(node.identity.certificate()).presenting(thief.key(), user1.certificate());
            assertRefused(RawTlsClient.to(node.port(), stolen));
        }
    }

    @Test
    void requestModeServesNobodyWithoutACallerAndRefusesStrangersInTls() throws Exception {
        try (TestNode node =
                node().authentication(ClientAuthentication::request).start()) {
            try (RawConnection connection = node.anonymous().connect()) {
                assertThat(connection.post(BLOCK_COUNT).status()).isEqualTo(403);
            }
            assertRefused(node.client(TestCertificate.named("stranger").selfSigned()));
            try (RawConnection connection = node.client(user1).connect()) {
                assertThat(connection.post(BLOCK_COUNT).status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumesBeforeRevocationAndRefusesResumptionAfterIt(String version) throws Exception {
        try (TestNode node = node().start()) {
            RawTlsClient client = node.client(user1).versions(version);
            try (RawConnection full = client.connect()) {
                assertThat(full.post(BLOCK_COUNT).status()).isEqualTo(200);
                assertThat(full.resumed()).isFalse();
            }
            try (RawConnection again = client.connect()) {
                assertThat(again.resumed()).as("resumption works before").isTrue();
                assertThat(again.post(BLOCK_COUNT).status()).isEqualTo(200);
            }
            node.revoke(user1);
            FairTime.assertWithin(TWO_SECONDS, () -> assertRefused(client));
            // The first may have been admitted just before, and cut.
            assertRefused(client);
            FairTime.assertWithin(
                    TWO_SECONDS, () -> assertThat(node.events).anyMatch(SecurityEvent.ClientRefused.class::isInstance));
        }
    }

    @Test
    void cutsEveryOpenConnectionOfTheRevokedClientAndNobodyElses() throws Exception {
        try (TestNode node = node().start();
                RawConnection http1 = node.client(user1).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(user1).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(user1).connect());
                RawConnection otherHttp1 = node.client(user2).connect();
                RawHttp2 otherHttp2 =
                        RawHttp2.open(node.client(user2).alpn("h2").connect());
                RawWebSocket otherWebSocket =
                        RawWebSocket.open(node.client(user2).connect())) {
            assertThat(http1.post(BLOCK_COUNT).status()).isEqualTo(200);
            assertThat(http2.post(BLOCK_COUNT)).contains("1000");
            assertThat(webSocket.ask(BLOCK_COUNT)).contains("1000");
            otherWebSocket.ask(SUBSCRIBE);
            node.publish("before");

            node.revoke(user1);

            assertThat(webSocket.readClose().closeCode()).isEqualTo(1008);
            assertThat(http1.endsWithin(TWO_SECONDS)).isTrue();
            assertThat(http2.connection().endsWithin(TWO_SECONDS)).isTrue();
            node.publish("after");
            assertThat(otherWebSocket.readText()).contains("before");
            assertThat(otherWebSocket.readText()).contains("after");
            assertThat(otherHttp1.post(BLOCK_COUNT).status()).isEqualTo(200);
            assertThat(otherHttp2.post(BLOCK_COUNT)).contains("1000");
            // A peer may see its end before the operator is told of it.
            FairTime.assertWithin(
                    TWO_SECONDS,
                    () -> assertThat(node.events.callersCut())
                            .containsExactly(
                                    "certificate:rpc.user.1", "certificate:rpc.user.1", "certificate:rpc.user.1"));
        }
    }

    @Test
    void cutsAPeerThatReadsNothingWhileEventsAreSentToIt() throws Exception {
        try (TestNode node = node().start();
                RawWebSocket deaf =
                        RawWebSocket.open(node.client(user1).receiveBuffer(4096).connect())) {
            deaf.ask(SUBSCRIBE);
            assertThat(deaf.ask(BLOCK_COUNT)).contains("1000");
            AtomicBoolean more = new AtomicBoolean(true);
            Thread publisher = new Thread(() -> {
                for (int i = 0; i < 200_000 && more.get() && !node.subscribers.isEmpty(); i++) {
                    node.publish("x".repeat(64));
                    Thread.onSpinWait();
                }
            });
            publisher.start();
            node.revoke(user1);
            FairTime.assertWithin(
                    Duration.ofSeconds(3),
                    () -> assertThat(node.server().tlsConnections()).isZero());
            more.set(false);
            publisher.join(TimeUnit.SECONDS.toMillis(10));
            await().until(node.subscribers::isEmpty);
        }
    }

    /** A folder on a network that hangs publishes no new snapshot and calls nobody: verdicts must still be asked for again. */
    @Test
    void cutsAQuietConnectionOfWhomTheJudgeDistrustsUnderAnUnchangedSnapshot() throws Exception {
        AtomicBoolean distrusted = new AtomicBoolean();
        try (TestNode node = node().judges(trust -> new TurningJudge(PeerJudge.of(trust), trust.current(), distrusted))
                        .start();
                RawConnection quiet = node.client(user1).connect();
                RawWebSocket webSocket = RawWebSocket.open(node.client(user1).connect())) {
            assertThat(quiet.post(BLOCK_COUNT).status()).isEqualTo(200);
            distrusted.set(true);
            assertThat(quiet.endsWithin(Duration.ofSeconds(10))).isTrue();
            assertThat(webSocket.readClose().closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void cutsEvenWhenTheEventListenerThrows() throws Exception {
        try (TestNode node = node().eventListener(event -> {
                    throw new IllegalStateException("injected");
                })
                .start()) {
            assertRefused(node.client(TestCertificate.named("stranger").selfSigned()));
            try (RawConnection http1 = node.client(user1).connect();
                    RawConnection second = node.client(user1).connect()) {
                assertThat(http1.post(BLOCK_COUNT).status()).isEqualTo(200);
                assertThat(second.post(BLOCK_COUNT).status()).isEqualTo(200);
                node.revoke(user1);
                assertThat(http1.endsWithin(Duration.ofSeconds(5))).isTrue();
                assertThat(second.endsWithin(Duration.ofSeconds(5))).isTrue();
            }
        }
    }

    @Test
    void aJudgeThatFailsRefuses() {
        try (TestNode node =
                node().judges(trust -> new FailingJudge(PeerJudge.of(trust), 1)).start()) {
            assertRefused(node.client(user1));
            await().untilAsserted(() -> assertThat(node.events).isNotEmpty());
        }
    }

    /** The trust manager passes, and what runs after the handshake fails: Jetty would go on with the connection. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aJudgeThatFailsAfterTheHandshakeRefuses(String version) {
        try (TestNode node =
                node().judges(trust -> new FailingJudge(PeerJudge.of(trust), 2)).start()) {
            assertRefused(node.client(user1).versions(version));
        }
    }

    @Test
    void aRevocationBetweenTheHandshakeAndItsJudgementCutsToo() throws Exception {
        AtomicReference<HeldJudge> judge = new AtomicReference<>();
        try (TestNode node = node().judges(live -> {
                    judge.set(new HeldJudge(live));
                    judge.get().hold(user1);
                    return judge.get();
                })
                .start()) {
            Thread revoker = new Thread(() -> {
                await().until(() -> judge.get().isHeld());
                node.revoke(user1);
                FairTime.assertWithin(
                        Duration.ofSeconds(5),
                        () -> assertThat(judge.get().trust.judge(user1.chain()))
                                .isInstanceOf(TrustDecision.Distrusted.class));
                judge.get().release();
            });
            revoker.start();
            try (RawConnection connection =
                    node.client(user1).versions("TLSv1.2").connect()) {
                assertThat(connection.post(BLOCK_COUNT).status()).isEqualTo(403);
            } catch (IOException cutAlready) {
                assertThat(judge.get().isReleased()).isTrue();
            }
            revoker.join(TimeUnit.SECONDS.toMillis(20));
            FairTime.assertWithin(
                    Duration.ofSeconds(3),
                    () -> assertThat(node.server().tlsConnections()).isZero());
        }
    }

    @Test
    void serverStillServesAfterAClientThatPausedAfterItsHandshake() throws Exception {
        try (TestNode node = node().start();
                RawConnection paused = node.client(user1).connect()) {
            await().pollDelay(Duration.ofMillis(300)).until(() -> node.server().tlsConnections() == 1);
            assertThat(paused.post(BLOCK_COUNT).status()).isEqualTo(200);
        }
    }

    /** Always of the same snapshot, and of another opinion from some moment on. */
    private record TurningJudge(PeerJudge judge, TrustSnapshot snapshot, AtomicBoolean distrusted)
            implements PeerJudge {
        @Override
        public TrustDecision judge(List<X509Certificate> chain) {
            return judgeOpen(chain);
        }

        @Override
        public TrustDecision judgeOpen(List<X509Certificate> chain) {
            return distrusted.get()
                    ? new TrustDecision.Distrusted(TrustDecision.Reason.DIRECTORY_UNAVAILABLE, "not looked at")
                    : judge.judge(chain);
        }
    }

    /** Judges well until the given call, and throws from then on. */
    private static final class FailingJudge implements PeerJudge {
        private final PeerJudge judge;
        private final int failsFrom;
        private int calls;

        FailingJudge(PeerJudge judge, int failsFrom) {
            this.judge = judge;
            this.failsFrom = failsFrom;
        }

        @Override
        public TrustSnapshot snapshot() {
            return judge.snapshot();
        }

        @Override
        public synchronized TrustDecision judge(List<X509Certificate> chain) {
            if (++calls >= failsFrom) {
                throw new IllegalStateException("injected");
            }
            return judge.judge(chain);
        }

        @Override
        public TrustDecision judgeOpen(List<X509Certificate> chain) {
            return judge.judgeOpen(chain);
        }
    }
}
