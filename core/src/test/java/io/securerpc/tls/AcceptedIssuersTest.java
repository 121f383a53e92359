package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client learns from being asked for a certificate. */
class AcceptedIssuersTest {
    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void namesNoUserToWhoeverConnects(TlsVersion version) throws Exception {
        TestCertificate server = TestCertificate.named("node.test").selfSigned();
        ServerIdentity identity = ServerIdentity.of(server.chain(), server.key());
        SSLContext context = ServerTls.context(
                TlsPolicy.intermediate(),
                () -> ServerIdentities.of(List.of(identity)),
                Optional.of(chain -> new Distrusted(Reason.NOT_INSTALLED, "nobody is")));
        SSLEngine serverEngine = context.createSSLEngine();
        TlsPolicy.intermediate()
                .applyTo(serverEngine, ClientAuthentication.require(ClientTrust.installed(Path.of("clients"))));
        AskedClient asked = new AskedClient();
        SSLEngine clientEngine = asked.context().createSSLEngine("node.test", 7076);
        clientEngine.setEnabledProtocols(new String[] {version.jsseName()});

        new EnginePair(clientEngine, serverEngine).handshake();

        assertThat(asked.issuers).isNotEmpty().allMatch(List::isEmpty);
    }

    /** Notes the issuers that it is told, and has no certificate. */
    private static final class AskedClient extends X509ExtendedKeyManager {
        private final List<List<Principal>> issuers = new CopyOnWriteArrayList<>();

        SSLContext context() throws Exception {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, new TrustManager[] {new Gullible()}, null);
            return context;
        }

        @Override
        public @Nullable String chooseEngineClientAlias(String[] types, Principal @Nullable [] told, SSLEngine engine) {
            issuers.add(told == null ? List.of() : List.of(told));
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] told, Socket socket) {
            throw new UnsupportedOperationException("engines only");
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] told) {
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return null;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] told) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal @Nullable [] told, Socket socket) {
            return null;
        }
    }

    /** Believes every server. */
    private static final class Gullible extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
