package io.securerpc.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawTlsClientTest {
    private final TestCertificate identity = TestCertificate.named("server").selfSigned();
    private final BlockingQueue<List<X509Certificate>> presented = new LinkedBlockingQueue<>();
    private SSLServerSocket server;

    @BeforeEach
    void start() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", identity.key(), new char[0], new X509Certificate[] {identity.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Recorder()}, null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        server.setWantClientAuth(true);
        Thread thread = new Thread(this::serve, "test-server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tellsAResumedHandshakeFromAFullOne(String version) throws IOException {
        ClientTls tls = ClientTls.trusting(identity.certificate());
        assertThat(exchange(tls, version)).isEqualTo("full 200 ok");
        assertThat(exchange(tls, version)).isEqualTo("resumed 200 ok");
        assertThat(exchange(tls.fresh(), version)).isEqualTo("full 200 ok");
    }

    @Test
    void presentsExactlyWhatItWasGiven() throws Exception {
        TestCertificate root = TestCertificate.named("attacker root").ca(true).selfSigned();
        TestCertificate leaf = TestCertificate.named("attacker").rsa(2048).issuedBy(root);

        exchange(ClientTls.trustingAnything().presenting(leaf), "TLSv1.3");
        assertThat(presented.poll(20, TimeUnit.SECONDS)).containsExactly(leaf.certificate(), root.certificate());

        exchange(ClientTls.trustingAnything().presenting(leaf.key(), leaf.certificate()), "TLSv1.2");
        assertThat(presented.poll(20, TimeUnit.SECONDS)).containsExactly(leaf.certificate());
    }

    @Test
    void refusesAServerOtherThanTheOneItTrusts() {
        ClientTls tls =
                ClientTls.trusting(TestCertificate.named("other").selfSigned().certificate());

        assertThatThrownBy(() -> exchange(tls, "TLSv1.3"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("server certificate: CN=server (expected: CN=other)");
    }

    private String exchange(ClientTls tls, String version) throws IOException {
        try (RawConnection connection =
                RawTlsClient.to(server.getLocalPort(), tls).versions(version).connect()) {
            assertThat(connection.tlsVersion()).isEqualTo(version);
            RawResponse response = connection.post("{}");
            return (connection.resumed() ? "resumed " : "full ") + response.status() + " " + response.body();
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                InputStream input = socket.getInputStream();
                StringBuilder request = new StringBuilder();
                for (int next = input.read(); next >= 0; next = input.read()) {
                    request.append((char) next);
                    if (request.toString().endsWith("\r\n\r\n{}")) {
                        socket.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                        .getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException e) {
                continue; // one client's failure is what some tests are about
            }
        }
    }

    private final class Recorder implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            presented.add(List.of(chain));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
