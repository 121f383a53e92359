package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** How a call with a credential reaches a node. */
enum CallWay {
    HTTP_1 {
        @Override
        Answer call(TestNode node, ClientTls tls, List<String> authorization, String body)
                throws IOException, InterruptedException {
            return post(node, tls.httpClient(HttpClient.Version.HTTP_1_1), authorization, body);
        }
    },
    HTTP_2 {
        @Override
        Answer call(TestNode node, ClientTls tls, List<String> authorization, String body)
                throws IOException, InterruptedException {
            return post(node, tls.httpClient(HttpClient.Version.HTTP_2), authorization, body);
        }
    },
    WEBSOCKET {
        @Override
        Answer call(TestNode node, ClientTls tls, List<String> authorization, String body) throws IOException {
            String[] lines = authorization.stream()
                    .map(value -> "Authorization: " + value)
                    .toArray(String[]::new);
            try (RawConnection connection = RawTlsClient.to(node.port(), tls).connect()) {
                RawResponse answer = RawWebSocket.handshake(connection, lines);
                return answer.status() == 101
                        ? new Answer(200, "", "", RawWebSocket.on(connection).ask(body))
                        : new Answer(
                                answer.status(),
                                answer.header("www-authenticate"),
                                answer.header("retry-after"),
                                answer.body());
            }
        }
    };

    static final String CREATE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_create\"}";
    static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";

    /** What came back, whichever way; a WebSocket that was opened has status 200. */
    record Answer(int status, String challenge, String retryAfter, String body) {}

    /** One call on a connection of its own, with so many {@code Authorization} headers. */
    abstract Answer call(TestNode node, ClientTls tls, List<String> authorization, String body)
            throws IOException, InterruptedException;

    /** Whichever way, a public call has this status, and where that is 200 the answer to a control call contains this. */
    static void assertAllAnswer(TestNode node, ClientTls tls, List<String> authorization, int status, String control)
            throws IOException, InterruptedException {
        for (CallWay way : values()) {
            assertThat(way.call(node, tls, authorization, COUNT).status())
                    .as("%s", way)
                    .isEqualTo(status);
            if (status == 200) {
                assertThat(way.call(node, tls, authorization, CREATE).body())
                        .as("%s", way)
                        .contains(control);
            }
        }
    }

    /** A call on a connection that the client may keep. */
    static Answer post(TestNode node, HttpClient client, List<String> authorization, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        authorization.forEach(value -> request.header("Authorization", value));
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("www-authenticate").orElse(""),
                answer.headers().firstValue("retry-after").orElse(""),
                answer.body());
    }
}
