package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every example of section 7 of the JSON-RPC 2.0 specification, in its words; white space aside. */
class JsonRpcSpecificationTest {
    private static final String PARSE_ERROR =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"Parse error\"},\"id\":null}";
    private static final String INVALID =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"Invalid Request\"},\"id\":null}";

    private final RpcService service = RpcService.builder()
            .method("subtract", Permission.PUBLIC, JsonRpcSpecificationTest::subtract)
            .method("sum", Permission.PUBLIC, call -> sum(call.params().as(int[].class)))
            .method("get_data", Permission.PUBLIC, call -> List.of("hello", 5))
            .method("update", Permission.PUBLIC, call -> null)
            .method("notify_hello", Permission.PUBLIC, call -> null)
            .method("notify_sum", Permission.PUBLIC, call -> null)
            .build();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            positional parameters | {"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1} | {"jsonrpc":"2.0","result":19,"id":1}
            positional parameters, other order | {"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2} | {"jsonrpc":"2.0","result":-19,"id":2}
            named parameters | {"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3} | {"jsonrpc":"2.0","result":19,"id":3}
            named parameters, other order | {"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4} | {"jsonrpc":"2.0","result":19,"id":4}
            a notification | {"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]} | ``
            a notification of an unknown method | {"jsonrpc": "2.0", "method": "foobar"} | ``
            an unknown method | {"jsonrpc": "2.0", "method": "foobar", "id": "1"} | {"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":"1"}
            """)
    void answersAsTheSpecificationSays(String what, String request, String answer) {
        assertThat(Exchanges.ask(service, request, Exchanges.http())).as(what).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]
            [{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},{"jsonrpc": "2.0", "method"]
            """)
    void refusesInvalidJson(String request) {
        assertThat(Exchanges.ask(service, request, Exchanges.http())).isEqualTo(PARSE_ERROR);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"jsonrpc": "2.0", "method": 1, "params": "bar"} | 0
            [] | 0
            [1] | 1
            [1,2,3] | 3
            """)
    void refusesInvalidRequests(String request, int members) {
        String answer =
                members == 0 ? INVALID : "[" + String.join(",", java.util.Collections.nCopies(members, INVALID)) + "]";
        assertThat(Exchanges.ask(service, request, Exchanges.http())).isEqualTo(answer);
    }

    @org.junit.jupiter.api.Test
    void answersTheMixedBatch() {
        String request = """
                [
                  {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
                  {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
                  {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
                  {"foo": "boo"},
                  {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
                  {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
                ]""";
        assertThat(Exchanges.ask(service, request, Exchanges.http()))
                .isEqualTo("[{\"jsonrpc\":\"2.0\",\"result\":7,\"id\":\"1\"},"
                        + "{\"jsonrpc\":\"2.0\",\"result\":19,\"id\":\"2\"},"
                        + INVALID
                        + ",{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"Method not found\"},\"id\":\"5\"},"
                        + "{\"jsonrpc\":\"2.0\",\"result\":[\"hello\",5],\"id\":\"9\"}]");
    }

    @org.junit.jupiter.api.Test
    void answersNothingToABatchOfNotifications() {
        String request = """
                [
                  {"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},
                  {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}
                ]""";
        assertThat(Exchanges.reply(service, request.getBytes(java.nio.charset.StandardCharsets.UTF_8), Exchanges.http())
                        .body())
                .isEmpty();
    }

    private static Object subtract(RpcCall call) {
        Params params = call.params();
        return params.has("minuend")
                ? params.integer("minuend") - params.integer("subtrahend")
                : params.integer(0) - params.integer(1);
    }

    private static int sum(int[] numbers) {
        return java.util.Arrays.stream(numbers).sum();
    }
}
