package io.securerpc.jetty;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A server of one public method, on a loopback port for each listener. */
final class RenewalNode implements AutoCloseable {
    static final Duration OFTEN = Duration.ofMillis(2);

    final RecordedEvents events = new RecordedEvents();
    private final RunningServer server;

    RenewalNode(Duration lookInterval, List<Listener> listeners) {
        SecureRpcServerBuilder builder = SecureRpcServer.builder()
                .service(RpcService.builder()
                        .method("ping", Permission.PUBLIC, call -> "pong")
                        .build())
                .eventListener(events::add);
        listeners.forEach(builder::addListener);
        this.server = builder.build().start(new AssemblyOptions(PeerJudge::of, lookInterval));
    }

    RunningServer server() {
        return server;
    }

    int port(int listener) {
        return server.uris().get(listener).getPort();
    }

    <E extends SecurityEvent, R> List<R> events(Class<E> kind, Function<? super E, R> part) {
        return events.of(kind).stream().<R>map(part::apply).toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
