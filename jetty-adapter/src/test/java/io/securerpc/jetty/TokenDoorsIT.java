package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.TokenRotation;
import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bearer tokens at every door of a real server. */
@Functional
class TokenDoorsIT {
    private static final Permission STAKE = Permission.of("stake");
    private static final String CHALLENGE = "Bearer realm=\"rpc\"";

    private static final Grants GRANTS = Grants.builder()
            .grant("token:granted", Permission.CONTROL)
            .grant("certificate:ci", Permission.CONTROL)
            .grant("basic:plain", Permission.CONTROL)
            .grant("certificate:plain", Permission.CONTROL)
            .build();

    @TempDir
    private Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TokenFile file;
    private String ci = "";
    private String plain = "";
    private String granted = "";
    private String gone = "";

    @BeforeEach
    void makeTokens() {
        file = TokenFile.at(folder.resolve("tokens"));
        ci = file.create(NewToken.named("ci").withPermission(Permission.CONTROL))
                .secret();
        plain = file.create(NewToken.named("plain").withPermission(STAKE)).secret();
        granted = file.create(NewToken.named("granted")).secret();
        gone = file.create(NewToken.named("gone").withPermission(Permission.CONTROL))
                .secret();
        file.revoke("gone");
    }

    /** The status of a public call and what a control call is answered; the same on all ways in. */
    @ParameterizedTest
    @CsvSource({
        "ALONE, no, none, 401, -",
        "ALONE, no, ci, 200, wallet",
        "ALONE, no, lower, 200, wallet",
        "ALONE, no, upper, 200, wallet",
        "ALONE, no, plain, 200, unsafe",
        "ALONE, no, granted, 200, wallet",
        "ALONE, no, gone, 401, -",
        "ALONE, no, near, 401, -",
        "ALONE, no, id, 401, -",
        "ALONE, no, basic, 401, -",
        "ALONE, no, token, 401, -",
        "ALONE, no, twice, 400, -",
        "ALONE, no, joined, 401, -",
        "ALONE, no, bare, 400, -",
        "ALONE, no, naked, 400, -",
        "ALONE_OR_ANONYMOUS, no, none, 200, unsafe",
        "ALONE_OR_ANONYMOUS, no, ci, 200, wallet",
        "ALONE_OR_ANONYMOUS, no, gone, 401, -",
        "OR_CERTIFICATE, no, ci, 200, wallet",
        "OR_CERTIFICATE, yes, none, 200, unsafe",
        "OR_CERTIFICATE, yes, gone, 401, -",
        "AND_CERTIFICATE, yes, none, 401, -",
        "AND_CERTIFICATE, yes, ci, 200, wallet",
    })
    void everyCombinationAtEveryDoor(
            CredentialMode mode, String certificate, String credential, int status, String control) throws Exception {
        try (TestNode node = node(mode)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            ClientTls presenting = certificate.equals("yes") ? tls.presenting(user) : tls;
            CallWay.assertAllAnswer(node, presenting, authorization(credential), status, control);
        }
    }

    @ParameterizedTest
    @EnumSource(CallWay.class)
    void theAnswerSaysWhatToBringAndNotWhatWasWrong(CallWay way) throws Exception {
        String expired = expiredToken();
        try (TestNode node = node(CredentialMode.ALONE)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            CallWay.Answer none = way.call(node, tls, List.of(), CallWay.COUNT);
            assertThat(none.challenge()).isEqualTo(CHALLENGE);
            assertThat(none.body()).contains("A credential is required.");
            CallWay.Answer malformed = way.call(node, tls, authorization("near"), CallWay.COUNT);
            assertThat(malformed.challenge()).isEqualTo(CHALLENGE + ", error=\"invalid_token\"");
            assertThat(malformed.body()).contains("Credential not accepted.");
            assertThat(way.call(node, tls, authorization("gone"), CallWay.COUNT))
                    .isEqualTo(malformed);
            assertThat(way.call(node, tls, List.of("Bearer " + expired), CallWay.COUNT))
                    .isEqualTo(malformed);
            assertThat(node.events.stream().map(SecurityEvent::text).toList().toString())
                    .contains("token: malformed", "token: unknown", "token: expired");
        }
    }

