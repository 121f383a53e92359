package io.securerpc.jetty;

import io.securerpc.testsupport.ClientTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A WebSocket of the JDK's own client, for one question. */
final class JdkWebSocket implements AutoCloseable {
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final WebSocket socket;

    private JdkWebSocket(TestNode node, UnaryOperator<WebSocket.Builder> request) {
        WebSocket.Builder builder = ClientTls.trusting(node.identity.certificate())
                .httpClient(HttpClient.Version.HTTP_1_1)
                .newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(30));
        this.socket = request.apply(builder)
                .buildAsync(URI.create("wss://127.0.0.1:" + node.port() + "/"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                        answer.complete(data.toString());
                        return CompletableFuture.completedFuture(null);
                    }
                })
                .join();
    }

    /** Throws what the client makes of a refusal. */
    static JdkWebSocket open(TestNode node, UnaryOperator<WebSocket.Builder> request) {
        return new JdkWebSocket(node, request);
    }

    String subProtocol() {
        return socket.getSubprotocol();
    }

    String ask(String text) throws Exception {
        socket.sendText(text, true).get(30, TimeUnit.SECONDS);
        return answer.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
