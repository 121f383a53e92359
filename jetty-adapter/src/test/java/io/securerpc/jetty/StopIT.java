package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopping while peers are in the middle of something. */
@Functional
class StopIT {
    @TempDir
    private Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    @RepeatedTest(3)
    void doesNotFailBecauseOfAClientThatAskedForARenegotiationAndNeverReads() throws Exception {
        TestNode node = TestNode.in(folder).install(user).start();
        try (SSLSocket socket = (SSLSocket) ClientTls.trusting(node.identity.certificate())
                .presenting(user)
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", node.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            socket.getSession().invalidate();
            socket.startHandshake();

            node.close();
        }
        await().until(() -> node.server().tlsConnections() == 0);
    }

    @RepeatedTest(3)
    void endsConnectionsInEveryState() throws Exception {
        TestNode node = TestNode.in(folder).install(user).start();
        try (RawConnection idle = node.client(user).connect();
                RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect());
                RawConnection plain = node.client(user).connect()) {
            idle.post("{\"action\":\"block_count\"}");

            node.close();

            assertThat(idle.endsWithin(Duration.ofSeconds(30))).isTrue();
            assertThat(plain.endsWithin(Duration.ofSeconds(30))).isTrue();
        }
        await().until(() -> node.server().tlsConnections() == 0);
    }

    @Test
    void doesNotFailBecauseOfACallThatGoesOn() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        RpcService service = TestService.builder()
                .method("long", Permission.PUBLIC, call -> {
                    called.countDown();
                    return over.await(60, TimeUnit.SECONDS);
                })
                .build();
        RunningServer server = SecureRpcServer.builder()
                .service(service)
                .addListener(Listener.plain("127.0.0.1", 0))
                .build()
                .start();
        CompletableFuture<HttpResponse<String>> answer = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(server.uris().get(0))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"long\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();

        server.stop(Duration.ofMillis(100));
        over.countDown();

        assertThat(answer).failsWithin(Duration.ofSeconds(20));
    }
}