    @Test
    void aTokenInTheAddressIsNone() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            for (String query : List.of("?access_token=" + ci, "?token=" + ci, "?Authorization=Bearer%20" + ci)) {
                HttpResponse<String> answer = tls.httpClient(HttpClient.Version.HTTP_1_1)
                        .send(
                                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/" + query))
                                        .timeout(Duration.ofSeconds(30))
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(CallWay.COUNT))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(401);
            }
            assertNothingPlantedIn(node);
        }
    }

    @Test
    void revokedAndRotatedTokensEndTheirWebSocketsAndNobodyElses() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE);
                RawWebSocket first = open(node, ci);
                RawWebSocket second = open(node, plain);
                RawWebSocket stays = open(node, granted)) {
            FairTime begin = FairTime.start();
            file.revoke("ci");
            String rotated = file.rotate("plain", TokenRotation.immediate()).secret();
            CredentialEnd.assertEnds(first);
            CredentialEnd.assertEnds(second);
            assertThat(begin.elapsed())
                    .as("from the change of the file to the end")
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(stays.ask(CallWay.COUNT)).contains("1000");
            assertThat(node.events.callersCut()).containsExactlyInAnyOrder("token:ci", "token:plain");
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            for (CallWay way : CallWay.values()) {
                assertThat(way.call(node, tls, List.of("Bearer " + ci), CallWay.COUNT)
                                .status())
                        .isEqualTo(401);
                assertThat(way.call(node, tls, List.of("Bearer " + plain), CallWay.COUNT)
                                .status())
                        .isEqualTo(401);
                assertThat(way.call(node, tls, List.of("Bearer " + rotated), CallWay.COUNT)
                                .status())
                        .isEqualTo(200);
            }
            assertThat(stays.ask(CallWay.COUNT)).contains("1000");
        }
    }

    @Test
    void expiryEndsASilentWebSocketAndTheFileStaysAsItIs() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE);
                RawWebSocket stays = open(node, ci)) {
            // Made when the node is there and has been used: what a machine needs for both is none of its time.
            Instant end = Instant.now().plusSeconds(6);
            String shortLived =
                    file.create(NewToken.named("short").withExpiry(end)).secret();
            awaitChange(node);
            try (RawWebSocket expires = open(node, shortLived)) {
                assertThat(expires.ask(CallWay.COUNT)).contains("1000");
                CredentialEnd.assertEnds(expires);
            }
            assertThat(Instant.now()).isAfterOrEqualTo(end.minusSeconds(1));
            assertThat(stays.ask(CallWay.COUNT)).contains("1000");
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            assertThat(CallWay.HTTP_1
                            .call(node, tls, List.of("Bearer " + shortLived), CallWay.COUNT)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aCorruptFileKeepsTheTokensAndSaysSo() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE);
                RawWebSocket open = open(node, ci)) {
            // The server writes down the first use: what is added without the lock meanwhile would be lost.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> file.load().named("ci").orElseThrow().lastUse().isPresent());
            Files.writeString(file.path(), ci + "\n", StandardOpenOption.APPEND);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(node.events.stream().map(SecurityEvent::text))
                            .anyMatch(text -> text.contains("the new file is not used")
                                    && text.endsWith("line 5: broken (expected: one JSON object)")));
            assertThat(open.ask(CallWay.COUNT)).contains("1000");
            assertNothingPlantedIn(node);
        }
    }

    @Test
    void theFirstUseIsWrittenToTheFileAndIsNoChange() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            assertThat(CallWay.HTTP_1
                            .call(node, tls, List.of("Bearer " + ci), CallWay.COUNT)
                            .status())
                    .isEqualTo(200);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    file.load().named("ci").orElseThrow().lastUse())
                            .isPresent());
            assertThat(file.load().named("plain").orElseThrow().lastUse()).isEmpty();
        }
    }

    @Test
    void curlCalls() {
        try (TestNode node = node(CredentialMode.ALONE)) {
            CurlLogin.assertNeeds(node, "--oauth2-bearer", ci, gone);
        }
    }

    @Test
    void noTokenIsInAnyEvent() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            for (CallWay way : CallWay.values()) {
                way.call(node, tls, authorization("ci"), CallWay.CREATE);
                way.call(node, tls, authorization("gone"), CallWay.COUNT);
                way.call(node, tls, authorization("near"), CallWay.COUNT);
                way.call(node, tls, List.of(ci), CallWay.COUNT);
                way.call(node, tls, List.of(ci + " " + ci), CallWay.COUNT);
                way.call(node, tls, List.of("Basic " + ci), CallWay.COUNT);
                way.call(node, tls, List.of("Bearer " + ci, "Bearer " + ci), CallWay.COUNT);
            }
            assertThat(node.events.stream().map(SecurityEvent::text).toList().toString())
                    .contains("token: unknown", "token: malformed");
            assertNothingPlantedIn(node);
        }
    }

    private void assertNothingPlantedIn(TestNode node) {
        assertThat(node.events).isNotEmpty();
        String said = node.events.toString()
                + node.events.stream().map(SecurityEvent::text).toList();
        for (String secret : List.of(ci, plain, granted, gone)) {
            assertThat(said).doesNotContain(secret.substring(4, 24)).doesNotContain(secret.substring(20));
        }
    }

    private TestNode node(CredentialMode mode) {
        return mode.node(folder, user, GRANTS, BearerTokens.in(file.path())).start();
    }

    /** Its end is written into the file: who made one that ends soon could be too late for that. */
    private String expiredToken() throws IOException {
        String secret = file.create(
                        NewToken.named("expired").withExpiry(Instant.now().plus(Duration.ofDays(1))))
                .secret();
        Files.writeString(
                file.path(),
                Files.readString(file.path())
                        .replaceAll("\"created\":\"[^\"]+\"", "\"created\":\"2025-01-01T00:00:00Z\"")
                        .replaceAll("\"expires\":\"[^\"]+\"", "\"expires\":\"2025-01-02T00:00:00Z\""));
        return secret;
    }

    private static void awaitChange(TestNode node) {
        await().until(() ->
                !node.events.of(SecurityEvent.CredentialsChanged.class).isEmpty());
    }

    private static RawWebSocket open(TestNode node, String token) throws IOException {
        return RawWebSocket.open(node.anonymous().connect(), "Authorization: Bearer " + token);
    }

    private List<String> authorization(String credential) {
        return switch (credential) {
            case "none" -> List.of();
            case "ci" -> List.of("Bearer " + ci);
            case "lower" -> List.of("bearer " + ci);
            case "upper" -> List.of("BEARER   " + ci);
            case "plain" -> List.of("Bearer " + plain);
            case "granted" -> List.of("Bearer " + granted);
            case "gone" -> List.of("Bearer " + gone);
            case "near" -> List.of("Bearer " + ci.substring(0, ci.length() - 1) + (ci.endsWith("a") ? "b" : "a"));
            case "id" -> List.of("Bearer token:ci");
            case "basic" -> List.of("Basic " + ci);
            case "token" -> List.of("Token " + ci);
            case "twice" -> List.of("Bearer " + ci, "Bearer " + ci);
            case "joined" -> List.of("Bearer " + ci + ", Bearer " + ci);
            case "bare" -> List.of("Bearer");
            case "naked" -> List.of(ci);
            default -> throw new IllegalArgumentException(credential);
        };
    }
}
