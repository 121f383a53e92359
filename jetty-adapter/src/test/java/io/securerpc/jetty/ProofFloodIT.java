package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.limit.AttemptLimits;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A flood of credentials that take for ever to judge: it fills its own threads and queue, and stops nobody else. */
class ProofFloodIT {
    private static final int FLOOD = 100;
    /** However long this machine takes for the flood, it earns nobody another attempt. */
    private static final AttemptLimits TEN =
            AttemptLimits.builder().byAddress(10, Duration.ofHours(1)).build();

    @Test
    void delaysNobodyAndIsBounded() throws Exception {
        HeldCredentials slow = new HeldCredentials();
        try (PlainNode node = PlainNode.with(
                builder -> builder.addCredentials(slow).allowAnonymous().attemptLimits(TEN),
                Listener.plain("127.0.0.1", 0))) {
            List<RawConnection> flood = new ArrayList<>();
            for (int i = 0; i < FLOOD; i++) {
                RawConnection connection = RawTlsClient.connectPlain(node.port());
                connection.write(request(node, "Authorization: Basic guess"));
                flood.add(connection);
            }
            int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
            await().until(() -> slow.running.get() == threads);
            // Nobody has let go of a single one: whoever needs no proof, or whose proof is known, is served all the
            // same.
            assertThat(ask(node, "Accept: */*").status()).isEqualTo(200);
            assertThat(ask(node, "Authorization: Basic known").status()).isEqualTo(200);
            assertThat(slow.running.get()).isEqualTo(threads);
            List<Integer> statuses = new ArrayList<>();
            slow.release.countDown();
            for (RawConnection connection : flood) {
                statuses.add(connection.readResponse().status());
                connection.close();
            }
            assertThat(slow.most.get()).isEqualTo(threads);
            // 10 attempts from one address are looked at, and no proof was begun for the others.
            assertThat(statuses).contains(401, 429);
            assertThat(statuses.stream().filter(status -> status == 401)).hasSize(10);
            assertThat(slow.proven.get()).isEqualTo(10);
        }
    }

    @Test
    void whatDoesNotFitIsTurnedAway() throws Exception {
        HeldCredentials slow = new HeldCredentials();
        try (PlainNode node = PlainNode.with(
                builder ->
                        builder.addCredentials(slow).trustedProxies(io.securerpc.proxy.TrustedProxies.of("127.0.0.1")),
                Listener.plain("127.0.0.1", 0))) {
            List<RawConnection> flood = new ArrayList<>();
            for (int i = 0; i < FLOOD; i++) {
                RawConnection connection = RawTlsClient.connectPlain(node.port());
                // Each from an address of its own, so that no count of attempts is in the way.
                connection.write(request(node, "Authorization: Basic guess\r\nX-Forwarded-For: 198.51.100." + i));
                flood.add(connection);
            }
            int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
            await().until(() -> node.events
                            .texts(io.securerpc.event.SecurityEvent.RequestRefused.class)
                            .size()
                    == FLOOD - threads - 32);
            slow.release.countDown();
            List<Integer> statuses = new ArrayList<>();
            Set<String> retry = new HashSet<>();
            for (RawConnection connection : flood) {
                RawResponse answer = connection.readResponse();
                statuses.add(answer.status());
                retry.add(answer.status() == 503 ? answer.header("retry-after") : "1");
                connection.close();
            }
            assertThat(statuses.stream().filter(status -> status == 503)).hasSize(FLOOD - threads - 32);
            assertThat(statuses.stream().filter(status -> status == 401)).hasSize(threads + 32);
            assertThat(retry).containsExactly("1");
        }
    }

    private static RawResponse ask(PlainNode node, String header) throws IOException {
        try (RawConnection connection = node.connect()) {
            connection.write(request(node, header));
            return connection.readResponse();
        }
    }

    private static String request(PlainNode node, String header) {
        return RawConnection.postRequest(
                "127.0.0.1:" + node.port(), PlainNode.CALL, "Content-Type: application/json", header);
    }
}
