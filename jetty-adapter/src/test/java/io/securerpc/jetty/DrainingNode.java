package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.event.SecurityEvent.ServerStopping;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A node without client certificates that a test stops on another thread, while calls are held. */
final class DrainingNode implements AutoCloseable {
    /** Never reached where all goes well. */
    static final Duration LONG = Duration.ofMinutes(2);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final HeldCalls calls = new HeldCalls();
    final ExecutorService threads = Executors.newCachedThreadPool();
    private TestNode node;

    void start(Path folder, RpcService service) {
        start(folder, service, builder -> builder);
    }

    void start(Path folder, RpcService service, UnaryOperator<SecureRpcServerBuilder> change) {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(service)
                .stopTimeout(LONG)
                .customize(change)
                .start();
    }

    RunningServer server() {
        return node.server();
    }

    RecordedEvents events() {
        return node.events;
    }

    int port() {
        return node.port();
    }

    RawTlsClient client() {
        return node.anonymous();
    }

    RawConnection connect() throws IOException {
        return client().connect();
    }

    /** Sends a call over HTTP/1.1, and reads nothing. */
    void ask(RawConnection connection, String json) throws IOException {
        connection.write(RawConnection.postRequest("127.0.0.1:" + port(), json, "Content-Type: application/json"));
    }

    /** Begins to stop it. */
    CompletableFuture<Void> stopAside() {
        return CompletableFuture.runAsync(node::close, threads);
    }

    /** The stop has begun. */
    void awaitRefusal() {
        stopping();
        awaitRefusal(port());
    }

    /** The kernel accepts for as long as the thread that was waiting for connections has not come to know that it is over. */
    static void awaitRefusal(int port) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(
                                () -> RawTlsClient.connectPlain(port).close())
                        .isInstanceOf(ConnectException.class));
    }

    ServerStopping stopping() {
        return events().awaitFirst(ServerStopping.class);
    }

    ServerStopped stopped() {
        return events().awaitFirst(ServerStopped.class);
    }

    @Override
    public void close() {
        calls.release();
        node.close();
        threads.shutdownNow();
    }
}
