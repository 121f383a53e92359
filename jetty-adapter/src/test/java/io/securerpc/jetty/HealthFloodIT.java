package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.gate.HealthAccess;
import io.securerpc.rpc.HealthReport;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.tls.ClientAuthentication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that takes its time to say how it is doing, asked by many. */
class HealthFloodIT {
    private static final int CLIENTS = 60;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger checks = new AtomicInteger();
    private final List<RawConnection> clients = new ArrayList<>();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> builder.health(HealthAccess.EVERYBODY))
                .service(TestService.builder()
                        .method("version", Permission.PUBLIC, call -> "1")
                        .health(() -> {
                            int peers = checks.incrementAndGet();
                            release.await();
                            return HealthReport.ofSubstrate(peers, false, true);
                        })
                        .build())
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        for (RawConnection client : clients) {
            client.close();
        }
        node.close();
    }

    @Test
    void isAskedOnceForAllWhoAskMeanwhile() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            connect();
        }
        // Only now, and at once: none is waited with for longer than 5 s.
        for (RawConnection client : clients) {
            ask(client, "/health");
        }
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> node.server().usage().of(Gauge.REQUESTS) == CLIENTS);
        assertThat(checks).hasValue(1);

        release.countDown();

        for (RawConnection client : clients) {
            RawResponse answer = client.readResponse();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"peers\":1,\"isSyncing\":false,\"shouldHavePeers\":true}");
        }
        assertThat(ask("/health").readResponse().body()).startsWith("{\"peers\":2,");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void isNotReadyWhileItDoesNotAnswerAndReadyWhenItDoes() throws Exception {
        RawConnection first = ask("/health");
        assertNone(first);
        // At once: nobody is asked again before there is an answer.
        assertNone(ask("/health"));
        RawResponse readiness = ask("/health/readiness").readResponse();
        assertThat(readiness.status()).isEqualTo(500);
        assertThat(readiness.body()).isEmpty();
        assertThat(checks).hasValue(1);

        release.countDown();

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(ask("/health/readiness").readResponse().status())
                                .isEqualTo(200));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(warnings())
                        .containsExactly(
                                "health check: has not returned for 5 s, so the node passes for not ready until it does",
                                "health check: has returned"));
    }

    private static void assertNone(RawConnection client) throws Exception {
        RawResponse answer = client.readResponse();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32603,\"message\":\"Internal error\"},\"id\":null}");
    }

    private List<String> warnings() {
        return node.events.texts(SecurityEvent.Warning.class).stream()
                .filter(text -> text.startsWith("health"))
                .toList();
    }

    private RawConnection ask(String path) throws Exception {
        RawConnection client = connect();
        ask(client, path);
        return client;
    }

    private RawConnection connect() throws Exception {
        RawConnection client = node.anonymous().connect();
        clients.add(client);
        return client;
    }

    private void ask(RawConnection client, String path) throws Exception {
        client.write("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\n\r\n");
    }
}
