package io.securerpc.jetty;

import io.securerpc.caller.Permission;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A node that anybody may call, for clients that choose their frames of HTTP/2. */
final class Http2Node implements AutoCloseable {
    static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";
    static final String COUNTED = "{\"jsonrpc\":\"2.0\",\"result\":5,\"id\":1}";
    /** Answered by {@link #MUCH_BYTES} and a few. */
    static final String MUCH = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"much\"}";

    static final int MUCH_BYTES = 8_000_000;
    static final Duration SOON = Duration.ofSeconds(20);

    final RecordedEvents events;
    private final TestNode node;

    Http2Node(Path folder, Limits limits) {
        this(folder, limits, builder -> builder);
    }

    Http2Node(Path folder, Limits limits, UnaryOperator<SecureRpcServerBuilder> change) {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(TestService.builder()
                        .method("count", Permission.PUBLIC, call -> 5)
                        .method("much", Permission.PUBLIC, call -> "x".repeat(MUCH_BYTES))
                        .build())
                .limits(limits)
                .customize(change)
                .start();
        events = node.events;
    }

    RawTlsClient client() {
        return node.anonymous().alpn("h2");
    }

    RawHttp2 open() throws IOException {
        return RawHttp2.open(client().connect());
    }

    String authority() {
        return "127.0.0.1:" + node.port();
    }

    long used(Gauge gauge) {
        return node.server().usage().of(gauge);
    }

    @Override
    public void close() {
        node.close();
    }
}
