package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Whose order of suites decides, and whom the suites with finite fields let in. */
class NegotiatedSuiteTest {
    private static final TestCertificate SERVER =
            TestCertificate.named("node.test").rsa(2048).selfSigned();
    private static final SSLContext CONTEXT = ServerTls.context(
            TlsPolicy.compatible(),
            () -> ServerIdentities.of(List.of(ServerIdentity.of(SERVER.chain(), SERVER.key()))),
            Optional.empty());
    /** How the primes of RFC 7919 begin, after 64 ones. */
    private static final String RFC_7919 = "ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1";

    private static SSLEngine serverEngine(TlsPolicy policy) {
        SSLEngine engine = CONTEXT.createSSLEngine();
        policy.applyTo(engine, ClientAuthentication.none());
        return engine;
    }

    private static EnginePair connect(TlsPolicy policy, String version, String... clients) throws SSLException {
        SSLEngine client = ClientTls.trusting(SERVER.certificate()).context().createSSLEngine("node.test", 7076);
        client.setEnabledProtocols(new String[] {version});
        client.setEnabledCipherSuites(clients);
        return new EnginePair(client, serverEngine(policy)).handshake();
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    })
    void theServersOrderDecidesUnlessTheClientsIsPreferred(String version, String first, String second)
            throws Exception {
        TlsPolicy servers = TlsPolicy.intermediate();
        TlsPolicy clients = servers.toBuilder().clientPreference().build();

        assertThat(connect(servers, version, first, second)
                        .server()
                        .getSession()
                        .getCipherSuite())
                .isEqualTo(second);
        assertThat(connect(clients, version, first, second)
                        .server()
                        .getSession()
                        .getCipherSuite())
                .isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = "TLS_DHE_.*")
    void onlyCompatibleLetsInAClientWithoutEllipticCurves(CipherSuite suite) throws Exception {
        EnginePair admitted = connect(TlsPolicy.compatible(), "TLSv1.2", suite.ianaName());
        EnginePair refused = connect(TlsPolicy.intermediate(), "TLSv1.2", suite.ianaName());

        assertThat(admitted.serverView()).isEqualTo("ok");
        assertThat(admitted.clientView()).isEqualTo("ok");
        assertThat(admitted.client().getSession().getCipherSuite()).isEqualTo(suite.ianaName());
        assertThat(refused.serverView()).isEqualTo("no cipher suites in common");
        assertThat(refused.clientView()).isEqualTo("Received fatal alert: handshake_failure");
    }

    @Test
    void prefersEllipticCurvesToFiniteFieldsHoweverTheClientOrdersThem() throws Exception {
        assertThat(connect(
                                TlsPolicy.compatible(),
                                "TLSv1.2",
                                "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
                                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")
                        .server()
                        .getSession()
                        .getCipherSuite())
                .isEqualTo("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"
    })
    void evenCompatibleHasNoCbc(String suite) throws Exception {
        EnginePair pair = connect(TlsPolicy.compatible(), "TLSv1.2", suite);

        assertThat(pair.serverView()).isEqualTo("no cipher suites in common");
        assertThat(pair.clientView()).isEqualTo("Received fatal alert: handshake_failure");
    }

    @Test
    void finiteFieldsAreThoseOfRfc7919() throws Exception {
        // Without the extension, as a client of 2012 sends it, and with one that names ffdhe3072.
        assertThat(answerToDheClient("")).containsPattern("(0100|0180)" + RFC_7919);
        assertThat(answerToDheClient("000a" + "0004" + "0002" + "0101")).contains("0180" + RFC_7919);
    }

    /** What the server says to a client that has TLS 1.2 and DHE-RSA-AES128-GCM-SHA256 alone. */
    private static String answerToDheClient(String groups) throws Exception {
        String algorithms = "000d" + "0006" + "0004" + "0804" + "0401";
        String extensions = groups + algorithms + "ff01" + "0001" + "00";
        String hello = "0303" + "5a".repeat(32) + "00" + "0002" + "009e" + "0100"
                + "%04x".formatted(extensions.length() / 2) + extensions;
        String message = "01" + "%06x".formatted(hello.length() / 2) + hello;
        byte[] record = HexFormat.of().parseHex("160301" + "%04x".formatted(message.length() / 2) + message);
        SSLEngine engine = serverEngine(TlsPolicy.compatible());
        ByteBuffer answer = ByteBuffer.allocate(1 << 16);
        engine.unwrap(ByteBuffer.wrap(record), ByteBuffer.allocate(1 << 16));
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), answer);
        }
        return HexFormat.of().formatHex(answer.array(), 0, answer.position());
    }
}
