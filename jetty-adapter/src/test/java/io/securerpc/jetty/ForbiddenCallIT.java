package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call without the permission: the caller hears a fixed text, the operator which caller, which method, and what would allow it. */
@Functional
class ForbiddenCallIT {
    private static final String CREATE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_create\"}";
    private static final String ECHO =
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"echo\",\"params\":{\"text\":\"hi\"}}";
    private static final String FORBIDDEN =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"RPC call is unsafe to be called externally\"},\"id\":1}";
    private static final String REPORT = "refused: call-forbidden"
            + " 'wallet_create needs control, caller is certificate:rpc.user.1'"
            + " (to allow it: \"certificate:rpc.user.1\" = [\"control\"] in [secure_rpc.grants],"
            + " or .grants(Grants.builder().grant(\"certificate:rpc.user.1\", Permission.of(\"control\")).build()))";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder).install(user).start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void isExplainedToTheOperatorOnEveryDoorAloneAndInABatch() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(RawConnection.postRequest(host(), CREATE, "Content-Type: application/json"));
            assertThat(connection.readResponse().body()).isEqualTo(FORBIDDEN);
            connection.write(RawConnection.postRequest(
                    host(), "[" + CREATE + "," + ECHO + "]", "Content-Type: application/json"));
            assertThat(connection.readResponse().body()).contains(FORBIDDEN, "\"result\":\"hi\"");
        }
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(webSocket.ask(CREATE)).isEqualTo(FORBIDDEN);
            assertThat(webSocket.ask(ECHO)).contains("\"result\":\"hi\"");
        }
        await().untilAsserted(() -> assertThat(reports()).hasSize(3));
        assertThat(reports()).allSatisfy(refused -> {
            assertThat(refused.codes()).containsExactly("call-forbidden");
            assertThat(refused.text())
                    .matches("request from 127\\.0\\.0\\.1:\\d+ .*")
                    .endsWith(REPORT);
        });
        assertThat(node.walletsCreated).hasValue(0);
    }

    private List<SecurityEvent.RequestRefused> reports() {
        return node.events.of(SecurityEvent.RequestRefused.class);
    }

    private String host() {
        return "127.0.0.1:" + node.port();
    }
}
