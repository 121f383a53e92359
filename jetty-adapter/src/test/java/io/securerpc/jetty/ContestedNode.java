package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A node with few places, which whoever comes without a name from 127.0.0.1 keeps taken by calls that end only when the test lets them, while another one calls too. */
final class ContestedNode implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);
    static final String QUICK_ANSWER = "{\"jsonrpc\":\"2.0\",\"result\":\"quick\",\"id\":1}";
    static final String REFUSED = "{\"jsonrpc\":\"2.0\"," + OverloadNode.REFUSED_ERROR + ",\"id\":1}";

    private static final String JSON = "Content-Type: application/json";

    /** Calls that run, the oldest first. */
    final BlockingQueue<CompletableFuture<Object>> running = new LinkedBlockingQueue<>();

    final AtomicInteger begun = new AtomicInteger();
    private final List<AutoCloseable> flood = new ArrayList<>();
    private final TestNode node;
    private final String secret;

    /** Who is not the flood. */
    enum Other {
        AT_ANOTHER_ADDRESS,
        A_PROVEN_CALLER
    }

    ContestedNode(Path folder, CallLimits limits) {
        TokenFile file = TokenFile.at(folder.resolve("tokens"));
        secret = file.create(NewToken.named("wallet")).secret();
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(RpcService.builder()
                        .method("quick", Permission.PUBLIC, call -> "quick")
                        .method("slow", Permission.PUBLIC, call -> begin())
                        .method("block", Permission.PUBLIC, call -> begin().get(60, TimeUnit.SECONDS))
                        .build())
                .limits(Limits.builder().calls(limits).build())
                .customize(builder ->
                        builder.addCredentials(BearerTokens.in(file.path())).allowAnonymous())
                .start();
    }

    /** Of the flood. */
    RawWebSocket openWebSocket() throws IOException {
        RawWebSocket webSocket = RawWebSocket.open(node.anonymous().connect());
        flood.add(webSocket);
        return webSocket;
    }

    /** Of the flood. */
    RawHttp2 openHttp2() throws IOException {
        return openHttp2From("127.0.0.1");
    }

    /** Of one more that floods. */
    RawHttp2 openHttp2From(String address) throws IOException {
        RawHttp2 http2 = http2(address);
        flood.add(http2);
        return http2;
    }

    /** Of the flood, on a connection of its own; the answer is not read. */
    RawConnection post(String body) throws IOException {
        RawConnection connection = node.anonymous().connect();
        flood.add(connection);
        connection.write(RawConnection.postRequest(host(), body, JSON));
        return connection;
    }

    RawConnection connect(Other other) throws IOException {
        return other == Other.AT_ANOTHER_ADDRESS
                ? node.anonymous().handshake(RawTlsClient.connectPlainFrom("127.0.0.2", node.port()))
                : node.anonymous().connect();
    }

    RawHttp2 connectHttp2(Other other) throws IOException {
        return http2(other == Other.AT_ANOTHER_ADDRESS ? "127.0.0.2" : "127.0.0.1");
    }

    String[] credentials(Other other) {
        return other == Other.AT_ANOTHER_ADDRESS ? new String[0] : new String[] {"Authorization: Bearer " + secret};
    }

    void send(RawConnection connection, Other other, String method) throws IOException {
        String[] headers =
                Stream.concat(Stream.of(JSON), Stream.of(credentials(other))).toArray(String[]::new);
        connection.write(RawConnection.postRequest(host(), OverloadNode.call(method, 1), headers));
    }

    RawResponse ask(RawConnection connection, Other other, String method) throws IOException {
        send(connection, other, method);
        return connection.readResponse();
    }

    /** Sends a call, and returns its stream. */
    int send(RawHttp2 http2, Other other, String method) throws IOException {
        List<String> headers = new ArrayList<>(List.of("content-type", "application/json"));
        if (other == Other.A_PROVEN_CALLER) {
            headers.addAll(List.of("authorization", "Bearer " + secret));
        }
        int stream = http2.beginPost(host(), headers.toArray(String[]::new));
        http2.finishPost(stream, OverloadNode.call(method, 1));
        return stream;
    }

    void endOne() throws InterruptedException {
        CompletableFuture<Object> oldest = running.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(oldest).isNotNull();
        oldest.complete("slow");
    }

    void awaitCalls(long runningNow, long waiting) {
        await().atMost(SOON)
                .until(
                        () -> List.of(usage(Gauge.RUNNING_CALLS), usage(Gauge.WAITING_CALLS)),
                        List.of(runningNow, waiting)::equals);
    }

    long usage(Gauge gauge) {
        return node.server().usage().of(gauge);
    }

    List<String> warnings() {
        return node.events.texts(SecurityEvent.Warning.class);
    }

    /** The flood goes away. */
    void leave() throws Exception {
        for (AutoCloseable each : flood) {
            each.close();
        }
    }

    @Override
    public void close() throws Exception {
        running.forEach(each -> each.complete("left"));
        leave();
        node.close();
    }

    private RawHttp2 http2(String from) throws IOException {
        return RawHttp2.open(node.anonymous().alpn("h2").handshake(RawTlsClient.connectPlainFrom(from, node.port())));
    }

    private CompletableFuture<Object> begin() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        running.add(answer);
        begun.incrementAndGet();
        return answer;
    }

    private String host() {
        return "127.0.0.1:" + node.port();
    }
}
