package io.securerpc.jetty;

import io.securerpc.caller.Permission;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A node with one public method that counts its calls, on listeners of the test's choice. */
final class PlainNode implements AutoCloseable {
    static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";

    final RecordedEvents events = new RecordedEvents();
    final AtomicInteger calls = new AtomicInteger();
    private final RunningServer server;

    private PlainNode(UnaryOperator<SecureRpcServerBuilder> change) {
        server = change.apply(SecureRpcServer.builder()
                        .service(TestService.builder()
                                .method("count", Permission.PUBLIC, call -> calls.incrementAndGet())
                                .build())
                        .eventListener(events::add))
                .build()
                .start();
    }

    /** On the given listeners. */
    static PlainNode on(Listener... listeners) {
        return with(builder -> builder, listeners);
    }

    static PlainNode with(UnaryOperator<SecureRpcServerBuilder> change, Listener... listeners) {
        return new PlainNode(builder -> {
            List.of(listeners).forEach(builder::addListener);
            return change.apply(builder);
        });
    }

    RunningServer server() {
        return server;
    }

    int port() {
        return port(0);
    }

    int port(int listener) {
        return server.uris().get(listener).getPort();
    }

    RawConnection connect() throws IOException {
        return RawTlsClient.connectPlain(port());
    }

    @Override
    public void close() {
        server.close();
    }
}
