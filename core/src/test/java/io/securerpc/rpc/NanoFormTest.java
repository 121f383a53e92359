package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.Functional;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Functional
class NanoFormTest {
    private final RpcService service = RpcService.builder()
            .method("block_count", Permission.PUBLIC, call -> Map.of("count", 1000))
            .method("everything", Permission.PUBLIC, call -> everything())
            .method(
                    "echo",
                    Permission.PUBLIC,
                    call -> Map.of("text", call.params().string("text")))
            .method("nothing", Permission.PUBLIC, call -> null)
            .method("empty", Permission.PUBLIC, call -> Map.of())
            .method("scalar", Permission.PUBLIC, call -> 12)
            .method("list", Permission.PUBLIC, call -> List.of(1, List.of(), true))
            .method("sum", Permission.PUBLIC, call -> Map.of("sum", sum(call.params())))
            .method("record", Permission.PUBLIC, call -> call.params().as(Transfer.class))
            .method("told", Permission.PUBLIC, call -> {
                throw new RpcException(7, "Account \"x\" not found");
            })
            .method("fails", Permission.PUBLIC, call -> {
                throw new IllegalStateException("secret");
            })
            .method("wallet_create", Permission.CONTROL, call -> Map.of("wallet", "1"))
            .method("raw", Permission.PUBLIC, call -> RawJson.of("{\"a\":[{\"b\":1.50}]}"))
            .build();

    record Transfer(String account, long amount, boolean confirmed) {}

    @Test
    void answersAsAPropertyTreeIsWritten() {
        assertThat(ask("{\"action\":\"block_count\"}")).isEqualTo("""
                {
                    "count": "1000"
                }
                """);
    }

    @Test
    void writesEveryKindOfValueAsNanoDoes() {
        assertThat(ask("{\"action\":\"everything\"}")).isEqualTo("""
                {
                    "number": "1",
                    "decimal": "1.5",
                    "yes": "true",
                    "no": "false",
                    "null": "",
                    "object": "",
                    "array": "",
                    "path": "a\\/b \\"c\\" \\\\ \\n\\u0001 \u00e9",
                    "nested": {
                        "inner": [
                            "1",
                            {
                                "x": "2"
                            },
                            [
                                "3"
                            ]
                        ]
                    }
                }
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"action":"no_such"} | Unknown command
            {"action":5} | Unknown command
            {"action":{}} | Unknown command
            {"action":null} | Unknown command
            {"action":"wallet_create"} | RPC control is disabled
            {"action":"nothing"} | Empty response
            {"action":"empty"} | Empty response
            {"action":"told"} | Account \\"x\\" not found
            {"action":"fails"} | Internal server error in RPC
            {"action":"block_count",} | Unable to parse JSON
            {"action":"block_count" | Unable to parse JSON
            {"action":"block_count"} x | Unable to parse JSON
            {"action":"block_count","action":"block_count"} | Unable to parse JSON
            {"action":"block_count","a":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]} | Max JSON depth exceeded
            {"action":"sum","a":1} | Invalid params: b is missing (expected: an integer)
            {"action":"subscribe","topic":"newHeads"} | Unknown command
            {"action":"ping"} | Unknown command
            """)
    void answersErrorsInNanosWords(String request, String error) {
        assertThat(ask(request)).isEqualTo("{\n    \"error\": \"" + error + "\"\n}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"action":"sum","a":"40","b":"2"} | 42
            {"action":"sum","a":40,"b":2} | 42
            {"action":"sum","a":"-40","b":"0","negate":"true"} | 40
            {"negate":"1","action":"sum","a":"1","b":"1"} | -2
            {"negate":false,"action":"sum","a":"1","b":"1"} | 2
            """)
    void readsNumbersAndTruthValuesFromStrings(String request, String sum) {
        assertThat(ask(request)).isEqualTo("{\n    \"sum\": \"" + sum + "\"\n}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"action":"record","account":"nano_1","amount":"12","confirmed":"true"}
            {"action":"record","account":"nano_1","amount":12,"confirmed":true}
            """)
    void readsRecordsFromStrings(String request) {
        assertThat(ask(request)).isEqualTo("""
                {
                    "account": "nano_1",
                    "amount": "12",
                    "confirmed": "true"
                }
                """);
    }

    @Test
    void answersWhatIsNoObjectAsResult() {
        assertThat(ask("{\"action\":\"scalar\"}")).isEqualTo("{\n    \"result\": \"12\"\n}\n");
        assertThat(ask("{\"action\":\"list\"}")).isEqualTo("""
                {
                    "result": [
                        "1",
                        "",
                        "true"
                    ]
                }
                """);
    }

    @Test
    void writesUnicodeAsItIsAndEscapesHalfACharacter() {
        assertThat(ask("{\"action\":\"echo\",\"text\":\"\\u00e9\\ud83d\\ude00\u20ac\\ud800\"}"))
                .isEqualTo("""
                {
                    "text": "\u00e9\ud83d\ude00\u20ac\\uD800"
                }
                """);
    }

    /** Deep inside, an element of two characters takes eighty: one request of 2.6 MB made a node write 100 MB, and refuse it then. */
    @Test
    void writesNoMoreThanAnAnswerMayHave() {
        String deep = "{\"a\":" + "[".repeat(17) + "1,".repeat(100) + "1" + "]".repeat(17) + "}";
        int length = NanoText.of(deep).length();
        assertThat(NanoText.of(deep, length)).hasSize(length);
        assertThatThrownBy(() -> NanoText.of(deep, 7_000)).isInstanceOf(NanoText.TooLong.class);
        assertThatThrownBy(() -> NanoText.of(deep.substring(0, 150) + "]", 4_000))
                .as("what comes after it is not even read")
                .isInstanceOf(NanoText.TooLong.class);
        RpcExchange small =
                Exchanges.http(Limits.builder().maxResponseBytes(5_000).build());
        RpcService deeply = RpcService.builder()
                .method("deep", Permission.PUBLIC, call -> RawJson.of(deep))
                .build();
        assertThat(Exchanges.ask(deeply, "{\"action\":\"deep\"}", small))
                .isEqualTo("{\n    \"error\": \"Response is too big\"\n}\n");
    }

    @Test
    void keepsTheTextOfNumbersInReadyJson() {
        assertThat(ask("{\"action\":\"raw\"}")).isEqualTo("""
                {
                    "a": [
                        {
                            "b": "1.50"
                        }
                    ]
                }
                """);
    }

    private String ask(String request) {
        return Exchanges.ask(service, request, Exchanges.http());
    }

    private static long sum(Params params) {
        long sum = params.integer("a") + params.integer("b");
        return params.optionalBool("negate").orElse(false) ? -sum : sum;
    }

    private static Map<String, Object> everything() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("number", 1);
        all.put("decimal", 1.5);
        all.put("yes", true);
        all.put("no", false);
        all.put("null", null);
        all.put("object", Map.of());
        all.put("array", new ArrayList<>());
        all.put("path", "a/b \"c\" \\ \n\u0001 \u00e9");
        all.put("nested", Map.of("inner", List.of(1, Map.of("x", 2), List.of(3))));
        return all;
    }
}
