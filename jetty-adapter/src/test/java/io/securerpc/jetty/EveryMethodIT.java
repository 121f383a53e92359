package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcMethod;
import io.securerpc.rpc.RpcService;
import io.securerpc.rpc.RpcServiceBuilder;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method that is registered refuses a caller without its permission, at every door, alone and in a batch; and runs for a caller that has it. */
@Functional
class EveryMethodIT {
    private static final String FORBIDDEN =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"RPC call is unsafe to be called externally\"},\"id\":1}";
    private static final String NANO_FORBIDDEN = "{\n    \"error\": \"RPC control is disabled\"\n}\n";

    @TempDir
    Path folder;

    private final TestCertificate ops = TestCertificate.named("rpc.ops").selfSigned();
    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final TestCertificate denied = TestCertificate.named("rpc.denied").selfSigned();
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final RpcService service = service();
    private final RecordedEvents events = new RecordedEvents();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .install(ops)
                .install(user)
                .install(denied)
                .service(service)
                .grants(grants())
                .eventListener(events::add)
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static Grants grants() {
        return Grants.builder()
                .grant("certificate:rpc.ops", Permission.CONTROL, Permission.UNSAFE, Permission.of("ledger"))
                .allow("certificate:rpc.denied", "*")
                .deny("certificate:rpc.denied", "wallet*", "ledger", "stop", "version")
                .build();
    }

    private RpcService service() {
        RpcServiceBuilder methods = TestService.builder();
        Map.of(
                        "version", Permission.PUBLIC,
                        "block_count", Permission.PUBLIC,
                        "wallet_create", Permission.CONTROL,
                        "wallet_list", Permission.CONTROL,
                        "stop", Permission.CONTROL,
                        "author_insertKey", Permission.UNSAFE,
                        "ledger", Permission.of("ledger"),
                        "internal", Permission.NOBODY)
                .forEach((name, permission) -> methods.method(name, permission, run(name)));
        return methods.method("undeclared", run("undeclared"))
                .subscription("newHeads", Permission.PUBLIC, subscriber -> () -> {})
                .subscription("walletEvents", Permission.CONTROL, subscriber -> {
                    ran.add("walletEvents");
                    return () -> {};
                })
                .methodList()
                .build();
    }

    private RpcMethod run(String name) {
        return call -> {
            ran.add(name);
            return Map.of("ran", name);
        };
    }

    /** By hand: whom each method is for. */
    private static Map<String, String> expected() {
        Map<String, String> callers = new TreeMap<>();
        callers.put("version", "ops user");
        callers.put("block_count", "ops user denied");
        callers.put("wallet_create", "ops");
        callers.put("wallet_list", "ops");
        callers.put("stop", "ops");
        callers.put("author_insertKey", "ops denied");
        callers.put("ledger", "ops");
        callers.put("internal", "");
        callers.put("undeclared", "");
        callers.put("rpc_methods", "ops user denied");
        return callers;
    }

    @Test
    void runsForWhomItIsAndNobodyElseAtEveryDoor() throws Exception {
        assertThat(service.registered().methods().keySet()).isEqualTo(expected().keySet());
        Map<String, TestCertificate> callers = Map.of("ops", ops, "user", user, "denied", denied);
        for (Map.Entry<String, TestCertificate> caller : callers.entrySet()) {
            try (RawConnection http1 = client(caller.getValue()).connect();
                    RawHttp2 http2 =
                            RawHttp2.open(client(caller.getValue()).alpn("h2").connect());
                    RawWebSocket webSocket =
                            RawWebSocket.open(client(caller.getValue()).connect())) {
                for (String method : service.registered().methods().keySet()) {
                    boolean admitted =
                            List.of(expected().get(method).split(" ")).contains(caller.getKey());
                    checkDoors(
                            method,
                            method,
                            admitted,
                            List.of(text -> http1.post(text).body(), http2::post, webSocket::ask));
                }
            }
        }
    }

    /** Each kind of credential: a caller that was granted everything there is, and one that was granted nothing. */
    @Test
    void theSameForEveryKindOfCredentialAtEveryDoorThatTakesIt() throws Exception {
        CredentialSet credentials = new CredentialSet(folder);
        try (TestNode other = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(service)
                .grants(credentials.grants(Permission.CONTROL, Permission.UNSAFE, Permission.of("ledger")))
                .eventListener(events::add)
                .customize(credentials::accept)
                .start()) {
            for (String kind : CredentialSet.HEADERS) {
                for (String caller : List.of("ops", "user")) {
                    String header = credentials.header(kind, caller);
                    checkMethods(caller, kind + " " + caller, http1(other, header), http2(other, header));
                    for (String lines : credentials.socketLines(other.anonymous(), kind, caller)) {
                        checkSocket(other, caller, kind + " " + caller, lines);
                    }
                }
            }
            for (String caller : List.of("ops", "user")) {
                checkSocket(other, caller, "parity " + caller, credentials.proofLine(caller));
            }
        }
    }

    private void checkSocket(TestNode other, String caller, String what, String lines) throws Exception {
        try (RawWebSocket webSocket = RawWebSocket.open(other.anonymous().connect(), lines.split("\n"))) {
            checkMethods(caller, what, webSocket::ask);
        }
    }

