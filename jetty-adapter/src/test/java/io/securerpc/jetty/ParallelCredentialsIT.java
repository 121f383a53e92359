package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Users;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestJwtKey;
import io.securerpc.tls.ClientAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that sends many requests at once, each with a right credential that nobody has proven yet, is served each of them. */
class ParallelCredentialsIT {
    private static final int REQUESTS = 50;
    private static final String ISSUER = "https://login.example.com/";
    private static final String AUDIENCE = "node.example.com";

    @TempDir
    private Path folder;

    private final byte[] password = "planted-Pa55word".getBytes(UTF_8);
    private final String basic =
            "Basic " + Base64.getEncoder().encodeToString("alice:planted-Pa55word".getBytes(UTF_8));
    /** So dear that none is proven before all have come. */
    private final Users users = Users.line("alice:" + OpenBSDBCrypt.generate("2y", password, new byte[16], 8));

    @Test
    void fiftyConnectionsWithOnePasswordAreServed() {
        try (PlainNode node =
                PlainNode.with(builder -> builder.addCredentials(users), Listener.plain("127.0.0.1", 0))) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            assertThat(statuses(client, "http://127.0.0.1:" + node.port() + "/", PlainNode.CALL, i -> basic))
                    .isEqualTo(Collections.nCopies(REQUESTS, 200));
        }
    }

    @Test
    void fiftyStreamsWithOnePasswordAreServed() throws Exception {
        assertThat(statuses(users, i -> basic)).isEqualTo(Collections.nCopies(REQUESTS, 200));
    }

    @Test
    void fiftyStreamsWithAWebTokenEachAreServed() throws Exception {
        TestJwtKey key = TestJwtKey.ec("key", "P-256");
        Path keys = Files.writeString(folder.resolve("jwks.json"), TestJwtKey.set(key.jwk()));
        String claims = "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"alice\",\"exp\":"
                + Instant.now().plusSeconds(600).getEpochSecond() + ",\"jti\":\"%d\"}";
        JwtTokens tokens = JwtTokens.signedBy(JwtIssuer.of(ISSUER, AUDIENCE, JwtKeys.files(keys)));
        assertThat(statuses(tokens, i -> "Bearer " + key.token(claims.formatted(i))))
                .isEqualTo(Collections.nCopies(REQUESTS, 200));
    }

    private List<Integer> statuses(CredentialSource credentials, IntFunction<String> authorization) throws Exception {
        try (TestNode node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> builder.addCredentials(credentials))
                .start()) {
            HttpClient client = ClientTls.trusting(node.identity.certificate()).httpClient(HttpClient.Version.HTTP_2);
            // From here on there is a connection, and all go over it.
            assertThat(CallWay.post(node, client, List.of(), CallWay.COUNT).status())
                    .isEqualTo(401);
            return statuses(client, "https://127.0.0.1:" + node.port() + "/", CallWay.COUNT, authorization);
        }
    }

    private static List<Integer> statuses(
            HttpClient client, String uri, String body, IntFunction<String> authorization) {
        List<HttpRequest> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(HttpRequest.newBuilder(URI.create(uri))
                    .timeout(Duration.ofSeconds(60))
                    .header("Content-Type", "application/json")
                    .header("Authorization", authorization.apply(i))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build());
        }
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (HttpRequest request : requests) {
            answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        return answers.stream().map(answer -> answer.join().statusCode()).toList();
    }
}
