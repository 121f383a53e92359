package io.securerpc.jetty;

import static io.securerpc.jetty.HeldCalls.BLOCKED;
import static io.securerpc.jetty.HeldCalls.HELD;
import static io.securerpc.jetty.HeldCalls.HELD_ANSWER;
import static io.securerpc.jetty.HeldCalls.QUICK;
import static io.securerpc.jetty.HeldCalls.QUICK_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.event.SecurityEvent.ServerStopping;
import io.securerpc.gate.HealthAccess;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests over HTTP/1.1, and of whoever connects, while a server stops. */
@Functional
class DrainIT {
    /** Never reached where all goes well. */
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final HeldCalls calls = new HeldCalls();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TestNode node;

    @AfterEach
    void stop() {
        calls.release();
        node.close();
        threads.shutdownNow();
    }

    @Test
    void aRequestThatRunsIsAnsweredAndItsConnectionEnds() throws Exception {
        start(calls.service().build());
        try (RawConnection busy = node.anonymous().connect()) {
            ask(busy, HELD);
            calls.awaitTold("held");
            CompletableFuture<Void> closed = close();
            awaitRefusal();
            assertThat(closed).isNotDone();

            calls.release();
            RawResponse answer = busy.readResponse();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(HELD_ANSWER);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(busy.endsWithin(Duration.ofSeconds(20))).isTrue();
            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(stopping()).isEqualTo(new ServerStopping(1, 0, stopping().within()));
        assertThat(stopped()).isEqualTo(new ServerStopped(1, 0, 0, 0, stopped().took()));
    }

    @Test
    void connectionsWithoutARequestEndAtOnceWhileOthersRun() throws Exception {
        start(calls.service().build());
        try (RawConnection busy = node.anonymous().connect();
                RawConnection idle = node.anonymous().connect();
                RawConnection fresh = node.anonymous().connect();
                RawConnection handshaking = RawTlsClient.connectPlain(node.port())) {
            assertThat(idle.post(QUICK).body()).isEqualTo(QUICK_ANSWER);
            ask(busy, HELD);
            calls.awaitTold("held");
            CompletableFuture<Void> closed = close();

            assertThat(idle.endsWithin(Duration.ofSeconds(20))).isTrue();
            assertThat(fresh.endsWithin(Duration.ofSeconds(20))).isTrue();
            assertThat(handshaking.endsWithin(Duration.ofSeconds(20))).isTrue();
            assertThat(closed).isNotDone();

            calls.release();
            assertThat(busy.readResponse().body()).isEqualTo(HELD_ANSWER);
            closed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRequestOfWhichTheFirstBytesHaveComeIsAnswered() throws Exception {
        start(calls.service().build());
        try (RawConnection connection = node.anonymous().connect();
                RawConnection other = node.anonymous().connect()) {
            ask(other, HELD);
            calls.awaitTold("held");
            String request =
                    RawConnection.postRequest("127.0.0.1:" + node.port(), QUICK, "Content-Type: application/json");
            connection.write(request.substring(0, 20));
            awaitHeaderBegun();
            CompletableFuture<Void> closed = close();
            awaitRefusal();

            connection.write(request.substring(20));
            RawResponse answer = connection.readResponse();

            assertThat(answer.body()).isEqualTo(QUICK_ANSWER);
            assertThat(answer.header("connection")).isEqualTo("close");
            calls.release();
            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(stopped()).isEqualTo(new ServerStopped(2, 0, 0, 0, stopped().took()));
    }

    @Test
    void isNotReadyAnyMore() throws Exception {
        start(calls.service().build(), builder -> builder.health(HealthAccess.EVERYBODY));
        try (RawConnection connection = node.anonymous().connect();
                RawConnection before = node.anonymous().connect()) {
            String request = "GET /health/readiness HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\n\r\n";
            before.write(request);
            assertThat(before.readHead().status()).isEqualTo(200);
            connection.write(request.substring(0, 20));
            awaitHeaderBegun();
            CompletableFuture<Void> closed = close();
            awaitRefusal();

            connection.write(request.substring(20));

            assertThat(connection.readResponse().status()).isEqualTo(500);
            closed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void everyListenerIsClosedFromTheStartAndMayBeOpenedAgain() throws Exception {
        Path socket = folder.resolve("rpc.sock");
        start(
                calls.service().build(),
                builder -> builder.addListener(Listener.plain("127.0.0.1", 0))
                        .addListener(Listener.redirect("127.0.0.1", 0, URI.create("https://www.example.com:7076")))
                        .addListener(Listener.unix(socket, PosixFilePermissions.fromString("rw-------"))));
        List<Integer> ports = node.server().uris().stream()
                .map(URI::getPort)
                .filter(port -> port > 0)
                .toList();
        assertThat(ports).hasSize(3);
        try (RawConnection busy = node.anonymous().connect()) {
            ask(busy, HELD);
            calls.awaitTold("held");
            CompletableFuture<Void> closed = close();
            awaitRefusal();

            for (int port : ports) {
                assertThatThrownBy(() -> RawTlsClient.connectPlain(port)).isInstanceOf(ConnectException.class);
            }
            assertThat(Files.exists(socket)).isFalse();
            try (PlainNode next = PlainNode.on(
                            Listener.plain("127.0.0.1", ports.get(0)),
                            Listener.unix(socket, PosixFilePermissions.fromString("rw-------")));
                    RawConnection connection = next.connect()) {
                assertThat(connection
                                .post("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"count\"}")
                                .status())
                        .isEqualTo(200);
                calls.release();
                assertThat(busy.readResponse().body()).isEqualTo(HELD_ANSWER);
                closed.get(20, TimeUnit.SECONDS);
                assertThat(Files.exists(socket)).isTrue();
            }
        }
    }

    @Test
    void whatIsLeftAtTheDeadlineIsCutAndItsHandlersEnd() throws Exception {
        // Elsewhere than on the server's own threads, for which there is a test of its own.
        start((TestService.onVirtualThreads()
                        ? calls.service()
                        : calls.service().handlerExecutor(threads))
                .build());
        try (RawConnection held = node.anonymous().connect();
                RawConnection blocked = node.anonymous().connect()) {
            ask(held, HELD);
            calls.awaitTold("held");
            ask(blocked, BLOCKED);
            calls.awaitTold("blocked");
            long before = System.nanoTime();

            node.server().stop(Duration.ofSeconds(1));

            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
            assertThat(Set.of(
                            String.valueOf(calls.told.poll(20, TimeUnit.SECONDS)),
                            String.valueOf(calls.told.poll(20, TimeUnit.SECONDS))))
                    .containsExactlyInAnyOrder("cancelled", "interrupted");
            assertThatThrownBy(held::readResponse).isInstanceOf(IOException.class);
            assertThatThrownBy(blocked::readResponse).isInstanceOf(IOException.class);
        }
        assertThat(stopped()).isEqualTo(new ServerStopped(0, 2, 0, 0, stopped().took()));
    }

    @Test
    void aHandlerOnTheServersOwnThreadIsInterruptedAtTheDeadlineToo() throws Exception {
        start(calls.service().build());
        try (RawConnection blocked = node.anonymous().connect()) {
            ask(blocked, BLOCKED);
            calls.awaitTold("blocked");

            node.server().stop(Duration.ZERO);

            calls.awaitTold("interrupted");
        }
        assertThat(stopped()).isEqualTo(new ServerStopped(0, 1, 0, 0, stopped().took()));
    }

    @Test
    void aPeerThatReadsNothingOfALargeAnswerIsCutAtTheDeadline() throws Exception {
        RpcService service = TestService.builder()
                .method("large", Permission.PUBLIC, call -> "x".repeat(20_000_000))
                .build();
        start(service);
        try (RawConnection connection = node.anonymous().receiveBuffer(4_096).connect()) {
            ask(connection, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"large\"}");
            assertThat(connection.readHead().status()).isEqualTo(200);
            long before = System.nanoTime();

            node.server().stop(Duration.ofSeconds(1));

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        }
        assertThat(stopped()).isEqualTo(new ServerStopped(0, 1, 0, 0, stopped().took()));
    }

    @Test
    void aNotificationThatRunsOnWithoutItsRequestIsWaitedFor() throws Exception {
        start(calls.service().build());
        try (RawConnection connection = node.anonymous().connect()) {
            RawResponse answer = connection.post("{\"jsonrpc\":\"2.0\",\"method\":\"held\"}");
            assertThat(answer.status()).isEqualTo(204);
            calls.awaitTold("held");
            CompletableFuture<Void> closed = close();
            assertThat(connection.endsWithin(Duration.ofSeconds(20))).isTrue();
            assertThat(closed).isNotDone();

            calls.release();

            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(calls.told).isEmpty();
    }

    @Test
    void whoeverStopsItAgainWaitsForTheSameEndAndMayHurry() throws Exception {
        start(calls.service().build());
        try (RawConnection held = node.anonymous().connect()) {
            ask(held, HELD);
            calls.awaitTold("held");
            CompletableFuture<Void> first = close();
            CompletableFuture<Void> second = close();
            awaitRefusal();
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();

            node.server().stop(Duration.ofMillis(1));

            first.get(20, TimeUnit.SECONDS);
            second.get(20, TimeUnit.SECONDS);
        }
        node.server().close();
        assertThat(node.events.stream().filter(ServerStopped.class::isInstance)).hasSize(1);
        assertThat(stopped()).isEqualTo(new ServerStopped(0, 1, 0, 0, stopped().took()));
    }

    @Test
    void aHandlerThatStopsItGetsItsAnswerOut() throws Exception {
        AtomicReference<TestNode> own = new AtomicReference<>();
        RpcService service = TestService.builder()
                .method("here", Permission.PUBLIC, call -> {
                    own.get().close();
                    return "stops";
                })
                .build();
        start(service);
        own.set(node);
        try (RawConnection connection = node.anonymous().connect()) {
            assertThat(connection
                            .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"here\"}")
                            .body())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"stops\",\"id\":1}");
        }
        node.close();
        assertThat(stopped()).isEqualTo(new ServerStopped(1, 0, 0, 0, stopped().took()));
    }

    @Test
    void aHandlerThatEndsSubscriptionsAndStopsItMeanwhileHoldsNobodyUp() throws Exception {
        AtomicReference<TestNode> own = new AtomicReference<>();
        CountDownLatch returned = new CountDownLatch(1);
        RpcService service = TestService.builder()
                .subscription("heads", Permission.PUBLIC, subscriber -> () -> {
                    own.get().close();
                    returned.countDown();
                })
                .build();
        start(service);
        own.set(node);
        try (RawWebSocket webSocket = RawWebSocket.open(node.anonymous().connect())) {
            webSocket.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"heads\"]}");
            CompletableFuture<Void> closed = close();
            assertThat(webSocket.readClose().closeCode()).isEqualTo(1001);
            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(returned.getCount()).isZero();
    }

    @Test
    void handshakesThatAreUnderWayHoldNobodyUp() throws Exception {
        start(calls.service().build());
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        List<RawConnection> silent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            silent.add(RawTlsClient.connectPlain(node.port()));
            clients.add(CompletableFuture.runAsync(this::handshakeUntilRefused, threads));
        }

        node.server().stop(LONG);

        for (CompletableFuture<Void> client : clients) {
            client.get(20, TimeUnit.SECONDS);
        }
        for (RawConnection each : silent) {
            assertThat(each.endsWithin(Duration.ofSeconds(20))).isTrue();
            each.close();
        }
        assertThat(stopped().took()).isLessThan(Duration.ofSeconds(20));
        assertThat(stopped().cut()).isZero();
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        start(calls.service().build());
        try (RawConnection connection = node.anonymous().connect()) {
            connection.post(QUICK);
            node.server().stop(LONG);
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> !before.contains(thread))
                                .map(Thread::getName)
                                .filter(name -> name.startsWith("secure-rpc"))
                                .collect(Collectors.toSet()))
                        .isEmpty());
    }

    private void handshakeUntilRefused() {
        for (int i = 0; i < 10_000; i++) {
            try (RawConnection connection = node.anonymous().connect()) {
                assertThat(connection.socket().isConnected()).isTrue();
            } catch (ConnectException refused) {
                return;
            } catch (IOException cutInItsHandshake) {
                continue;
            }
        }
    }

    private void start(RpcService service) {
        start(service, builder -> builder);
    }

    private void start(RpcService service, UnaryOperator<SecureRpcServerBuilder> change) {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(service)
                .stopTimeout(LONG)
                .customize(builder -> change.apply(builder))
                .start();
    }

    private CompletableFuture<Void> close() {
        return CompletableFuture.runAsync(node::close, threads);
    }

    private void ask(RawConnection connection, String json) throws IOException {
        connection.write(RawConnection.postRequest("127.0.0.1:" + node.port(), json, "Content-Type: application/json"));
    }

    /** The stop has begun. */
    private void awaitRefusal() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stopping()).isNotNull());
        assertThatThrownBy(() -> RawTlsClient.connectPlain(node.port())).isInstanceOf(ConnectException.class);
    }

    /** The server has read the first bytes of a request that is not complete. */
    private void awaitHeaderBegun() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> node.server().listeners().stream()
                        .flatMap(listener -> listener.connector().getConnectedEndPoints().stream())
                        .map(SlowConnections::top)
                        .anyMatch(top ->
                                top instanceof HttpConnection http && SlowConnections.isInHeader(http.getParser())));
    }

    private ServerStopping stopping() {
        return node.events.stream()
                .filter(ServerStopping.class::isInstance)
                .map(ServerStopping.class::cast)
                .findFirst()
                .orElse(null);
    }

    private ServerStopped stopped() {
        return node.events.stream()
                .filter(ServerStopped.class::isInstance)
                .map(ServerStopped.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
