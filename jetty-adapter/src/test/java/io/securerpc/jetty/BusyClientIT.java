package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.TestCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An honest client that has many calls on one connection of HTTP/2 is no flood. */
@Functional
class BusyClientIT {
    private static final int ROUNDS = 60;
    private static final int AT_ONCE = 50;

    @TempDir
    private Path folder;

    @Test
    void everyCallOfABusyClientIsAnswered() throws Exception {
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        try (TestNode node = TestNode.in(folder).install(user).start()) {
            HttpClient client = ClientTls.trusting(node.identity.certificate())
                    .presenting(user)
                    .httpClient(HttpClient.Version.HTTP_2);
            for (int round = 0; round < ROUNDS; round++) {
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                IntStream.range(0, AT_ONCE)
                        .forEach(call -> answers.add(client.sendAsync(
                                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":" + call
                                                + ",\"method\":\"echo\",\"params\":{\"text\":\"a\"}}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())));
                for (int call = 0; call < AT_ONCE; call++) {
                    assertThat(answers.get(call).get(30, TimeUnit.SECONDS).body())
                            .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"a\",\"id\":" + call + "}");
                }
            }
        }
    }
}
