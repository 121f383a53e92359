package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the functional tests run on what the build says they run on. */
@Functional
class HandlerThreadsIT {
    private static final String THREAD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"virtual\"}";
    private static final int CALLS = 500;

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    @Test
    void areOfTheKindAndTheVersionThatTheBuildAskedFor() throws Exception {
        String expected = "{\"jsonrpc\":\"2.0\",\"result\":" + TestService.onVirtualThreads() + ",\"id\":1}";
        try (TestNode node = TestNode.in(folder)
                        .install(user)
                        .service(TestService.builder()
                                .method("virtual", Permission.PUBLIC, call -> isVirtual(Thread.currentThread()))
                                .build())
                        .start();
                RawConnection http1 = node.client(user).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(http1.post(THREAD).body()).isEqualTo(expected);
            assertThat(http2.post(THREAD)).isEqualTo(expected);
            assertThat(webSocket.ask(THREAD)).isEqualTo(expected);
        }
        if (TestService.onVirtualThreads()) {
            assertThat(Runtime.version().feature()).isEqualTo(Integer.getInteger("secure-rpc.java"));
        }
    }

    /** On virtual threads, more calls wait at once than the server has threads; on its own, as few as one connection has at a time. */
    @Test
    void letAsManyCallsWaitAtOnceAsThereAreOnVirtualThreads() throws Exception {
        int together = TestService.onVirtualThreads() ? CALLS : 1;
        CountDownLatch waiting = new CountDownLatch(together);
        try (TestNode node = TestNode.in(folder)
                        .install(user)
                        .service(TestService.builder()
                                .method("meet", Permission.PUBLIC, call -> {
                                    waiting.countDown();
                                    return waiting.await(60, TimeUnit.SECONDS);
                                })
                                .build())
                        .limits(Limits.builder()
                                .calls(CallLimits.builder()
                                        .maxCalls(CALLS)
                                        .maxRunningCallsPerClient(CALLS)
                                        .maxCallsPerConnection(CALLS)
                                        .build())
                                .build())
                        .start();
                RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < together; i++) {
                webSocket.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"meet\"}");
            }
            for (int i = 0; i < together; i++) {
                answers.add(webSocket.readText());
            }
            assertThat(answers).hasSize(together).containsOnly("{\"jsonrpc\":\"2.0\",\"result\":true,\"id\":1}");
        }
    }

    /** Compiled for 17, which does not know the method. */
    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return Runtime.version().feature() >= 21
                && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }
}
