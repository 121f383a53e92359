package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A WebSocket client of another make, Node's {@code ws}, with a certificate; the last test is the same in Java. */
class NodeWebSocketClientIT {
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final TestCertificate STRANGER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"whoami\"}";
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"result\":\"certificate:rpc.user.1\",\"id\":1}";

    @TempDir
    Path folder;

    @Test
    void callsAndIsCutWithAReasonWhenItsCertificateIsRemoved() throws IOException {
        Tools.require(NodePackages.TOOLS);
        try (BrowserNode node = guarded();
                NodeScript client = client(node, USER)) {
            assertThat(client.step("open", Map.of()).get("extensions").stringValue())
                    .as("it offers permessage-deflate")
                    .isEmpty();
            assertThat(client.step("ask", Map.of("text", CALL)).stringValue()).isEqualTo(ANSWER);

            revoke();

            JsonNode closed = client.step("closed", Map.of());
            assertThat(closed.get("code").intValue()).isEqualTo(1008);
            assertThat(node.calls).hasValue(1);
        }
    }

    @Test
    void doesNotGetInWithoutAnInstalledCertificate() {
        Tools.require(NodePackages.TOOLS);
        try (BrowserNode node = guarded();
                NodeScript client = client(node, STRANGER)) {
            assertThat(client.attempt("open", Map.of()).has("failure")).isTrue();
            assertThat(node.calls).hasValue(0);
        }
    }

    @Test
    void aRawClientIsCutWithTheSameCode() throws IOException {
        try (BrowserNode node = guarded();
                RawWebSocket socket = RawWebSocket.open(node.client(USER).connect())) {
            assertThat(socket.ask(CALL)).isEqualTo(ANSWER);

            revoke();

            assertThat(socket.readClose().closeCode()).isEqualTo(1008);
        }
    }

    private BrowserNode guarded() {
        return BrowserNode.guarded(folder, OriginPolicy.sameOrigin(), USER, ClientAuthentication::require);
    }

    private void revoke() throws IOException {
        Files.delete(folder.resolve("clients").resolve(SubjectHash.of(USER.certificate()) + ".0"));
    }

    private NodeScript client(BrowserNode node, TestCertificate user) {
        return NodeScript.start(
                "websocket.mjs",
                Map.of(
                        "url", "wss://127.0.0.1:" + node.port(),
                        "ca",
                                BrowserNode.IDENTITY
                                        .writeCertificate(folder.resolve("ca.pem"))
                                        .toString(),
                        "cert",
                                user.writeCertificate(folder.resolve("user.pem"))
                                        .toString(),
                        "key", user.writeKey(folder.resolve("user.key")).toString()));
    }
}
