package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.gate.Gate;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.gate.Verdict;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.limit.OpenConnections;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The door with a response that breaks when a good answer is written, on a server of Jetty's that has nothing else. */
class HttpDoorTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\"}";

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Limits limits = Limits.defaults();
    private final ServerMemory memory = new ServerMemory(limits, System::nanoTime);
    private final Drain drain = new Drain();
    private final CompletableFuture<Object> later = new CompletableFuture<>();

    @BeforeEach
    void start() throws Exception {
        CallSlots slots = new CallSlots(CallLimits.defaults(), Runnable::run);
        connector.addBean(new ConnectionGuard(
                new OpenConnections(ConnectionLimits.defaults()).addListener(10),
                TrustedProxies.none(),
                false,
                new DropReport(event -> {}),
                slots,
                event -> {}));
        RpcService service = RpcService.builder()
                .method("now", Permission.PUBLIC, call -> 1)
                .method("later", Permission.PUBLIC, call -> later)
                .build();
        // Neither credentials nor queues: those are for WebSockets.
        HttpDoor door = new HttpDoor(new ServerParts(service, limits, event -> {}, null, null, memory, drain));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                memory.exchanges().begin(request);
                door.serve(entrance(request), request, breaking(request, response), callback);
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void endsARequestWhoseAnswerBreaksAtOnce() throws Exception {
        try (RawConnection connection = RawTlsClient.connectPlain(connector.getLocalPort())) {
            assertThat(connection.post(CALL.formatted("now")).status()).isEqualTo(500);
        }
        assertNothingIsLeft();
    }

    /** On the thread that completes it, which is the node's. */
    @Test
    void endsARequestWhoseAnswerBreaksLater() throws Exception {
        try (RawConnection connection = RawTlsClient.connectPlain(connector.getLocalPort())) {
            connection.write(RawConnection.postRequest(
                    "127.0.0.1:" + connector.getLocalPort(),
                    CALL.formatted("later"),
                    "Content-Type: application/json"));
            await().until(() ->
                    used().get(Gauge.REQUEST_BYTES) > 0 && !drain.calls().isEmpty());
            later.complete(1);
            assertThat(connection.readResponse().status()).isEqualTo(500);
        }
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        await().untilAsserted(() -> {
            assertThat(used())
                    .containsEntry(Gauge.REQUESTS, 0L)
                    .containsEntry(Gauge.REQUEST_BYTES, 0L)
                    .containsEntry(Gauge.RESPONSE_BYTES, 0L);
            assertThat(drain.calls()).isEmpty();
        });
    }

    private Map<Gauge, Long> used() {
        Map<Gauge, Long> gauges = new HashMap<>();
        memory.count(gauges);
        return gauges;
    }

    private FrontDoor.Entrance entrance(Request request) {
        PeerVerdict peer = new PeerVerdict.Plaintext();
        Listener listener = Listener.plain("127.0.0.1", 0);
        Gate gate = Gate.builder()
                .listener(listener)
                .hosts(HostPolicy.ownNames()
                        .bind(new InetSocketAddress("127.0.0.1", connector.getLocalPort()), () -> Set.of()))
                .build();
        return new FrontDoor.Entrance(
                new BoundListener(
                        listener,
                        connector,
                        Optional.of(gate),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        null),
                request.getConnectionMetaData().getConnection().getEndPoint(),
                null,
                RequestFactsReader.read(
                        request, peer, new ClientAddresses(TrustedProxies.none(), event -> {}).of(request)),
                new Verdict.Admitted(Grants.none().caller(Caller.ANONYMOUS), Map.of()),
                new RefusalReport(event -> {}),
                new CallTally());
    }

    private static Response breaking(Request request, Response response) {
        return new Response.Wrapper(request, response) {
            @Override
            public void write(boolean last, ByteBuffer content, Callback callback) {
                if (getStatus() == 200) {
                    throw new IllegalStateException("made by the test");
                }
                super.write(last, content, callback);
            }
        };
    }
}
