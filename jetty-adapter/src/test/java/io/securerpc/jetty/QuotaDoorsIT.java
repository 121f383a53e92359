package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.event.SecurityEvent;
import io.securerpc.limit.Quotas;
import io.securerpc.limit.Rate;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.tls.ClientAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls are counted alike at every door: one by one, in batches, over many connections. A call costs a thousand units, of which one a second comes back: none does while a test runs. */
@Functional
class QuotaDoorsIT {
    private static final int UNITS = 1_000;
    private static final int BURST = 12;
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final String LIMITED =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"RPC rate limit exceeded\"},\"id\":1}";

    @TempDir
    private Path folder;

    /** How calls reach the server. */
    enum Way {
        HTTP_1,
        HTTP_2,
        WEBSOCKET
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void soManyAloneAndSoManyInOneBatch(Way way) throws Exception {
        try (TestNode node = node(Quotas.builder().quota("anonymous", slow(BURST)))) {
            assertThat(answered(ask(node, way, Collections.nCopies(BURST + 3, CALL))))
                    .isEqualTo(BURST);
        }
        try (TestNode node = node(Quotas.builder().quota("anonymous", slow(BURST)))) {
            String batch = "[" + String.join(",", Collections.nCopies(BURST + 3, CALL)) + "]";
            String answer = ask(node, way, List.of(batch)).get(0);
            assertThat(answer.split("1000", -1)).hasSize(BURST + 1);
            assertThat(answer.split("-32999", -1)).hasSize(4);
            assertThat(answered(ask(node, way, List.of(CALL))))
                    .as("the batch has used it up")
                    .isZero();
        }
    }

