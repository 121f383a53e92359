package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import io.securerpc.trust.TrustDecision.Trusted;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both peers' view of handshakes, in memory. */
class ServerTlsTest {
    private static final TestCertificate SERVER =
            TestCertificate.named("node.test").san("node.test").selfSigned();
    private static final ServerIdentity IDENTITY = identity(SERVER);
    private static final ServerIdentities IDENTITIES = ServerIdentities.of(List.of(IDENTITY));
    private static final ClientTrust ANY_FOLDER = ClientTrust.installed(Path.of("clients"));
    private static final ClientAuthentication REQUIRE = ClientAuthentication.require(ANY_FOLDER);
    private static final ClientAuthentication REQUEST = ClientAuthentication.request(ANY_FOLDER);

    private final TestCertificate user =
            TestCertificate.named("rpc.user.1").ca(true).selfSigned();
    private final AtomicInteger judged = new AtomicInteger();
    private volatile boolean revoked;

    private static ServerIdentity identity(TestCertificate certificate) {
        return ServerIdentity.of(certificate.chain(), certificate.key());
    }

    /** Trusts the one user, by bytes. */
    private TrustDecision judge(List<X509Certificate> chain) {
        judged.incrementAndGet();
        return !revoked && chain.get(0).equals(user.certificate())
                ? new Trusted(
                        "certificate:rpc.user.1",
                        Fingerprint.of(chain.get(0)),
                        user.certificate().getNotAfter().toInstant())
                : new Distrusted(Reason.NOT_INSTALLED, "secret path /etc/clients");
    }

    private SSLContext serverContext() {
        return ServerTls.context(TlsPolicy.intermediate(), () -> IDENTITIES, Optional.of(this::judge));
    }

    private static EnginePair connect(
            SSLContext client, SSLContext server, ClientAuthentication authentication, TlsVersion version)
            throws SSLException {
        SSLEngine clientEngine = client.createSSLEngine("node.test", 7076);
        clientEngine.setEnabledProtocols(new String[] {version.jsseName()});
        SSLEngine serverEngine = server.createSSLEngine();
        TlsPolicy.intermediate().applyTo(serverEngine, authentication);
        return new EnginePair(clientEngine, serverEngine).handshake();
    }

    private void assertRefused(ClientTls client, ClientAuthentication authentication, TlsVersion version)
            throws SSLException {
        EnginePair pair = connect(client.context(), serverContext(), authentication, version);

        assertThat(pair.serverView()).isEqualTo("client certificate refused: NOT_INSTALLED");
        assertThat(pair.clientView()).isEqualTo("Received fatal alert: certificate_unknown");
    }

