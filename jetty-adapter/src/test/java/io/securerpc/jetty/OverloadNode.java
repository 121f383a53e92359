package io.securerpc.jetty;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.gate.HealthAccess;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.HealthReport;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A node whose methods block the server's own threads, with few places for them, and an operator who holds control. */
final class OverloadNode implements AutoCloseable {
    static final int CALLS = 8;
    static final int WAITING = 64;
    static final int RESERVED = 2;
    static final int PER_CONNECTION = 40;
    /** Of each call. */
    static final Duration WORK = Duration.ofMillis(100);

    static final String REFUSED_ERROR = "\"error\":{\"code\":-32999,\"message\":\"RPC rate limit exceeded\"}";

    final TestNode node;
    final String secret;
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostRunning = new AtomicInteger();
    final AtomicInteger begun = new AtomicInteger();
    /** Calls of {@code hold} end when this is open. */
    final CountDownLatch release = new CountDownLatch(1);

    OverloadNode(Path folder) {
        TokenFile file = TokenFile.at(folder.resolve("tokens"));
        secret = file.create(NewToken.named("operator")).secret();
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(service())
                .grants(Grants.builder()
                        .grant("token:operator", Permission.CONTROL)
                        .build())
                .limits(Limits.builder()
                        // Its clients come all at once, on the machine that serves them.
                        .handshakeTimeout(Duration.ofMinutes(1))
                        .connections(ConnectionLimits.builder()
                                .headerTimeout(Duration.ofMinutes(1))
                                .build())
                        .maxQueuedBytesTotal(8 << 20)
                        .calls(CallLimits.builder()
                                .maxCalls(CALLS)
                                .maxRunningCallsPerClient(CALLS)
                                .maxWaitingCalls(WAITING)
                                .reservedCalls(RESERVED)
                                .maxCallsPerConnection(PER_CONNECTION)
                                .build())
                        .build())
                .customize(builder -> builder.addCredentials(BearerTokens.in(file.path()))
                        .allowAnonymous()
                        .health(HealthAccess.EVERYBODY))
                .start();
    }

    static String call(String method, int id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}";
    }

    long usage(Gauge gauge) {
        return node.server().usage().of(gauge);
    }

    /** Running, waiting, overdue. */
    List<Long> calls() {
        return List.of(usage(Gauge.RUNNING_CALLS), usage(Gauge.WAITING_CALLS), usage(Gauge.OVERDUE_CALLS));
    }

    RawConnection connect() throws IOException {
        return node.anonymous().connect();
    }

    RawResponse health(RawConnection connection) throws IOException {
        connection.write("GET /health HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\n\r\n");
        return connection.readResponse();
    }

    /** A call of the operator's. */
    RawResponse command(RawConnection connection) throws IOException {
        connection.write(RawConnection.postRequest(
                "127.0.0.1:" + node.port(),
                call("command", 1),
                "Content-Type: application/json",
                "Authorization: Bearer " + secret));
        return connection.readResponse();
    }

    @Override
    public void close() {
        release.countDown();
        node.close();
    }

    private RpcService service() {
        return RpcService.builder()
                .method("work", Permission.PUBLIC, call -> work())
                .method("command", Permission.CONTROL, call -> work())
                .method("hold", Permission.PUBLIC, call -> {
                    release.await();
                    return "held";
                })
                .health(() -> HealthReport.ofSubstrate(5, false, true))
                .build();
    }

    private String work() throws InterruptedException {
        begun.incrementAndGet();
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            new CountDownLatch(1).await(WORK.toMillis(), TimeUnit.MILLISECONDS);
            return "done";
        } finally {
            running.decrementAndGet();
        }
    }
}
