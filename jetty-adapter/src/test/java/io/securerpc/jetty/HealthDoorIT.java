package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.caller.Users;
import io.securerpc.gate.HealthAccess;
import io.securerpc.rpc.HealthCheck;
import io.securerpc.rpc.HealthReport;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.tls.ClientAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code /health} and {@code /health/readiness} over real sockets. */
@Functional
class HealthDoorIT {
    private static final HealthReport READY = HealthReport.ofSubstrate(5, false, true);
    private static final String PASSWORD = "right-Pa55word";

    @TempDir
    private Path folder;

    private final AtomicReference<HealthCheck> check = new AtomicReference<>(() -> READY);

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersAsSubstrateDoes(HttpClient.Version version) throws Exception {
        try (TestNode node = node(HealthAccess.CALLERS)) {
            assertAnswer(node, version, 200, 200, "{\"peers\":5,\"isSyncing\":false,\"shouldHavePeers\":true}");
            check.set(() -> HealthReport.ofSubstrate(5, true, true));
            assertAnswer(node, version, 200, 500, "{\"peers\":5,\"isSyncing\":true,\"shouldHavePeers\":true}");
            check.set(() -> HealthReport.ofSubstrate(0, false, true));
            assertAnswer(node, version, 200, 500, "{\"peers\":0,\"isSyncing\":false,\"shouldHavePeers\":true}");
            check.set(() -> HealthReport.ofSubstrate(0, false, false));
            assertAnswer(node, version, 200, 200, "{\"peers\":0,\"isSyncing\":false,\"shouldHavePeers\":false}");
        }
    }

    @Test
    void aNodeThatCannotTellIsNotReadyAndTellsNothing() throws Exception {
        try (TestNode node = node(HealthAccess.CALLERS)) {
            check.set(() -> {
                throw new IllegalStateException("planted");
            });
            HttpResponse<String> health = get(node, HttpClient.Version.HTTP_1_1, "/health", "");
            assertThat(health.statusCode()).isEqualTo(500);
            assertThat(health.body()).contains("Internal error").doesNotContain("planted");
            assertThat(get(node, HttpClient.Version.HTTP_1_1, "/health/readiness", "")
                            .statusCode())
                    .isEqualTo(500);
        }
    }

    @Test
    void isNotThereUnlessAskedFor() throws Exception {
        try (TestNode node = node(HealthAccess.OFF)) {
            assertThat(get(node, HttpClient.Version.HTTP_1_1, "/health", "").statusCode())
                    .isEqualTo(405);
        }
        try (TestNode node = node(HealthAccess.EVERYBODY)) {
            for (String path : new String[] {"/health/", "/Health", "/health/ready", "/healthy"}) {
                assertThat(get(node, HttpClient.Version.HTTP_1_1, path, "").statusCode())
                        .as(path)
                        .isEqualTo(405);
            }
        }
    }

    @Test
    void outsideAuthenticationByChoiceOnly() throws Exception {
        Users users = Users.line("alice:" + OpenBSDBCrypt.generate("2y", PASSWORD.toCharArray(), new byte[16], 4));
        String good =
                "Basic " + Base64.getEncoder().encodeToString(("alice:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        try (TestNode node = node(HealthAccess.CALLERS, users)) {
            assertThat(get(node, HttpClient.Version.HTTP_2, "/health", "").statusCode())
                    .isEqualTo(401);
            assertThat(get(node, HttpClient.Version.HTTP_2, "/health", good).statusCode())
                    .isEqualTo(200);
        }
        try (TestNode node = node(HealthAccess.EVERYBODY, users)) {
            assertThat(get(node, HttpClient.Version.HTTP_2, "/health/readiness", "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(node, HttpClient.Version.HTTP_2, "/", "").statusCode())
                    .isNotEqualTo(200);
        }
    }

    @Test
    void theHostRuleHolds() throws Exception {
        try (TestNode node = node(HealthAccess.EVERYBODY)) {
            assertThat(raw(node, "GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                            .status())
                    .isEqualTo(403);
            RawResponse ready =
                    raw(node, "GET /health/readiness HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\n\r\n");
            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.body()).isEmpty();
        }
    }

    private static void assertAnswer(TestNode node, HttpClient.Version version, int status, int readiness, String body)
            throws Exception {
        HttpResponse<String> health = get(node, version, "/health", "");
        assertThat(health.statusCode()).isEqualTo(status);
        assertThat(health.headers().firstValue("content-type")).contains("application/json");
        assertThat(health.body()).isEqualTo(body);
        HttpResponse<String> ready = get(node, version, "/health/readiness", "");
        assertThat(ready.statusCode()).isEqualTo(readiness);
        assertThat(ready.body()).isEmpty();
    }

    private TestNode node(HealthAccess access) {
        return start(TestNode.in(folder).customize(builder -> builder.health(access)));
    }

    private TestNode node(HealthAccess access, Users users) {
        return start(
                TestNode.in(folder).customize(builder -> builder.health(access).addCredentials(users)));
    }

    private TestNode start(TestNode.Builder node) {
        return node.authentication(trust -> ClientAuthentication.none())
                .service(TestService.builder()
                        .method("version", Permission.PUBLIC, call -> "1")
                        .health(() -> check.get().check())
                        .build())
                .start();
    }

    private static RawResponse raw(TestNode node, String request) throws Exception {
        try (RawConnection connection = node.anonymous().connect()) {
            connection.write(request);
            return connection.readResponse();
        }
    }

    private static HttpResponse<String> get(
            TestNode node, HttpClient.Version version, String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + path))
                .timeout(Duration.ofSeconds(30));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return ClientTls.trusting(node.identity.certificate())
                .httpClient(version)
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
