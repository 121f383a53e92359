package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.config.NanoConfig;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.FreePort;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several listeners of one server, and the one that is the default. */
class ListenersIT {
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    Path folder;

    @Test
    void servesOneTlsSettingOnIpv4AndIpv6UnderOnePort() throws Exception {
        int port = FreePort.next();
        TestNode.Builder files = TestNode.in(folder).authentication(trust -> ClientAuthentication.none());
        Listener.Tls tls = Listener.tls(
                "127.0.0.1", port, files.identityFiles(), TlsPolicy.intermediate(), files.authentication());
        try (PlainNode node = PlainNode.on(tls, tls.withAddress("::1", port))) {
            assertThat(node.server().uris())
                    .containsExactly(URI.create("https://127.0.0.1:" + port), URI.create("https://[::1]:" + port));
            assertThat(node.server().identities()).hasSize(2);
            try (RawConnection connection = RawTlsClient.to(
                            port,
                            ClientTls.trusting(node.server().identities().get(0).leaf()))
                    .connect()) {
                assertThat(connection.post(PlainNode.CALL).status()).isEqualTo(200);
            }
        }
    }

    /** What a browser or wallet sends through {@code ssh -L 7076:localhost:7076}. */
    @Test
    void listensOnLoopbackByDefaultUnderTheNameThatATunnelUses() throws Exception {
        Path file = Files.writeString(folder.resolve("config-rpc.toml"), "port = 0\n");
        Listener standard = NanoConfig.load(file).listeners().get(0);
        try (PlainNode node = PlainNode.on(standard, Listener.plain("127.0.0.1", 0))) {
            assertThat(node.server().uris().get(0).getHost()).isEqualTo("[::1]");
            try (RawConnection connection = RawTlsClient.connectPlain(node.port(1))) {
                String host = "localhost:" + node.port(1);
                connection.write(RawConnection.postRequest(host, PlainNode.CALL, JSON, "Origin: http://" + host));
                assertThat(connection.readResponse().status()).isEqualTo(200);
            }
        }
    }
}
