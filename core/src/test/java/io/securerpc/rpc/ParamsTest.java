package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParamsTest {
    record Transfer(String account, long amount, boolean confirmed) {
        Transfer {
            Objects.requireNonNull(account);
        }
    }

    private final RpcService service = RpcService.builder()
            .method("string", Permission.PUBLIC, call -> call.params().string("a"))
            .method("string0", Permission.PUBLIC, call -> call.params().string(0))
            .method("integer", Permission.PUBLIC, call -> call.params().integer("a"))
            .method("integer1", Permission.PUBLIC, call -> call.params().integer(1))
            .method("bool", Permission.PUBLIC, call -> call.params().bool("a"))
            .method("bool0", Permission.PUBLIC, call -> call.params().bool(0))
            .method("has", Permission.PUBLIC, call -> call.params().has("a"))
            .method("size", Permission.PUBLIC, call -> call.params().size())
            .method(
                    "optional_string",
                    Permission.PUBLIC,
                    call -> call.params().optionalString("a").orElse("none"))
            .method(
                    "optional_integer",
                    Permission.PUBLIC,
                    call -> call.params().optionalInteger("a").orElse(-1))
            .method(
                    "optional_bool",
                    Permission.PUBLIC,
                    call -> call.params().optionalBool("a").orElse(true))
            .method("transfer", Permission.PUBLIC, call -> call.params().as(Transfer.class))
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            string | {"a":"x"} | "x"
            string | {"a":"\\u0078\\n"} | "x\\n"
            string | {"\\u0061":"x"} | "x"
            string | {"a":""} | ""
            string0 | ["x"] | "x"
            integer | {"a":-9223372036854775808} | -9223372036854775808
            integer | {"a":9223372036854775807} | 9223372036854775807
            integer1 | [0, 7] | 7
            bool | {"a":false} | false
            bool0 | [true] | true
            has | {"a":0} | true
            has | {"a":null} | false
            has | {"b":0} | false
            has | ["a"] | false
            size | {"a":0,"b":[1,2]} | 2
            size | [1,[2,3],4] | 3
            size | {} | 0
            size | [] | 0
            optional_string | {"a":"x"} | "x"
            optional_string | {"a":null} | "none"
            optional_string | {} | "none"
            optional_integer | {} | -1
            optional_integer | {"a":3} | 3
            optional_bool | {} | true
            optional_bool | {"a":false} | false
            transfer | {"account":"a","amount":5,"confirmed":true} | {"account":"a","amount":5,"confirmed":true}
            transfer | {"account":"a","amount":5,"confirmed":true,"more":[1]} | {"account":"a","amount":5,"confirmed":true}
            """)
    void readsWhatFits(String method, String params, String result) {
        assertThat(ask(method, params)).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            string | {} | a is missing (expected: a string)
            string | {"a":null} | a is missing (expected: a string)
            string | ["a"] | a is missing (expected: a string)
            string | {"a":5} | a does not fit (expected: a string)
            string | {"a":true} | a does not fit (expected: a string)
            string | {"a":{}} | a does not fit (expected: a string)
            string0 | [] | position 0 is missing (expected: a string)
            string0 | {"0":"x"} | position 0 is missing (expected: a string)
            integer | {"a":"5"} | a does not fit (expected: an integer)
            integer | {"a":5.0} | a does not fit (expected: an integer)
            integer | {"a":1e3} | a does not fit (expected: an integer)
            integer | {"a":9223372036854775808} | a does not fit (expected: an integer)
            integer | {"a":99999999999999999999999} | a does not fit (expected: an integer)
            integer1 | [1] | position 1 is missing (expected: an integer)
            bool | {"a":"true"} | a does not fit (expected: true or false)
            bool | {"a":1} | a does not fit (expected: true or false)
            optional_string | {"a":1} | a does not fit (expected: a string)
            optional_integer | {"a":"1"} | a does not fit (expected: an integer)
            optional_bool | {"a":0} | a does not fit (expected: true or false)
            transfer | {"account":"a","amount":"5","confirmed":true} | amount
            transfer | {"account":"a","amount":5.5,"confirmed":true} | amount
            transfer | {"account":"a","confirmed":true} | amount
            transfer | {"account":7,"amount":5,"confirmed":true} | account
            """)
    void namesWhatDoesNotFit(String method, String params, String problem) {
        assertThat(ask(method, params))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32602,\"message\":\"Invalid params: " + problem
                        + "\"},\"id\":1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            transfer | {"amount":5,"confirmed":true}
            transfer | [1,2]
            transfer | []
            """)
    void refusesWhatTheTypeItselfRefuses(String method, String params) {
        assertThat(ask(method, params))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32602,\"message\":\"Invalid params\"},\"id\":1}");
    }

    @Test
    void readsAnEmptyObjectWhereNothingWasSent() {
        assertThat(Exchanges.ask(service, "{\"jsonrpc\":\"2.0\",\"method\":\"size\",\"id\":1}", Exchanges.http()))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":0,\"id\":1}");
    }

    private String ask(String method, String params) {
        return Exchanges.ask(
                service,
                "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":1}",
                Exchanges.http());
    }
}
