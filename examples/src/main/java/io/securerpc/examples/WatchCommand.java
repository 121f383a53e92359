package io.securerpc.examples;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one request over a WebSocket and prints what comes back, until the other side or the user ends it. */
@Command(
        name = "watch",
        description = "Subscribes over a WebSocket and prints every message, one a line.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class WatchCommand implements Callable<Integer> {
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}";

    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private WatchIdentity identity;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "Ends after N messages (default: goes on).")
    private long count;

    @Parameters(index = "0", paramLabel = "URL", description = "wss://host:port/")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private URI url;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "REQUEST",
            defaultValue = SUBSCRIBE,
            description = "What to send (default: a subscription to new blocks).")
    @SuppressWarnings("NullAway.Init") // injected by picocli, which knows the default
    private String request;

    @Override
    public Integer call() throws InterruptedException {
        if (url.getHost() == null || !("wss".equals(url.getScheme()) || "ws".equals(url.getScheme()))) {
            throw new CommandFailure(url + ": not a WebSocket address (expected: wss://host:port/)");
        }
        Optional<String> authorization = identity.authorization();
        if (authorization.isPresent() && "ws".equals(url.getScheme())) {
            throw new CommandFailure(
                    url + ": no TLS, so the token could be read on the way (expected: wss://host:port/)");
        }
        MessagePrinter printer = new MessagePrinter(spec.commandLine().getOut(), count);
        try {
            WebSocket.Builder socket = HttpClient.newBuilder()
                    .sslContext(identity.tls())
                    .connectTimeout(Duration.ofSeconds(10))
                    .build()
                    .newWebSocketBuilder();
            authorization.ifPresent(token -> socket.header("Authorization", token));
            watch(socket.buildAsync(url, printer).get(), printer);
            return 0;
        } catch (ExecutionException e) {
            throw new CommandFailure(url + ": " + reason(e), e);
        }
    }

    private void watch(WebSocket socket, MessagePrinter printer) throws InterruptedException, ExecutionException {
        try {
            socket.sendText(request, true).get();
            printer.await();
        } finally {
            socket.abort();
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
            return answered(refused.getResponse().statusCode());
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** What the other side says beyond the status is for its operator's log. */
    private static String answered(int status) {
        String expected = status == 401
                ? "a credential that it accepts: --cert FILE or --token-file FILE"
                : "101; the server's log says why it was not";
        return "answered with status " + status + " (expected: " + expected + ")";
    }
}