    private void checkMethods(String caller, String what, Door... doors) throws Exception {
        for (String method : service.registered().methods().keySet()) {
            boolean admitted = List.of(expected().get(method).split(" ")).contains(caller);
            checkDoors(what + " " + method, method, admitted, List.of(doors));
        }
    }

    private static Door http1(TestNode node, String header) {
        return text -> {
            try (RawConnection connection = node.anonymous().connect()) {
                connection.write(RawConnection.postRequest(
                        "127.0.0.1:" + node.port(), text, "Content-Type: application/json", header));
                return connection.readResponse().body();
            }
        };
    }

    private static Door http2(TestNode node, String header) {
        return text -> {
            try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
                int stream = http2.beginPost(
                        "127.0.0.1:" + node.port(),
                        "content-type",
                        "application/json",
                        "authorization",
                        header.substring("Authorization: ".length()));
                http2.finishPost(stream, text);
                return http2.readBody(stream);
            }
        };
    }

    private void checkDoors(String what, String method, boolean admitted, List<Door> doors) throws Exception {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}";
        String harmless = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"block_count\"}";
        String ranHarmless = "{\"jsonrpc\":\"2.0\",\"result\":{\"ran\":\"block_count\"},\"id\":2}";
        for (Door door : doors) {
            ran.clear();
            String alone = door.ask(call);
            String nano = door.ask("{\"action\":\"" + method + "\"}");
            String batch = door.ask("[" + call + "," + harmless + "]");
            if (admitted) {
                assertThat(alone).as(what).contains("\"result\":");
                assertThat(nano).as(what).doesNotContain("error");
                assertThat(batch).as(what).contains(ranHarmless).doesNotContain("error");
            } else {
                assertThat(alone).as(what).isEqualTo(FORBIDDEN);
                assertThat(nano).as(what).isEqualTo(NANO_FORBIDDEN);
                assertThat(batch).as(what).isEqualTo("[" + FORBIDDEN + "," + ranHarmless + "]");
                assertThat(ran).as(what).containsExactly("block_count");
            }
        }
    }

    @Test
    void aTopicAsksForItsPermissionToo() throws Exception {
        String subscribe = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"walletEvents\"]}";
        for (TestCertificate refused : List.of(user, denied)) {
            try (RawWebSocket webSocket = RawWebSocket.open(client(refused).connect())) {
                assertThat(webSocket.ask(subscribe)).isEqualTo(FORBIDDEN);
            }
        }
        assertThat(ran).isEmpty();
        try (RawWebSocket webSocket = RawWebSocket.open(client(ops).connect())) {
            assertThat(webSocket.ask(subscribe)).contains("\"result\":\"");
        }
        assertThat(ran).containsExactly("walletEvents");
    }

    @Test
    void listsToEachCallerWhatItMayCallAndReportsNoRefusal() throws Exception {
        Map<String, String> listed = expected();
        listed.put("subscribe", "ops user denied"); // to newHeads
        listed.put("unsubscribe", "ops user denied");
        for (Map.Entry<String, TestCertificate> caller :
                Map.of("ops", ops, "user", user, "denied", denied).entrySet()) {
            String names = listed.entrySet().stream()
                    .filter(method -> List.of(method.getValue().split(" ")).contains(caller.getKey()))
                    .map(method -> "\"" + method.getKey() + "\"")
                    .collect(Collectors.joining(","));
            try (RawConnection connection = client(caller.getValue()).connect()) {
                assertThat(connection
                                .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc_methods\"}")
                                .body())
                        .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"methods\":[" + names + "]},\"id\":1}");
            }
        }
        assertThat(events.of(SecurityEvent.RequestRefused.class)).isEmpty();
    }

    @Test
    void theOperatorIsToldWhichRuleDenied() throws Exception {
        try (RawConnection connection = client(denied).connect()) {
            assertThat(connection
                            .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_list\"}")
                            .body())
                    .isEqualTo(FORBIDDEN);
        }
        assertThat(events.texts(SecurityEvent.RequestRefused.class))
                .singleElement()
                .asString()
                .endsWith("refused: call-forbidden 'wallet_list needs control, caller is certificate:rpc.denied:"
                        + " deny wallet* of certificate:rpc.denied'");
    }

    @Test
    void rulesThatDoNotSuitTheMethodsStopTheBuildAllAtOnce() {
        SecureRpcServerBuilder builder = SecureRpcServer.builder()
                .service(service)
                .addListener(Listener.plain("127.0.0.1", 0))
                .grants(Grants.builder()
                        .allow("basic:a", "walet_*")
                        .grant("token:b", Permission.of("contrl"))
                        .build());
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        String.join(
                                System.lineSeparator(),
                                "grants: basic:a: allow walet_*: matches no method (expected: a registered name, such as wallet_create)",
                                "grants: token:b: permission contrl: no method asks for it (expected: one of control, ledger, unsafe)"));
    }

    private RawTlsClient client(TestCertificate caller) {
        return node.client(caller);
    }

    /** One way in. */
    @FunctionalInterface
    private interface Door {
        String ask(String text) throws Exception;
    }
}
