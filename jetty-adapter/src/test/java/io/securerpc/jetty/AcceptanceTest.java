package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.limit.CallLimits;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.OpenConnections;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever was accepted in vain is told so, in whatever moment the connector stops. */
class AcceptanceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Server server = new Server();
    private final Connector connector = new Connector(server);
    private final ConnectionGuard guard = new ConnectionGuard(
            new OpenConnections(ConnectionLimits.defaults()).addListener(10),
            TrustedProxies.none(),
            false,
            new DropReport(event -> {}),
            new CallSlots(CallLimits.defaults(), Runnable::run),
            event -> told.add(event.text()));

    @BeforeEach
    void start() throws Exception {
        connector.channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        connector.getBean(SelectorManager.class).addEventListener(guard);
        server.addConnector(connector);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        connector.channel.close();
        server.stop();
    }

    @Test
    void handsOverWhomItAccepts() throws Exception {
        try (RawConnection peer = connect()) {
            Acceptance.acceptOne(connector, guard, channel -> {});

            await().atMost(PATIENCE)
                    .until(() -> connector.getConnectedEndPoints().size() == 1);
            assertThat(guard.isEmpty()).isFalse();
            assertThat(peer.socket().isClosed()).isFalse();
        }
    }

    @Test
    void resetsWhomSelectorsThatHaveStoppedWereGiven() throws Exception {
        try (RawConnection peer = connect()) {
            assertThatThrownBy(() -> Acceptance.acceptOne(connector, guard, channel -> stopAll()))
                    .isInstanceOf(NullPointerException.class);

            assertEnded(peer);
        }
    }

    @Test
    void resetsWhomItHandsOverWhileSelectorsStop() throws Exception {
        try (RawConnection peer = connect()) {
            assertThatThrownBy(() -> Acceptance.acceptOne(connector, guard, channel -> connector.stopping = true))
                    .isInstanceOf(ClosedChannelException.class);

            assertEnded(peer);
        }
    }

    @Test
    void resetsWhoseSocketCannotBeConfigured() throws Exception {
        try (RawConnection peer = connect()) {
            assertThatThrownBy(() -> Acceptance.acceptOne(connector, guard, channel -> {
                        throw new IOException("no such option");
                    }))
                    .hasMessage("no such option");

            assertEnded(peer);
        }
    }

    @Test
    void wakesWhoWaitsWithoutAnInterrupt() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                Acceptance.acceptOne(connector, guard, channel -> {});
            } catch (IOException closed) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        waiting.start();

        Acceptance.end(connector);

        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(Acceptance.isOpen(connector)).isFalse();
    }

    /** While memory is short, whatever is done about it may fail in the same way. */
    @Test
    void goesOnWhateverFails() throws Exception {
        TcpConnector port = new TcpConnector(server, guard, new Drain(), new HttpConnectionFactory());
        port.open();
        Throwable failure = new IOException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new OutOfMemoryError("none left to say so");
            }
        };

        assertThat(port.handleAcceptFailure(failure)).isTrue();
        port.close();
        assertThat(port.handleAcceptFailure(failure)).isFalse();
    }

    @Test
    void tellsOnceThatNoneIsAcceptedAndThatOneIsAgain() throws Exception {
        IOException failure = new IOException("Too many open files");
        assertThat(Acceptance.goesOnAfter(failure, connector, guard)).isTrue();
        assertThat(Acceptance.goesOnAfter(failure, connector, guard)).isTrue();
        try (RawConnection peer = connect()) {
            Acceptance.acceptOne(connector, guard, channel -> {});
            assertThat(peer.socket().isClosed()).isFalse();
        }

        assertThat(told)
                .containsExactly(
                        "connections: none accepted, tried again each second: Too many open files",
                        "connections: accepted again");
    }

    private void stopAll() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private RawConnection connect() throws IOException {
        return RawTlsClient.connectPlain(connector.channel.socket().getLocalPort());
    }

    private void assertEnded(RawConnection peer) throws IOException {
        assertThat(peer.endsWithin(PATIENCE)).isTrue();
        assertThat(guard.isEmpty()).isTrue();
    }

    /** Accepts nothing by itself. */
    private static final class Connector extends ServerConnector {
        private final ServerSocketChannel channel;
        private volatile boolean stopping;

        Connector(Server server) {
            super(server, 0, 1);
            try {
                channel = ServerSocketChannel.open();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Object getTransport() {
            return channel;
        }

        @Override
        public boolean isRunning() {
            return !stopping && super.isRunning();
        }
    }
}
