package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.event.SecurityEvent.ServerStopping;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose listener does what none should: the stop of its server is over by its deadline all the same. */
class StubbornListenerIT {
    @TempDir
    Path folder;

    private final HeldCalls calls = new HeldCalls();
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<SecurityEvent> told = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void release() {
        released.countDown();
        calls.release();
        threads.shutdownNow();
    }

    @Test
    void oneThatNeverReturnsFromTheStopHoldsNobodyUp() throws Exception {
        TestNode node = start(ClientAuthentication.none(), ServerStopping.class::isInstance, Duration.ofMinutes(2));
        try (RawConnection busy = node.anonymous().connect()) {
            ask(node, busy, HeldCalls.HELD);
            calls.awaitTold("held");

            CompletableFuture<Void> closed = CompletableFuture.runAsync(node::close, threads);
            assertThat(endsListening(node)).isTrue();
            calls.release();

            assertThat(busy.readResponse().body()).isEqualTo(HeldCalls.HELD_ANSWER);
            closed.get(30, TimeUnit.SECONDS);
        }
        assertThat(told).singleElement().isInstanceOf(ServerStopping.class);
    }

    @Test
    void oneThatNeverReturnsFromARefusalHoldsNobodyUp() throws Exception {
        TestNode node = start(null, SecurityEvent.ClientRefused.class::isInstance, Duration.ofSeconds(1));
        try (RawConnection stranger = node.anonymous().connectWithoutHandshake()) {
            threads.execute(() -> {
                try {
                    stranger.write("x");
                } catch (IOException refused) {
                    // nobody says so while the listener sleeps
                }
            });
            await().until(() -> !told.isEmpty());

            CompletableFuture.runAsync(node::close, threads).get(30, TimeUnit.SECONDS);
        }
        awaitStopped();
    }

    /** What was held up by it finds the server taken apart. */
    @Test
    void oneThatReturnsFromARefusalAfterTheStopEndsNoThreadWithAnException() throws Exception {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        try {
            oneThatNeverReturnsFromARefusalHoldsNobodyUp();
            assertThat(drains()).isNotEmpty();

            released.countDown();

            await().until(() -> drains().isEmpty());
            assertThat(uncaught).isEmpty();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private static List<Thread> drains() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("secure-rpc-drain"))
                .toList();
    }

    @Test
    void oneThatStopsTheServerFromWithinTheStopIsNotWaitedFor() throws Exception {
        AtomicReference<TestNode> node = new AtomicReference<>();
        node.set(TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(calls.service().build())
                .eventListener(event -> {
                    if (event instanceof ServerStopping || event instanceof ServerStopped) {
                        told.add(event);
                        node.get().close();
                    }
                })
                .start());

        CompletableFuture.runAsync(() -> node.get().close(), threads).get(30, TimeUnit.SECONDS);

        awaitStopped();
        assertThat(told).hasExactlyElementsOfTypes(ServerStopping.class, ServerStopped.class);
    }

    /** The stop waits for a moment only until it is told. */
    private void awaitStopped() {
        await().untilAsserted(() -> assertThat(told).last().isInstanceOf(ServerStopped.class));
    }

    private TestNode start(ClientAuthentication mode, Predicate<SecurityEvent> stubborn, Duration stopTimeout) {
        return TestNode.in(folder)
                .authentication(trust -> mode == null ? ClientAuthentication.require(trust) : mode)
                .install(TestCertificate.named("rpc.user.1").selfSigned())
                .service(calls.service().build())
                .stopTimeout(stopTimeout)
                .eventListener(event -> {
                    if (event instanceof ServerStopping || event instanceof ServerStopped || stubborn.test(event)) {
                        told.add(event);
                    }
                    if (stubborn.test(event)) {
                        awaitRelease();
                    }
                })
                .start();
    }

    /** However often its thread is interrupted. */
    private void awaitRelease() {
        while (true) {
            try {
                released.await();
                return;
            } catch (InterruptedException stubborn) {
                // as the name of the test says
            }
        }
    }

    private static boolean endsListening(TestNode node) throws IOException {
        while (true) {
            try (RawConnection connection = RawTlsClient.connectPlain(node.port())) {
                assertThat(connection.socket().isConnected()).isTrue();
            } catch (ConnectException refused) {
                return true;
            } catch (IOException cut) {
                assertThat(cut).isNotNull();
            }
        }
    }

    private static void ask(TestNode node, RawConnection connection, String json) throws IOException {
        connection.write(RawConnection.postRequest("127.0.0.1:" + node.port(), json, "Content-Type: application/json"));
    }
}