    /** Unknown methods, requests that are none, and whatever else a member of a batch may be, each with an id of its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "HTTP_1 | {\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"no_such_%1$d\"}",
                "HTTP_2 | {\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"no_such_%1$d\"}",
                "WEBSOCKET | {\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"no_such_%1$d\"}",
                "HTTP_1 | {\"jsonrpc\":\"1.0\",\"id\":\"%d\",\"method\":\"block_count\"}",
                "HTTP_2 | {\"jsonrpc\":\"1.0\",\"id\":\"%d\",\"method\":\"block_count\"}",
                "WEBSOCKET | {\"jsonrpc\":\"1.0\",\"id\":\"%d\",\"method\":\"block_count\"}",
                "HTTP_1 | %d",
                "HTTP_2 | %d",
                "WEBSOCKET | %d",
            })
    void whatIsNoCallCostsAsMuchAloneAsInOneBatch(Way way, String form) throws Exception {
        List<String> members =
                IntStream.range(0, BURST + 3).mapToObj(form::formatted).toList();
        try (TestNode node = node(Quotas.builder().quota("anonymous", slow(BURST)))) {
            assertThat(limited(ask(node, way, members))).isEqualTo(3);
            assertThat(answered(ask(node, way, List.of(CALL))))
                    .as("of one account")
                    .isZero();
        }
        try (TestNode node = node(Quotas.builder().quota("anonymous", slow(BURST)))) {
            String answer = ask(node, way, List.of("[" + String.join(",", members) + "]"))
                    .get(0);
            assertThat(answer.split("-32999", -1)).hasSize(4);
            assertThat(answer.split("\"error\"", -1)).hasSize(BURST + 4);
            assertThat(answered(ask(node, way, List.of(CALL))))
                    .as("of one account")
                    .isZero();
        }
    }

    /** What is refused before it is a document, and Nano's form: they know no batch. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void whatCannotBeReadOrIsUnknownToNanoCostsAsACallDoes(Way way) throws Exception {
        List<String> messages =
                new ArrayList<>(List.of("x", "[]", "[1", "{\"action\":\"block_count\"", "{\"action\":\"no_such\"}"));
        messages.add("{\"action\":\"subscribe\",\"topic\":\"none\"}");
        messages.add("{\"action\":\"ping\"}");
        messages.add("[" + String.join(",", Collections.nCopies(101, CALL)) + "]");
        messages.add("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\"}");
        messages.add("[".repeat(30));
        for (String message : messages) {
            try (TestNode node = node(Quotas.builder().quota("anonymous", slow(3)))) {
                assertThat(limited(ask(node, way, Collections.nCopies(5, message))))
                        .as(message)
                        .isEqualTo(2);
                assertThat(answered(ask(node, way, List.of(CALL)))).as(message).isZero();
            }
        }
    }

    @Test
    void subscribingAndUpdatingCostAsACallDoes() throws Exception {
        try (TestNode node = node(Quotas.builder().quota("anonymous", slow(3)));
                RawWebSocket socket = RawWebSocket.open(node.anonymous().connect())) {
            assertThat(socket.ask("{\"action\":\"subscribe\",\"topic\":\"newHeads\",\"ack\":true}"))
                    .contains("\"ack\": \"subscribe\"");
            String update = "{\"action\":\"update\",\"topic\":\"newHeads\",\"options\":{}}";
            assertThat(socket.ask(update)).contains("Topic takes no updates");
            assertThat(socket.ask(update)).contains("Topic takes no updates");
            assertThat(socket.ask(update)).contains("RPC rate limit exceeded");
        }
    }

    @Test
    void httpSaysWhenToComeAgainWithWhatIsNoCall() throws Exception {
        try (TestNode node = node(Quotas.builder().quota("anonymous", slow(1)))) {
            HttpResponse<String> first = post(node, "x");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.body()).contains("-32700");
            for (String text : List.of("x", "[1,2]", "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"no_such\"}")) {
                HttpResponse<String> refused = post(node, text, "X-Forwarded-For", "198.51.100.1");
                assertThat(refused.statusCode()).as(text).isEqualTo(429);
                assertThat(refused.body()).contains("-32999").doesNotContain("-32600", "-32700", "-32601");
                assertThat(Integer.parseInt(
                                refused.headers().firstValue("retry-after").orElseThrow()))
                        .isBetween(UNITS - 60, UNITS);
            }
            assertThat(node.events.stream().map(SecurityEvent::text))
                    .anyMatch(text ->
                            text.contains("rate-limited 'what is no call of anonymous, quota anonymous, again in"));
        }
    }

    @Test
    void httpSaysWhenToComeAgain() throws Exception {
        try (TestNode node = node(Quotas.builder().quota("anonymous", slow(1)))) {
            assertThat(post(node, CALL).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = post(node, CALL);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).isEqualTo(LIMITED);
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(UNITS - 60, UNITS);
            HttpResponse<String> nano = post(node, "{\"action\":\"block_count\"}");
            assertThat(nano.statusCode()).isEqualTo(429);
            assertThat(nano.body().replaceAll("\\s*\n\\s*", "")).isEqualTo("{\"error\": \"RPC rate limit exceeded\"}");
            HttpResponse<String> silent = post(node, "{\"jsonrpc\":\"2.0\",\"method\":\"block_count\"}");
            assertThat(silent.statusCode()).isEqualTo(429);
            assertThat(silent.body()).isEmpty();
            assertThat(node.events.stream().map(SecurityEvent::text))
                    .anyMatch(
                            text -> text.contains("rate-limited 'block_count of anonymous, quota anonymous, again in"));
        }
    }

    @Test
    void aForgedAddressIsNotAnotherOne() throws Exception {
        try (TestNode node = node(Quotas.builder().quota("anonymous", slow(1)))) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                statuses.add(post(node, CALL, "X-Forwarded-For", "198.51.100." + i, "Forwarded", "for=192.0.2." + i)
                        .statusCode());
            }
            assertThat(statuses).containsExactly(200, 429, 429, 429);
        }
    }

    @Test
    void aNamedCallerHasItsOwnAndTakesItAlongToEveryConnection() throws Exception {
        TokenFile file = TokenFile.at(folder.resolve("tokens"));
        String ci = file.create(NewToken.named("ci")).secret();
        String other = file.create(NewToken.named("other")).secret();
        try (TestNode node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .grants(Grants.builder()
                        .grant("token:ci", Permission.CONTROL)
                        .quota("token:ci", "bulk")
                        .build())
                .customize(builder -> builder.addCredentials(BearerTokens.in(file.path()))
                        .quotas(Quotas.builder()
                                .quota("default", slow(5))
                                .quota("bulk", slow(10))
                                .cost("*", UNITS)
                                .cost("wallet_*", 5 * UNITS)
                                .build()))
                .start()) {
            String create = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_create\"}";
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                try (RawWebSocket socket =
                        RawWebSocket.open(node.anonymous().connect(), "Authorization: Bearer " + ci)) {
                    answers.add(socket.ask(create));
                }
            }
            assertThat(answers.get(0)).contains("result");
            assertThat(answers.get(1)).contains("result");
            assertThat(answers.get(2)).isEqualTo(LIMITED);
            assertThat(post(node, CALL, "Authorization", "Bearer " + ci).statusCode())
                    .isEqualTo(429);
            assertThat(post(node, CALL, "Authorization", "Bearer " + other).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void subscribingIsACallToo() throws Exception {
        try (TestNode node = node(Quotas.builder().quota("anonymous", slow(3)).cost("newHeads", 3 * UNITS));
                RawWebSocket socket = RawWebSocket.open(node.anonymous().connect())) {
            String subscribe = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}";
            assertThat(socket.ask(subscribe)).contains("result");
            assertThat(socket.ask(subscribe)).isEqualTo(LIMITED);
        }
    }

    private static Rate slow(int calls) {
        return Rate.perSecond(1).withBurst(calls * UNITS);
    }

    private TestNode node(Quotas.Builder quotas) {
        return TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> builder.quotas(quotas.cost("*", UNITS).build()))
                .start();
    }

    private static List<String> ask(TestNode node, Way way, List<String> messages) throws Exception {
        List<String> answers = new ArrayList<>();
        if (way == Way.WEBSOCKET) {
            try (RawWebSocket socket = RawWebSocket.open(node.anonymous().connect())) {
                for (String message : messages) {
                    answers.add(socket.ask(message));
                }
            }
            return answers;
        }
        HttpClient client = ClientTls.trusting(node.identity.certificate())
                .httpClient(way == Way.HTTP_1 ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2);
        for (String message : messages) {
            answers.add(client.send(request(node, message), HttpResponse.BodyHandlers.ofString())
                    .body());
        }
        return answers;
    }

    private static long answered(List<String> answers) {
        return answers.stream().filter(answer -> answer.contains("1000")).count();
    }

    private static long limited(List<String> answers) {
        return answers.stream()
                .filter(answer -> answer.contains("RPC rate limit exceeded"))
                .count();
    }

    private static HttpResponse<String> post(TestNode node, String body, String... headers) throws Exception {
        return ClientTls.trusting(node.identity.certificate())
                .httpClient(HttpClient.Version.HTTP_1_1)
                .send(request(node, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(TestNode node, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }
}
