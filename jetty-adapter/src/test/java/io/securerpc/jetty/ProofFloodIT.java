package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.CredentialProof.Proven;
import io.securerpc.caller.CredentialProof.Reason;
import io.securerpc.caller.CredentialProof.Rejected;
import io.securerpc.caller.CredentialSource;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.listener.Listener;
import io.securerpc.reload.Live;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A flood of credentials that take for ever to judge: it fills its own threads and queue, and stops nobody else. */
class ProofFloodIT {
    private static final int FLOOD = 100;
    /** However long this machine takes for the flood, it earns nobody another attempt. */
    private static final AttemptLimits TEN =
            AttemptLimits.builder().byAddress(10, Duration.ofHours(1)).build();

    @Test
    void delaysNobodyAndIsBounded() throws Exception {
        Slow slow = new Slow();
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
        Slow slow = new Slow();
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

    /** A kind whose proofs wait for the test. */
    private static final class Slow implements CredentialSource, CredentialKind {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final AtomicInteger proven = new AtomicInteger();

        @Override
        public CredentialKind open(InstantSource clock) {
            return this;
        }

        @Override
        public CredentialForm form() {
            return CredentialForm.BASIC;
        }

        @Override
        public String challenge() {
            return "Basic";
        }

        @Override
        public Optional<String> claimedName(String value) {
            return Optional.empty();
        }

        @Override
        public Optional<Proven> known(String value, Instant now) {
            return value.equals("known")
                    ? Optional.of(new Proven("token:known", "1", Set.of(), Optional.empty()))
                    : Optional.empty();
        }

        @Override
        public CredentialProof prove(String value, Instant now) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                running.decrementAndGet();
            }
            proven.incrementAndGet();
            return new Rejected(Reason.WRONG, "a guess");
        }

        @Override
        public boolean holds(Proven proof, Instant now) {
            return true;
        }

        @Override
        public List<Live<?>> followed() {
            return List.of();
        }
    }
}