    @ParameterizedTest
    @EnumSource
    void admitsTheTrustedUser(TlsVersion version) throws Exception {
        ClientTls client = ClientTls.trusting(SERVER.certificate()).presenting(user);
        for (ClientAuthentication authentication : List.of(REQUIRE, REQUEST)) {
            EnginePair pair = connect(client.fresh().context(), serverContext(), authentication, version);

            assertThat(pair.serverView()).isEqualTo("ok");
            assertThat(pair.clientView()).isEqualTo("ok");
            assertThat(pair.server().getSession().getProtocol()).isEqualTo(version.jsseName());
            assertThat(PeerJudgement.of(pair.server().getSession(), this::judge))
                    .get()
                    .isInstanceOf(Trusted.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhoeverHasNoCertificateWhereOneIsRequired(TlsVersion version) throws Exception {
        EnginePair pair = connect(ClientTls.trustingAnything().context(), serverContext(), REQUIRE, version);

        assertThat(pair.serverView()).isEqualTo("Empty client certificate chain");
        assertThat(pair.clientView())
                .isIn(
                        "Received fatal alert: bad_certificate",
                        "Received fatal alert: certificate_required",
                        "Received fatal alert: handshake_failure");
        assertThat(judged).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void admitsWhoeverHasNoCertificateWhereOneIsRequested(TlsVersion version) throws Exception {
        EnginePair pair = connect(ClientTls.trustingAnything().context(), serverContext(), REQUEST, version);

        assertThat(pair.serverView()).isEqualTo("ok");
        assertThat(pair.clientView()).isEqualTo("ok");
        assertThat(PeerJudgement.of(pair.server().getSession(), this::judge)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesStrangersInBothModes(TlsVersion version) throws Exception {
        ClientTls stranger = ClientTls.trustingAnything()
                .presenting(TestCertificate.named("rpc.user.1").selfSigned());

        assertRefused(stranger, REQUIRE, version);
        assertRefused(stranger.fresh(), REQUEST, version);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAttackersLeafWithAttackersOwnRoot(TlsVersion version) throws Exception {
        TestCertificate root = TestCertificate.named("rpc.user.1").ca(true).selfSigned();
        TestCertificate leaf = TestCertificate.named("rpc.user.1").issuedBy(root);

        assertRefused(ClientTls.trustingAnything().presenting(leaf), REQUIRE, version);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatAnInstalledUserMinted(TlsVersion version) throws Exception {
        TestCertificate minted = TestCertificate.named("rpc.user.2").issuedBy(user);

        assertThat(minted.chain()).hasSize(2);
        assertRefused(ClientTls.trustingAnything().presenting(minted), REQUIRE, version);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAStolenCertificateWithoutItsKey(TlsVersion version) throws Exception {
        TestCertificate thief = TestCertificate.named("thief").selfSigned();
        ClientTls client = ClientTls.trustingAnything().presenting(thief.key(), user.certificate());

        EnginePair pair = connect(client.context(), serverContext(), REQUIRE, version);

        assertThat(pair.serverView()).isNotEqualTo("ok");
        assertThat(pair.clientView()).startsWith("Received fatal alert:");
    }

    @ParameterizedTest
    @EnumSource
    void resumptionAsksNoTrustManagerSoTheSessionMustBeJudged(TlsVersion version) throws Exception {
        SSLContext client = ClientTls.trustingAnything().presenting(user).context();
        SSLContext server = serverContext();
        assertThat(connect(client, server, REQUIRE, version).serverView()).isEqualTo("ok");
        assertThat(judged).hasValue(1);

        revoked = true;
        EnginePair resumed = connect(client, server, REQUIRE, version);

        // JSSE lets the revoked client back in, without a question: this is the fact the second judgement exists for.
        assertThat(resumed.serverView()).isEqualTo("ok");
        assertThat(judged).hasValue(1);
        assertThat(PeerJudgement.of(resumed.server().getSession(), this::judge))
                .contains(new Distrusted(Reason.NOT_INSTALLED, "secret path /etc/clients"));
        // And a full handshake is refused at once.
        assertRefused(ClientTls.trustingAnything().presenting(user), REQUIRE, version);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhenTheJudgeFailsHoweverItFails(TlsVersion version) throws Exception {
        List<Function<List<X509Certificate>, TrustDecision>> judges = List.of(
                chain -> {
                    throw new IllegalStateException("injected");
                },
                chain -> {
                    throw new StackOverflowError("injected");
                },
                chain -> {
                    throw new NoClassDefFoundError("injected");
                },
                chain -> ServerTlsTest.<RuntimeException, TrustDecision>sneak(new Exception("injected")),
                chain -> null);
        for (Function<List<X509Certificate>, TrustDecision> judge : judges) {
            EnginePair pair = connect(
                    ClientTls.trustingAnything().presenting(user).context(),
                    ServerTls.context(TlsPolicy.intermediate(), () -> IDENTITIES, Optional.of(judge)),
                    REQUEST,
                    version);

            assertThat(pair.serverView()).isEqualTo("client certificate refused: CHECK_FAILED");
            assertThat(pair.clientView()).isEqualTo("Received fatal alert: certificate_unknown");
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception, T> T sneak(Exception e) throws E {
        throw (E) e;
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryCertificateWithoutAJudge(TlsVersion version) throws Exception {
        EnginePair pair = connect(
                ClientTls.trustingAnything().presenting(user).context(),
                ServerTls.context(TlsPolicy.intermediate(), () -> IDENTITIES, Optional.empty()),
                REQUEST,
                version);

        assertThat(pair.serverView()).isEqualTo("client certificate refused: none is acceptable here");
    }

    @ParameterizedTest
    @EnumSource
    void servesTheIdentityOfTheMomentToEachHandshake(TlsVersion version) throws Exception {
        TestCertificate rsa = TestCertificate.named("node.test").rsa(2048).selfSigned();
        AtomicReference<ServerIdentity> current = new AtomicReference<>(IDENTITY);
        SSLContext server = ServerTls.context(
                TlsPolicy.intermediate(), () -> ServerIdentities.of(List.of(current.get())), Optional.empty());

        EnginePair first = connect(
                ClientTls.trusting(SERVER.certificate()).context(), server, ClientAuthentication.none(), version);
        current.set(identity(rsa));
        EnginePair second =
                connect(ClientTls.trusting(rsa.certificate()).context(), server, ClientAuthentication.none(), version);

        assertThat(first.client().getSession().getPeerCertificates()).containsExactly(SERVER.certificate());
        assertThat(second.client().getSession().getPeerCertificates()).containsExactly(rsa.certificate());
    }

    @Test
    void refusesHandshakeWithoutIdentity() throws Exception {
        SSLContext server = ServerTls.context(
                TlsPolicy.intermediate(),
                () -> {
                    throw new IllegalStateException("injected");
                },
                Optional.empty());

        EnginePair pair = connect(
                ClientTls.trustingAnything().context(), server, ClientAuthentication.none(), TlsVersion.TLS_1_3);

        assertThat(pair.serverView()).isEqualTo("No available authentication scheme");
        assertThat(pair.clientView()).isEqualTo("Received fatal alert: handshake_failure");
    }

    @Test
    void judgesNoSessionThatIsNotFinished() throws Exception {
        SSLEngine engine = serverContext().createSSLEngine();

        assertThat(PeerJudgement.of(engine.getSession(), this::judge))
                .contains(new Distrusted(
                        Reason.CHECK_FAILED, "client certificate not checked: the handshake is not finished"));
    }

    @Test
    void boundsTheLifeOfASession() {
        assertThat(serverContext().getServerSessionContext().getSessionTimeout())
                .isEqualTo(3600);
    }
}
