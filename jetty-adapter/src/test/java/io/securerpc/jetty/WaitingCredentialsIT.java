package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.limit.Limits;
import io.securerpc.listener.Listener;
import io.securerpc.reload.LiveWatch;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that wait until others of their address are decided: as many guesses are looked at as without them, and none waits for ever. */
class WaitingCredentialsIT {
    @TempDir
    private Path folder;

    private final HeldCredentials kind = new HeldCredentials();

    @Test
    void guessesThatDifferAreLookedAtAsOftenAsMayBeAndNoneMore() throws Exception {
        try (RunningServer server = server(3, Duration.ofMinutes(5))) {
            List<RawConnection> waiting = ask(server, "guess", 20);
            kind.release.countDown();
            assertThat(statuses(waiting)).hasSize(20).containsOnly(401, 429);
            assertThat(kind.proven.get()).isEqualTo(3);
        }
    }

    @Test
    void theRightOneBesideAStreamOfWrongOnesOfItsAddressIsServedWhileThereIsAPlace() throws Exception {
        try (RunningServer server = server(3, Duration.ofMinutes(5))) {
            List<RawConnection> first = ask(server, "guess", 2);
            await().until(() -> kind.running.get() >= 1);
            List<RawConnection> right = ask(server, "right", 10);
            kind.release.countDown();
            assertThat(statuses(first)).containsExactly(401, 401);
            assertThat(statuses(right)).hasSize(10).containsOnly(200);
        }
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        try (RunningServer server = server(1, Duration.ofSeconds(1))) {
            List<RawConnection> first = ask(server, "guess", 1);
            await().until(() -> kind.running.get() >= 1);
            assertThat(statuses(ask(server, "right", 2))).containsExactly(503, 503);
            kind.release.countDown();
            assertThat(statuses(first)).containsExactly(401);
        }
    }

    @Test
    @Timeout(60)
    void whoWaitsDoesNotHoldUpAStop() throws Exception {
        RunningServer server = server(3, Duration.ofMinutes(5));
        List<RawConnection> all = ask(server, "right", 10);
        await().until(() -> kind.running.get() >= 1);
        server.stop(Duration.ofSeconds(1));
        kind.release.countDown();
        for (RawConnection connection : all) {
            connection.close();
        }
    }

    @Test
    void whoGoesAwayWaitsNoLonger() throws Exception {
        AttemptLimits one =
                AttemptLimits.builder().byAddress(1, Duration.ofHours(1)).build();
        try (Http2Node node = new Http2Node(
                folder,
                Limits.defaults(),
                builder -> builder.addCredentials(kind).attemptLimits(one))) {
            try (RawHttp2 first = node.open()) {
                int stream = first.beginPost(node.authority(), "authorization", "Basic right");
                first.finishPost(stream, Http2Node.COUNT);
                await().until(() -> kind.running.get() >= 1);
                try (RawHttp2 second = node.open()) {
                    for (int i = 0; i < 20; i++) {
                        second.beginPost(node.authority(), "authorization", "Basic right");
                    }
                    await().until(() -> node.used(Gauge.REQUESTS) == 21);
                }
                await().until(() -> node.used(Gauge.REQUESTS) == 1);
                // Nor has anybody refused them.
                assertThat(node.events.texts(SecurityEvent.RequestRefused.class))
                        .isEmpty();
                kind.release.countDown();
                assertThat(first.readBody(stream)).isEqualTo(Http2Node.COUNTED);
            }
        }
    }

    private RunningServer server(int attempts, Duration longestWait) {
        return SecureRpcServer.builder()
                .service(TestService.builder()
                        .method("count", Permission.PUBLIC, call -> 1)
                        .build())
                .addListener(Listener.plain("127.0.0.1", 0))
                .addCredentials(kind)
                // However long this machine takes, it earns nobody another attempt.
                .attemptLimits(AttemptLimits.builder()
                        .byAddress(attempts, Duration.ofHours(1))
                        .build())
                .build()
                .start(new AssemblyOptions(
                        PeerJudge::of,
                        LiveWatch.INTERVAL,
                        System::nanoTime,
                        handler -> handler,
                        ConnectionWatchdog.PERIOD,
                        longestWait));
    }

    /** Each on a connection of its own, and each of another value, or the same right one. */
    private static List<RawConnection> ask(RunningServer server, String credential, int count) throws IOException {
        int port = server.uris().get(0).getPort();
        List<RawConnection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawConnection connection = RawTlsClient.connectPlain(port);
            connection.write(RawConnection.postRequest(
                    "127.0.0.1:" + port,
                    PlainNode.CALL,
                    "Content-Type: application/json",
                    "Authorization: Basic " + credential + (credential.equals("right") ? "" : i)));
            connections.add(connection);
        }
        return connections;
    }

    private static List<Integer> statuses(List<RawConnection> connections) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (RawConnection connection : connections) {
            statuses.add(connection.readResponse().status());
            connection.close();
        }
        return statuses;
    }
}
