package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcServiceTest {
    private static final String FORBIDDEN =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"RPC call is unsafe to be called externally\"},\"id\":1}";

    @ParameterizedTest
    @ValueSource(strings = {"", "rpc.discover", "subscribe", "unsubscribe", " a", "a b", "a\"b", "a\n", "\u00e9", ".a"})
    void refusesNamesThatBreakARule(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RpcService.builder().method(name, Permission.PUBLIC, call -> 1))
                .withMessageStartingWith("method name: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RpcService.builder().subscription(name, Permission.PUBLIC, subscriber -> () -> {}))
                .withMessageStartingWith("method name: ");
    }

    @Test
    void refusesANameThatIsTaken() {
        RpcServiceBuilder builder = RpcService.builder().method("version", Permission.PUBLIC, call -> 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.method("version", call -> 2))
                .withMessage("method name: version (expected: registered once)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.subscription("version", Permission.PUBLIC, subscriber -> () -> {}))
                .withMessage("method name: version (expected: registered once)");
    }

    @Test
    void refusesASecondCodec() {
        RpcServiceBuilder builder = RpcService.builder().codec(JsonCodec.standard());
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.codec(JsonCodec.standard()))
                .withMessageStartingWith("codec: set twice, first to ");
    }

    @Test
    void collectsThePermissionsThatAreAskedFor() {
        RpcService service = RpcService.builder()
                .method("a", Permission.PUBLIC, call -> 1)
                .method("b", call -> 1)
                .subscription("c", Permission.of("chain"), subscriber -> () -> {})
                .build();
        assertThat(service.permissions())
                .containsExactlyInAnyOrder(Permission.PUBLIC, Permission.NOBODY, Permission.of("chain"));
    }

    @Test
    void letsNobodyCallAMethodWithoutPermission() {
        RpcService service =
                RpcService.builder().method("wallet_seed", call -> "secret").build();
        assertThat(ask(service, call("wallet_seed"), Permission.PUBLIC, Permission.CONTROL))
                .isEqualTo(FORBIDDEN);
    }

    @Test
    void listsWhatItsCallerMayCallSortedAndNothingElse() {
        RpcService service = RpcService.builder()
                .method("version", Permission.PUBLIC, call -> 1)
                .method("stop", Permission.CONTROL, call -> 1)
                .method("wallet_seed", call -> "secret")
                .method("block_count", Permission.PUBLIC, call -> 1)
                .methodList()
                .build();
        assertThat(ask(service, call("rpc_methods"), Permission.PUBLIC))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"result\":{\"methods\":[\"block_count\",\"rpc_methods\",\"version\"]},\"id\":1}");
        assertThat(ask(service, call("rpc_methods"), Permission.PUBLIC, Permission.CONTROL))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"result\":{\"methods\":[\"block_count\",\"rpc_methods\",\"stop\",\"version\"]},\"id\":1}");
    }

    @Test
    void hasNoListUnlessAskedForAndItsNameIsTakenThen() {
        RpcService without = RpcService.builder()
                .method("version", Permission.PUBLIC, call -> 1)
                .build();
        assertThat(ask(without, call("rpc_methods"), Permission.PUBLIC)).contains("Method not found");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RpcService.builder().methodList().method("rpc_methods", Permission.PUBLIC, call -> 1))
                .withMessage("method name: rpc_methods (expected: registered once)");
    }

    @Test
    void judgesEachMemberOfABatchByItself() {
        List<String> ran = new ArrayList<>();
        RpcService service = RpcService.builder()
                .method("version", Permission.PUBLIC, call -> ran.add("version"))
                .method("stop", Permission.CONTROL, call -> ran.add("stop"))
                .build();
        String batch = "[" + call("version") + "," + call("stop") + "," + "{\"jsonrpc\":\"2.0\",\"method\":\"stop\"}"
                + "," + call("version") + "]";
        String answered = "{\"jsonrpc\":\"2.0\",\"result\":true,\"id\":1}";
        assertThat(ask(service, batch, Permission.PUBLIC))
                .isEqualTo("[" + answered + "," + FORBIDDEN + "," + answered + "]");
        assertThat(ran).containsExactly("version", "version");
        ran.clear();
        assertThat(ask(service, batch, Permission.PUBLIC, Permission.CONTROL))
                .isEqualTo("[" + answered + "," + answered + "," + answered + "]");
        assertThat(ran).containsExactly("version", "stop", "stop", "version");
    }

    @Test
    void asksTheGuardOnceForEachCallAndNothingElse() {
        List<String> asked = new ArrayList<>();
        RpcService service = RpcService.builder()
                .method("stop", Permission.CONTROL, call -> 1)
                .build();
        CallGuard guard = (caller, method, required) -> {
            asked.add(caller.id() + " " + method + " " + required.name());
            return true;
        };
        RpcExchange base = Exchanges.http();
        RpcExchange exchange = new RpcExchange(base.caller(), guard, base.limits(), base.push());
        for (String request :
                List.of(call("stop"), "[" + call("stop") + "]", "{\"action\":\"stop\"}", call("no_such"))) {
            Exchanges.ask(service, request, exchange);
        }
        assertThat(asked)
                .containsExactly("token:test stop control", "token:test stop control", "token:test stop control");
    }

    @Test
    void refusesTheCallOfAGuardThatThrows() {
        List<String> ran = new ArrayList<>();
        RpcService service = RpcService.builder()
                .method("version", Permission.PUBLIC, call -> ran.add("version"))
                .build();
        CallGuard broken = (caller, method, required) -> {
            throw new IllegalStateException("broken");
        };
        RpcExchange base = Exchanges.http();
        assertThat(Exchanges.ask(
                        service, call("version"), new RpcExchange(base.caller(), broken, base.limits(), base.push())))
                .contains("-32603")
                .doesNotContain("broken");
        assertThat(ran).isEmpty();
    }

    @Test
    void showsHandlersWhoCallsWhat() {
        RpcService service = RpcService.builder()
                .method("who", Permission.PUBLIC, call -> call.caller().id() + " " + call.method())
                .build();
        assertThat(ask(service, call("who"), Permission.PUBLIC))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"token:test who\",\"id\":1}");
    }

    @Test
    void keepsTheOrderOfABatchWhoeverAnswersFirst() {
        CompletableFuture<Object> slow = new CompletableFuture<>();
        RpcService service = RpcService.builder()
                .method("slow", Permission.PUBLIC, call -> slow)
                .method("fast", Permission.PUBLIC, call -> CompletableFuture.completedStage(RawJson.of("[1]")))
                .build();
        CompletableFuture<RpcReply> reply = service.handle(
                        ("[" + call("slow") + "," + call("fast") + "]")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        Exchanges.http())
                .toCompletableFuture();
        assertThat(reply).isNotDone();
        slow.complete(Map.of("a", 1));
        assertThat(reply.join().body().map(String::new))
                .contains(
                        "[{\"jsonrpc\":\"2.0\",\"result\":{\"a\":1},\"id\":1},{\"jsonrpc\":\"2.0\",\"result\":[1],\"id\":1}]");
    }

    @Test
    void answersWhatAHandlerTells() {
        RpcService service = RpcService.builder()
                .method("plain", Permission.PUBLIC, call -> {
                    throw new RpcException(-32000, "line\n\"quoted\"");
                })
                .method(
                        "data",
                        Permission.PUBLIC,
                        call -> CompletableFuture.failedStage(
                                new CompletionException(new RpcException(1, "no", Map.of("k", List.of(1))))))
                .method("raw", Permission.PUBLIC, call -> {
                    throw new RpcException(2, "no", RawJson.of("{\"x\": 1.0}"));
                })
                .build();
        assertThat(ask(service, call("plain"), Permission.PUBLIC))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32000,\"message\":\"line\\n\\\"quoted\\\"\"},\"id\":1}");
        assertThat(ask(service, call("data"), Permission.PUBLIC))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1,\"message\":\"no\",\"data\":{\"k\":[1]}},\"id\":1}");
        assertThat(ask(service, call("raw"), Permission.PUBLIC))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":2,\"message\":\"no\",\"data\":{\"x\": 1.0}},\"id\":1}");
    }

    @Test
    void answersNullAsNullAlsoWhenItComesLater() {
        RpcService service = RpcService.builder()
                .method("now", Permission.PUBLIC, call -> null)
                .method("later", Permission.PUBLIC, call -> CompletableFuture.completedFuture(null))
                .build();
        String answer = "{\"jsonrpc\":\"2.0\",\"result\":null,\"id\":1}";
        assertThat(ask(service, call("now"), Permission.PUBLIC)).isEqualTo(answer);
        assertThat(ask(service, call("later"), Permission.PUBLIC)).isEqualTo(answer);
    }

    @Test
    void letsABrokenJvmBeSeen() {
        CompletableFuture<Object> later = new CompletableFuture<>();
        RpcService service = RpcService.builder()
                .method("now", Permission.PUBLIC, call -> {
                    throw new OutOfMemoryError("planted");
                })
                .method("later", Permission.PUBLIC, call -> later)
                .build();
        assertThatThrownBy(() ->
                        service.handle(call("now").getBytes(java.nio.charset.StandardCharsets.UTF_8), Exchanges.http()))
                .isInstanceOf(OutOfMemoryError.class);
        var reply = service.handle(call("later").getBytes(java.nio.charset.StandardCharsets.UTF_8), Exchanges.http());
        later.completeExceptionally(new OutOfMemoryError("planted"));
        assertThat(reply.toCompletableFuture()).isCompletedExceptionally();
    }

    private static String call(String method) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"id\":1}";
    }

    private static String ask(RpcService service, String request, Permission... permissions) {
        return Exchanges.ask(service, request, Exchanges.http(permissions));
    }
}
