package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Grants;
import io.securerpc.caller.ParityTokenFile;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Permission;
import io.securerpc.testsupport.Tools;
import io.securerpc.tls.ClientAuthentication;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A WebSocket client of another make, which makes Parity's proofs by itself, with a hash function that is not ours. */
class NodeParityClientIT {
    private static final String CREATE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_create\"}";
    private static final String CREATED = "{\"jsonrpc\":\"2.0\",\"result\":{\"wallet\":1},\"id\":1}";

    @TempDir
    private Path folder;

    @Test
    void getsInOnceIsEchoedAndEndsWithItsToken() {
        Tools.require(NodePackages.TOOLS);
        ParityTokenFile file = ParityTokenFile.at(folder.resolve("authcodes"));
        String token = file.create("wallet").secret();
        try (TestNode node = node(file);
                NodeScript client = client(node, token)) {
            JsonNode opened = client.step("open", Map.of("ahead", 0));
            assertThat(opened.get("protocol").stringValue())
                    .isEqualTo(opened.get("offered").stringValue());
            assertThat(client.step("ask", Map.of("text", CREATE)).stringValue()).isEqualTo(CREATED);
            assertThat(failure(client.attempt("again", Map.of()))).contains("401");
            assertThat(failure(client.attempt("open", Map.of("ahead", 60)))).contains("401");

            file.revoke("wallet");

            assertThat(client.step("closed", Map.of()).get("code").intValue()).isEqualTo(1008);
        }
    }

    private static String failure(JsonNode answer) {
        assertThat(answer.has("failure")).isTrue();
        return answer.get("failure").stringValue();
    }

    private TestNode node(ParityTokenFile file) {
        return TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .grants(Grants.builder()
                        .grant("parity:wallet", Permission.CONTROL)
                        .build())
                .customize(builder -> builder.addCredentials(ParityTokens.in(file.path())))
                .start();
    }

    private NodeScript client(TestNode node, String token) {
        return NodeScript.start(
                "parity.mjs",
                Map.of(
                        "url",
                        "wss://127.0.0.1:" + node.port(),
                        "ca",
                        node.identity.writeCertificate(folder.resolve("ca.pem")).toString(),
                        "token",
                        token));
    }
}
