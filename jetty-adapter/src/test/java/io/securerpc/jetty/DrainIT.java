package io.securerpc.jetty;

import static io.securerpc.jetty.HeldCalls.HELD;
import static io.securerpc.jetty.HeldCalls.HELD_ANSWER;
import static io.securerpc.jetty.HeldCalls.QUICK;
import static io.securerpc.jetty.HeldCalls.QUICK_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.event.SecurityEvent.ServerStopping;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.gate.HealthAccess;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests over HTTP/1.1, and of whoever connects, while a server stops. */
@Functional
class DrainIT {
    @TempDir
    Path folder;

    private final DrainingNode node = new DrainingNode();
    private final HeldCalls calls = node.calls;

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aRequestThatRunsIsAnsweredAndItsConnectionEnds() throws Exception {
        node.start(folder, calls.service().build());
        try (RawConnection busy = node.connect()) {
            node.ask(busy, HELD);
            calls.awaitTold("held");
            CompletableFuture<Void> closed = node.stopAside();
            node.awaitRefusal();
            assertThat(closed).isNotDone();

            calls.release();
            RawResponse answer = busy.readResponse();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(HELD_ANSWER);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(busy.endsWithin(Duration.ofSeconds(20))).isTrue();
            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(node.stopping())
                .isEqualTo(new ServerStopping(1, 0, node.stopping().within()));
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(1, 0, 0, 0, node.stopped().took()));
    }

    @Test
    void connectionsWithoutARequestEndAtOnceWhileOthersRun() throws Exception {
        node.start(folder, calls.service().build());
        try (RawConnection busy = node.connect();
                RawConnection idle = node.connect();
                RawConnection fresh = node.connect();
                RawConnection handshaking = RawTlsClient.connectPlain(node.port())) {
            assertThat(idle.post(QUICK).body()).isEqualTo(QUICK_ANSWER);
            node.ask(busy, HELD);
            calls.awaitTold("held");
            CompletableFuture<Void> closed = node.stopAside();

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
        node.start(folder, calls.service().build());
        try (RawConnection connection = node.connect();
                RawConnection other = node.connect()) {
            node.ask(other, HELD);
            calls.awaitTold("held");
            String request =
                    RawConnection.postRequest("127.0.0.1:" + node.port(), QUICK, "Content-Type: application/json");
            connection.write(request.substring(0, 20));
            awaitHeaderBegun();
            CompletableFuture<Void> closed = node.stopAside();
            node.awaitRefusal();

            connection.write(request.substring(20));
            RawResponse answer = connection.readResponse();

            assertThat(answer.body()).isEqualTo(QUICK_ANSWER);
            assertThat(answer.header("connection")).isEqualTo("close");
            calls.release();
            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(2, 0, 0, 0, node.stopped().took()));
    }

    @Test
    void aNotificationThatRunsOnWithoutItsRequestIsWaitedFor() throws Exception {
        node.start(folder, calls.service().build());
        try (RawConnection connection = node.connect()) {
            RawResponse answer = connection.post("{\"jsonrpc\":\"2.0\",\"method\":\"held\"}");
            assertThat(answer.status()).isEqualTo(204);
            calls.awaitTold("held");
            CompletableFuture<Void> closed = node.stopAside();
            assertThat(connection.endsWithin(Duration.ofSeconds(20))).isTrue();
            assertThat(closed).isNotDone();

            calls.release();

            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(calls.told).isEmpty();
    }

    @Test
    void isNotReadyAnyMore() throws Exception {
        node.start(folder, calls.service().build(), builder -> builder.health(HealthAccess.EVERYBODY));
        try (RawConnection connection = node.connect();
                RawConnection before = node.connect()) {
            String request = "GET /health/readiness HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\n\r\n";
            before.write(request);
            assertThat(before.readHead().status()).isEqualTo(200);
            connection.write(request.substring(0, 20));
            awaitHeaderBegun();
            CompletableFuture<Void> closed = node.stopAside();
            node.awaitRefusal();

            connection.write(request.substring(20));

            assertThat(connection.readResponse().status()).isEqualTo(500);
            closed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void everyListenerIsClosedFromTheStartAndMayBeOpenedAgain() throws Exception {
        Path socket = folder.resolve("rpc.sock");
        node.start(
                folder,
                calls.service().build(),
                builder -> builder.addListener(Listener.plain("127.0.0.1", 0))
                        .addListener(Listener.redirect("127.0.0.1", 0, URI.create("https://www.example.com:7076")))
                        .addListener(Listener.unix(socket, PosixFilePermissions.fromString("rw-------"))));
        List<Integer> ports = node.server().uris().stream()
                .map(URI::getPort)
                .filter(port -> port > 0)
                .toList();
        assertThat(ports).hasSize(3);
        try (RawConnection busy = node.connect()) {
            node.ask(busy, HELD);
            calls.awaitTold("held");
            CompletableFuture<Void> closed = node.stopAside();
            node.awaitRefusal();

            ports.forEach(DrainingNode::awaitRefusal);
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
    void handshakesThatAreUnderWayHoldNobodyUp() throws Exception {
        node.start(folder, calls.service().build());
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        List<RawConnection> silent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            silent.add(RawTlsClient.connectPlain(node.port()));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> node.server().usage().of(Gauge.CONNECTIONS) >= silent.size());
        for (int i = 0; i < 20; i++) {
            clients.add(CompletableFuture.runAsync(this::handshakeUntilRefused, node.threads));
        }

        node.server().stop(DrainingNode.LONG);

        for (CompletableFuture<Void> client : clients) {
            client.get(20, TimeUnit.SECONDS);
        }
        for (RawConnection each : silent) {
            assertThat(each.endsWithin(Duration.ofSeconds(20))).isTrue();
            each.close();
        }
        assertThat(node.stopped().took()).isLessThan(Duration.ofSeconds(20));
        assertThat(node.stopped().cut()).isZero();
    }

    private void handshakeUntilRefused() {
        for (int i = 0; i < 10_000; i++) {
            try (RawConnection connection = node.connect()) {
                assertThat(connection.socket().isConnected()).isTrue();
            } catch (ConnectException refused) {
                return;
            } catch (IOException cutInItsHandshake) {
                continue;
            }
        }
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
}
