package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustDecision.Trusted;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions end, though the JDK's own client goes on offering its tickets. */
class SessionLifetimeTest {
    private static final TestCertificate SERVER =
            TestCertificate.named("node.test").selfSigned();
    private static final ServerIdentities IDENTITIES =
            ServerIdentities.of(List.of(ServerIdentity.of(SERVER.chain(), SERVER.key())));
    private static final ClientAuthentication REQUIRE =
            ClientAuthentication.require(ClientTrust.installed(Path.of("clients")));

    private final AtomicInteger judged = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final SSLContext client = ClientTls.trusting(SERVER.certificate())
            .presenting(TestCertificate.named("rpc.user.1").selfSigned())
            .context();

    private TrustDecision judge(List<X509Certificate> chain) {
        judged.incrementAndGet();
        return new Trusted(
                "certificate:rpc.user.1",
                Fingerprint.of(chain.get(0)),
                chain.get(0).getNotAfter().toInstant());
    }

    /** Only a full handshake asks the judge. */
    private String handshake(SSLContext server, TlsVersion version) throws SSLException {
        int before = judged.get();
        SSLEngine clientEngine = client.createSSLEngine("node.test", 7076);
        clientEngine.setEnabledProtocols(new String[] {version.jsseName()});
        SSLEngine serverEngine = server.createSSLEngine();
        TlsPolicy.intermediate().applyTo(serverEngine, REQUIRE);
        EnginePair pair = new EnginePair(clientEngine, serverEngine).handshake();
        assertThat(pair.serverView()).isEqualTo("ok");
        assertThat(pair.clientView()).isEqualTo("ok");
        return judged.get() == before ? "resumed" : "full";
    }

    private SSLContext serverWithClock(Duration lifetime) throws Exception {
        return new ShortSessionContext(
                new IdentityKeyManager(() -> IDENTITIES),
                new JudgingTrustManager(Optional.of(this::judge)),
                lifetime,
                nanos::get);
    }

    @ParameterizedTest
    @EnumSource
    void endsASessionWithItsLifetime(TlsVersion version) throws Exception {
        SSLContext server = serverWithClock(Duration.ofMinutes(10));

        assertThat(handshake(server, version)).isEqualTo("full");
        assertThat(handshake(server, version)).isEqualTo("resumed");
        nanos.addAndGet(Duration.ofMinutes(10).toNanos() - 1);
        assertThat(handshake(server, version)).isEqualTo("resumed");
        nanos.addAndGet(1);
        assertThat(handshake(server, version)).isEqualTo("full");
        assertThat(handshake(server, version)).isEqualTo("resumed");
    }

    @ParameterizedTest
    @EnumSource
    void resumingDoesNotProlongASession(TlsVersion version) throws Exception {
        SSLContext server = serverWithClock(Duration.ofMinutes(10));
        assertThat(handshake(server, version)).isEqualTo("full");
        for (int minute = 1; minute < 10; minute++) {
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            assertThat(handshake(server, version)).isEqualTo("resumed");
        }

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(handshake(server, version)).isEqualTo("full");
    }

    @ParameterizedTest
    @EnumSource
    void resumesNothingOlderThanThePolicySaysByTheRealClock(TlsVersion version) throws Exception {
        Duration lifetime = Duration.ofSeconds(1);
        SSLContext server = ServerTls.context(
                TlsPolicy.builder().sessionLifetime(lifetime).build(), () -> IDENTITIES, Optional.of(this::judge));
        assertThat(handshake(server, version)).isEqualTo("full");
        long established = System.nanoTime();

        await().until(() -> System.nanoTime() - established > lifetime.toNanos());

        assertThat(handshake(server, version)).isEqualTo("full");
    }

    @Test
    void tellsClientsTheLifetime() throws Exception {
        assertThat(serverWithClock(Duration.ofMinutes(10))
                        .getServerSessionContext()
                        .getSessionTimeout())
                .isEqualTo(600);
    }

    @Test
    void makesEnginesOnly() throws Exception {
        SSLContext server = serverWithClock(Duration.ofMinutes(10));

        assertThatThrownBy(server::getServerSocketFactory)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("tls: sockets of this context (expected: engines)");
        assertThatThrownBy(server::getSocketFactory)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("tls: sockets of this context (expected: engines)");
        assertThatThrownBy(() -> server.init(null, null, null))
                .isInstanceOf(KeyManagementException.class)
                .hasMessage("tls: context made already (expected: no second init)");
        assertThat(server.getProtocol()).isEqualTo("TLS");
    }
}
