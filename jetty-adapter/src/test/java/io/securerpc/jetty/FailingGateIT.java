package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.event.SecurityEvent.Warning;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.trust.LiveTrust;
import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustSnapshot;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message of a WebSocket whose caller cannot be judged: nothing runs, and nothing of it is left that a stop would wait for. */
class FailingGateIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final AtomicBoolean fails = new AtomicBoolean();

    @Test
    void endsTheWebSocketAndHoldsUpNoStop() throws Exception {
        TestNode node = TestNode.in(folder)
                .install(user)
                .judges(Judge::new)
                .stopTimeout(Duration.ofMinutes(2))
                .start();
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(webSocket.ask(COUNT)).contains("1000");

            fails.set(true);
            webSocket.send(COUNT);

            RawWebSocket.Frame close = webSocket.readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.text().substring(2)).isEqualTo("a message could not be served");
            assertThat(webSocket.connection().endsWithin(Duration.ofSeconds(20)))
                    .isTrue();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> node.server().usage().of(Gauge.WEB_SOCKETS), open -> open == 0);
            fails.set(false);
        } finally {
            node.close();
        }
        assertThat(node.server().drain().enteredCount())
                .isEqualTo(node.server().drain().leftCount());
        // A stop does not wait for long until its listener has heard.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(node.events.get(node.events.size() - 1))
                        .isInstanceOfSatisfying(
                                ServerStopped.class,
                                stopped -> assertThat(stopped.cut()).isZero()));
        assertThat(node.server().usage().of(Gauge.REQUEST_BYTES)).isZero();
        assertThat(node.events.texts(Warning.class))
                .filteredOn(text -> text.startsWith("websocket"))
                .singleElement()
                .asString()
                .matches("websocket of certificate:rpc\\.user\\.1: a message could not be served, so it is closed:"
                        + " incident [0-9a-f]{16}");
    }

    private final class Judge implements PeerJudge {
        private final LiveTrust trust;

        Judge(LiveTrust trust) {
            this.trust = trust;
        }

        @Override
        public TrustSnapshot snapshot() {
            if (fails.get() && isOfAMessage()) {
                throw new IllegalStateException("a secret of the node");
            }
            return trust.current();
        }

        /** Whoever looks through the connections each second would reset this one before it can be told anything. */
        private boolean isOfAMessage() {
            return StackWalker.getInstance()
                    .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                            .anyMatch(WebSocketChannel.class.getName()::equals));
        }

        @Override
        public TrustDecision judge(List<X509Certificate> chain) {
            return trust.judge(chain);
        }

        @Override
        public TrustDecision judgeOpen(List<X509Certificate> chain) {
            return trust.judgeOpen(chain);
        }
    }
}
