package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securerpc.caller.Permission;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescribedParamsTest {
    private static final MethodDescription BLOCKS = MethodDescription.of("Blocks")
            .withParam("from", JsonType.integer(0, 9))
            .withOptionalParam("count", JsonType.integer())
            .withOptionalParam("newest", JsonType.bool());

    record Range(long from, Integer count, Boolean newest) {}

    private final AtomicInteger calls = new AtomicInteger();
    private final RpcService service = RpcService.builder()
            .method("blocks", Permission.PUBLIC, BLOCKS, call -> {
                calls.incrementAndGet();
                Params params = call.params();
                return List.of(
                        params.integer("from"),
                        params.optional("count").map(Param::integer).orElse(10L),
                        params.optionalBool("newest").orElse(false),
                        params.integer(0));
            })
            .method("strict", Permission.PUBLIC, BLOCKS.withoutOtherParams(), call -> calls.incrementAndGet())
            .method("record", Permission.PUBLIC, BLOCKS, call -> call.params().as(Range.class))
            .method(
                    "typed",
                    Permission.PUBLIC,
                    MethodDescription.of("")
                            .withOptionalParam("string", JsonType.string())
                            .withOptionalParam("number", JsonType.number())
                            .withOptionalParam("list", JsonType.list())
                            .withOptionalParam("object", JsonType.object())
                            .withOptionalParam("any", JsonType.any())
                            .withOptionalParam("described", JsonType.described(RawJson.of("{\"type\":\"null\"}"))),
                    call -> "ran")
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"from":1} | [1,10,false,1]
            {"from":1,"count":null,"newest":null} | [1,10,false,1]
            {"newest":true,"count":3,"from":0} | [0,3,true,0]
            {"from":1,"other":"x"} | [1,10,false,1]
            [1] | [1,10,false,1]
            [1,null] | [1,10,false,1]
            [1,3,true] | [1,3,true,1]
            [1,3,true,"one more"] | [1,3,true,1]
            """)
    void haveOneSpellingForBothForms(String params, String result) {
        assertThat(ask("blocks", params)).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            blocks | {} | from is missing (expected: an integer from 0 to 9)
            blocks | {"from":null} | from is missing (expected: an integer from 0 to 9)
            blocks | {"from":10} | from does not fit (expected: an integer from 0 to 9)
            blocks | {"from":-1} | from does not fit (expected: an integer from 0 to 9)
            blocks | {"from":"1"} | from does not fit (expected: an integer from 0 to 9)
            blocks | {"from":1,"count":1.0} | count does not fit (expected: an integer)
            blocks | [] | from (position 0) is missing (expected: an integer from 0 to 9)
            blocks | [null,1] | from (position 0) is missing (expected: an integer from 0 to 9)
            blocks | [1,"1"] | count (position 1) does not fit (expected: an integer)
            blocks | [1,1,1] | newest (position 2) does not fit (expected: true or false)
            strict | {"from":1,"form":2} | form is unknown (expected: count, from, newest)
            strict | {"from":1,"swordfish, she said":2} | a name is unknown (expected: count, from, newest)
            strict | [1,1,true,4] | position 3 is one too many (expected: at most 3)
            typed | {"string":1} | string does not fit (expected: a string)
            typed | {"number":"1"} | number does not fit (expected: a number)
            typed | {"list":{}} | list does not fit (expected: an array)
            typed | {"object":[]} | object does not fit (expected: an object)
            """)
    void areCheckedBeforeTheMethodRuns(String method, String params, String problem) {
        String answer = ask(method, params);
        assertThat(calls).hasValue(0);
        assertThat(answer)
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32602,\"message\":\"Invalid params: " + problem
                        + "\"},\"id\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"string\":\"\",\"number\":1e5,\"list\":[],\"object\":{},\"any\":[1],\"described\":5}",
                "[\"\",-0.5,[1],{\"a\":1},true,false]",
                "[null,null,null,null,null,null]"
            })
    void runTheMethodWhereTheyFit(String params) {
        assertThat(ask("typed", params)).contains("\"result\":\"ran\"");
    }

    /** The description lets it through, the handler's own reading does not, and says it in the same words. */
    @Test
    void areNamedAlikeWhereTheHandlerExpectsMore() {
        assertThat(ask("blocks", "[1,99999999999999999999]"))
                .contains("Invalid params: count (position 1) does not fit (expected: an integer)");
        assertThat(ask("blocks", "{\"from\":1,\"count\":99999999999999999999}"))
                .contains("Invalid params: count does not fit (expected: an integer)");
    }

    @Test
    void areNeededInARequestWithoutAny() {
        assertThat(Exchanges.ask(service, "{\"jsonrpc\":\"2.0\",\"method\":\"blocks\",\"id\":1}", Exchanges.http()))
                .contains("Invalid params: from is missing (expected: an integer from 0 to 9)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"from\":1,\"count\":2}", "[1,2]", "[1,2,null,5]"})
    void becomeARecordFromBothForms(String params) {
        assertThat(ask("record", params)).contains("\"result\":{\"from\":1,\"count\":2,\"newest\":null}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"action":"strict","from":"1","newest":"true"} | "result": "1"
            {"action":"strict","from":"10"} | from does not fit (expected: an integer from 0 to 9)
            {"action":"strict","from":"1","id":"7"} | id is unknown (expected: count, from, newest)
            {"action":"typed","list":"","object":"","number":"1.5","string":5} | "result": "ran"
            {"action":"typed","number":"+1"} | number does not fit (expected: a number)
            """)
    void areReadFromStringsInTheNanoForm(String request, String answer) {
        assertThat(Exchanges.ask(service, request, Exchanges.http())).contains(answer);
    }

    @Test
    void areRefusedWhereADescriptionMakesNoSense() {
        MethodDescription optional = MethodDescription.of("x").withOptionalParam("a", JsonType.any());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optional.withParam("b", JsonType.any()))
                .withMessage("param: b (expected: before all that are optional)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optional.withOptionalParam("a", JsonType.any()))
                .withMessage("param name: a (expected: described once)");
        for (String name : List.of("", "1a", "a b", "\u00e9", "a".repeat(65))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optional.withOptionalParam(name, JsonType.any()))
                    .withMessage("param name: \"" + name
                            + "\" (expected: 1 to 64 letters, digits or _, beginning with a letter or _)");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonType.integer(2, 1))
                .withMessage("integer range: from 2 to 1 (expected: not empty)");
    }

    private String ask(String method, String params) {
        return Exchanges.ask(
                service,
                "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":1}",
                Exchanges.http());
    }
}
