package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ForgetfulEngine.Forgets;
import io.securerpc.trust.ClientTrust;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class TlsPolicyTest {
    private static final TestCertificate SERVER =
            TestCertificate.named("node.test").rsa(2048).selfSigned();
    private static final SSLContext CONTEXT = ServerTls.context(
            TlsPolicy.intermediate(),
            () -> ServerIdentities.of(List.of(ServerIdentity.of(SERVER.chain(), SERVER.key()))),
            Optional.empty());
    private static final ClientTrust FOLDER = ClientTrust.installed(Path.of("clients"));

    private static SSLEngine serverEngine(TlsPolicy policy, ClientAuthentication authentication) {
        SSLEngine engine = CONTEXT.createSSLEngine();
        policy.applyTo(engine, authentication);
        return engine;
    }

    @Test
    void modernIsExactlyThis() {
        assertThat(TlsPolicy.modern().versions()).containsExactly(TlsVersion.TLS_1_3);
        assertThat(TlsPolicy.modern().cipherSuites())
                .extracting(CipherSuite::ianaName)
                .containsExactly("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    }

    @Test
    void intermediateIsExactlyThis() {
        assertThat(TlsPolicy.intermediate().versions()).containsExactly(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2);
        assertThat(TlsPolicy.intermediate().cipherSuites())
                .extracting(CipherSuite::opensslName)
                .containsExactly(
                        "TLS_AES_128_GCM_SHA256",
                        "TLS_AES_256_GCM_SHA384",
                        "TLS_CHACHA20_POLY1305_SHA256",
                        "ECDHE-ECDSA-AES128-GCM-SHA256",
                        "ECDHE-RSA-AES128-GCM-SHA256",
                        "ECDHE-ECDSA-AES256-GCM-SHA384",
                        "ECDHE-RSA-AES256-GCM-SHA384",
                        "ECDHE-ECDSA-CHACHA20-POLY1305",
                        "ECDHE-RSA-CHACHA20-POLY1305");
    }

    @Test
    void compatibleIsIntermediateAndThenFiniteFields() {
        List<CipherSuite> finiteFields = List.of(
                CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
                CipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256);

        assertThat(TlsPolicy.compatible().versions())
                .isEqualTo(TlsPolicy.intermediate().versions());
        assertThat(TlsPolicy.compatible().cipherSuites())
                .isEqualTo(Stream.concat(TlsPolicy.intermediate().cipherSuites().stream(), finiteFields.stream())
                        .toList());
    }

    @Test
    void leavesGroupsAndSchemesToTheEngineAndDecidesItself() {
        for (TlsPolicy preset : List.of(TlsPolicy.modern(), TlsPolicy.intermediate(), TlsPolicy.compatible())) {
            assertThat(preset.groups()).isEmpty();
            assertThat(preset.signatureSchemes()).isEmpty();
            assertThat(preset.serverPreference()).isTrue();
            assertThat(preset.sessionLifetime()).isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    void isAValue() {
        assertThat(TlsPolicy.modern()).isEqualTo(TlsPolicy.modern()).hasSameHashCodeAs(TlsPolicy.modern());
        assertThat(TlsPolicy.modern()).isNotEqualTo(TlsPolicy.intermediate());
        assertThat(TlsPolicy.modern())
                .hasToString("TlsPolicy[TLS 1.3: TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384,"
                        + " TLS_CHACHA20_POLY1305_SHA256]");
    }

    @Test
    void isSupportedByTheRunningJdk() {
        assertThat(TlsPolicy.modern().unsupported()).isEmpty();
        assertThat(TlsPolicy.intermediate().unsupported()).isEmpty();
    }

    @Test
    void setsTheEngineExactly() {
        SSLEngine engine = serverEngine(TlsPolicy.intermediate(), ClientAuthentication.none());

        assertThat(engine.getUseClientMode()).isFalse();
        assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(engine.getEnabledCipherSuites())
                .containsExactly(Arrays.stream(CipherSuite.values())
                        .filter(suite -> !suite.name().startsWith("TLS_DHE_"))
                        .map(CipherSuite::name)
                        .toArray(String[]::new));
        assertThat(engine.getSSLParameters().getUseCipherSuitesOrder()).isTrue();
    }

    @Test
    void asksForCertificatesAsTold() {
        assertThat(asked(ClientAuthentication.none())).isEqualTo("want false need false");
        assertThat(asked(ClientAuthentication.request(FOLDER))).isEqualTo("want true need false");
        assertThat(asked(ClientAuthentication.require(FOLDER))).isEqualTo("want false need true");
    }

    private static String asked(ClientAuthentication authentication) {
        SSLEngine engine = CONTEXT.createSSLEngine();
        // Whatever was set before is gone.
        for (ClientAuthentication before :
                List.of(ClientAuthentication.require(FOLDER), ClientAuthentication.request(FOLDER))) {
            TlsPolicy.modern().applyTo(engine, before);
            TlsPolicy.modern().applyTo(engine, authentication);
        }
        return "want " + engine.getWantClientAuth() + " need " + engine.getNeedClientAuth();
    }

    @Test
    void refusesAnEngineThatLacksSomething() {
        SSLEngine poor = new PoorEngine();

        assertThatThrownBy(() -> TlsPolicy.modern().applyTo(poor, ClientAuthentication.none()))
                .isInstanceOf(UnsupportedTlsPolicyException.class)
                .hasMessage("tls policy: engine lacks TLSv1.3, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256"
                        + " (expected: everything the policy asks for)");
    }

    @Test
    void acceptsAForeignEngineThatKeepsEverything() {
        SSLEngine foreign = new ForgetfulEngine(Forgets.NOTHING);

        TlsPolicy.intermediate().applyTo(foreign, ClientAuthentication.require(FOLDER));

        assertThat(foreign.getNeedClientAuth()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NOTHING")
    void refusesAnEngineThatForgetsWhatWasSet(Forgets forgotten) {
        ClientAuthentication authentication = forgotten == Forgets.WISH_FOR_CERTIFICATES
                ? ClientAuthentication.request(FOLDER)
                : ClientAuthentication.require(FOLDER);

        assertThatThrownBy(() -> TlsPolicy.intermediate().applyTo(new ForgetfulEngine(forgotten), authentication))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tls engine: does not keep its settings (expected: " + TlsPolicy.intermediate() + ")");
    }

    @Test
    void refusesClientsThatOfferOnlyCbcSuites() throws Exception {
        SSLEngine client = ClientTls.trustingAnything().context().createSSLEngine("node.test", 7076);
        client.setEnabledProtocols(new String[] {"TLSv1.2"});
        client.setEnabledCipherSuites(new String[] {
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
        });

        EnginePair pair =
                new EnginePair(client, serverEngine(TlsPolicy.intermediate(), ClientAuthentication.none())).handshake();

        assertThat(pair.serverView()).isEqualTo("no cipher suites in common");
        assertThat(pair.clientView()).isEqualTo("Received fatal alert: handshake_failure");
    }

    @Test
    void modernRefusesTls12() throws Exception {
        SSLEngine client = ClientTls.trustingAnything().context().createSSLEngine("node.test", 7076);
        client.setEnabledProtocols(new String[] {"TLSv1.2"});

        EnginePair pair =
                new EnginePair(client, serverEngine(TlsPolicy.modern(), ClientAuthentication.none())).handshake();

        assertThat(pair.serverView())
                .isEqualTo("The client supported protocol versions [TLSv1.2] are not accepted by server preferences"
                        + " [TLSv1.3]");
        assertThat(pair.clientView()).isEqualTo("Received fatal alert: protocol_version");
    }

    @Test
    void refusesTls11AndAnswersTheSameHelloAsTls12() throws Exception {
        // Sent by hand: the JDK's own client refuses to offer TLS 1.1 at all.
        assertThat(answerTo("0302")).contains("TLSv1.1 is not enabled or supported");
        assertThat(answerTo("0301")).contains("TLSv1 is not enabled or supported");
        assertThat(answerTo("0303")).isEqualTo("answered");
    }

    private static String answerTo(String version) throws Exception {
        String suites = "0004" + "c02f" + "c013";
        String groups = "000a" + "0004" + "0002" + "0017";
        String points = "000b" + "0002" + "0100";
        String algorithms = "000d" + "0006" + "0004" + "0804" + "0401";
        String extensions = "001a" + groups + points + algorithms + "ff01" + "0001" + "00";
        extensions = "%04x".formatted((extensions.length() - 4) / 2) + extensions.substring(4);
        String hello = version + "5a".repeat(32) + "00" + suites + "0100" + extensions;
        String message = "01" + "%06x".formatted(hello.length() / 2) + hello;
        byte[] record = HexFormat.of().parseHex("160301" + "%04x".formatted(message.length() / 2) + message);
        SSLEngine engine = serverEngine(TlsPolicy.intermediate(), ClientAuthentication.none());
        try {
            engine.unwrap(ByteBuffer.wrap(record), ByteBuffer.allocate(1 << 16));
            engine.getDelegatedTask().run();
            ByteBuffer answer = ByteBuffer.allocate(1 << 16);
            engine.wrap(ByteBuffer.allocate(0), answer);
            return answer.get(0) == 22 && engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                    ? "answered"
                    : "alert";
        } catch (SSLException e) {
            return e.getMessage();
        }
    }
}
