package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.rpc.RpcException;
import io.securerpc.rpc.RpcService;
import io.securerpc.rpc.RpcServiceBuilder;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.conformance.ConformanceCase;
import io.securerpc.testsupport.conformance.ConformanceMethods;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every case of the protocol, over one connection of each transport: the answers are the same, byte for byte. */
@Functional
class ConformanceIT {
    private static final String SENTINEL = "{\"jsonrpc\":\"2.0\",\"method\":\"sentinel\",\"id\":\"sentinel\"}";
    private static final String SENTINEL_ANSWER = "{\"jsonrpc\":\"2.0\",\"result\":\"\",\"id\":\"sentinel\"}";
    /** RFC 6455, 7.4.1: a text message that is no UTF-8. */
    private static final int NOT_UTF8 = 1007;

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final ConformanceMethods methods = new ConformanceMethods();
    private final List<String> deviations = new ArrayList<>();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder).install(user).service(service()).start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void everyCaseOverHttp1() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            for (ConformanceCase conformance : ConformanceCase.jsonRpc()) {
                compare(conformance, http1(connection, conformance.request()));
            }
        }
        assertThat(deviations).isEmpty();
    }

    @Test
    void everyCaseOverHttp2() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            for (ConformanceCase conformance : ConformanceCase.jsonRpc()) {
                int stream = http2.beginPost();
                http2.finishPost(stream, conformance.request());
                compare(conformance, http2.readBody(stream));
            }
        }
        assertThat(deviations).isEmpty();
    }

    @Test
    void everyCaseOverWebSocket() throws Exception {
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            for (ConformanceCase conformance : ConformanceCase.jsonRpc()) {
                if (conformance.text()) {
                    compare(conformance, webSocket(webSocket, conformance));
                }
            }
        }
        assertThat(deviations).isEmpty();
    }

    @Test
    void whatIsNoUtf8EndsAWebSocketAndRunsNothing() throws Exception {
        List<ConformanceCase> cases = ConformanceCase.jsonRpc().stream()
                .filter(conformance -> !conformance.text())
                .toList();
        assertThat(cases).hasSizeGreaterThan(10);
        for (ConformanceCase conformance : cases) {
            try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
                webSocket.sendFrame(true, RawWebSocket.TEXT, conformance.request());
                assertThat(webSocket.readClose().closeCode())
                        .as(conformance.toString())
                        .isEqualTo(NOT_UTF8);
            }
        }
        assertThat(methods.ran()).isEmpty();
    }

    private void compare(ConformanceCase conformance, String answer) {
        String comparable = ConformanceCase.comparable(answer);
        List<String> ran = ran(conformance.runs());
        if (!comparable.equals(conformance.answer()) || !ran.equals(conformance.runs())) {
            deviations.add("%s: %s, ran %s (expected: %s, %s)"
                    .formatted(conformance, comparable, ran, conformance.answer(), conformance.runs()));
        }
    }

    /** On threads of their own, notifications may run after the answer to what was asked after them, and members of a batch in any order. */
    private List<String> ran(List<String> expected) {
        List<String> ran = new ArrayList<>(methods.ran());
        if (!TestService.onVirtualThreads()) {
            return ran;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (ran.size() < expected.size() && System.nanoTime() < end) {
            Thread.onSpinWait();
            ran.addAll(methods.ran());
        }
        List<String> unlike = new ArrayList<>(ran);
        expected.forEach(unlike::remove);
        return unlike.isEmpty() && ran.size() == expected.size() ? expected : ran;
    }

    private static String http1(RawConnection connection, byte[] request) throws IOException {
        connection.write(
                "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + connection.socket().getPort()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + request.length + "\r\n\r\n");
        connection.write(request);
        RawResponse response = connection.readResponse();
        int expected = response.body().isEmpty() ? 204 : 200;
        return response.status() == expected ? response.body() : "status " + response.status();
    }

    /** Where nothing is answered, the next answer is that of the next request. */
    private static String webSocket(RawWebSocket webSocket, ConformanceCase conformance) throws IOException {
        webSocket.sendFrame(true, RawWebSocket.TEXT, conformance.request());
        if (!conformance.answer().isEmpty()) {
            return webSocket.readText();
        }
        String next = webSocket.ask(SENTINEL);
        return next.equals(SENTINEL_ANSWER) ? "" : next;
    }

    private RpcService service() {
        RpcServiceBuilder builder = TestService.builder().method("sentinel", Permission.PUBLIC, call -> "");
        methods.forEach((name, method) -> builder.method(
                name, name.equals(ConformanceMethods.CLOSED) ? Permission.NOBODY : Permission.PUBLIC, call -> {
                    try {
                        return method.answer(call.params().as(Object.class));
                    } catch (ConformanceMethods.Told told) {
                        throw new RpcException(
                                told.code(), told.getMessage(), told.data().equals("") ? null : told.data());
                    }
                }));
        return builder.build();
    }
}
