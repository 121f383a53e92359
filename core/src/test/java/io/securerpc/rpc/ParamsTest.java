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
            .method(
                    "percent",
                    Permission.PUBLIC,
                    call -> call.params().param("a").integer(1, 100))
            .method("big", Permission.PUBLIC, call -> call.params().param("a").bigInteger())
            .method(
                    "decimal",
                    Permission.PUBLIC,
                    call -> call.params().param("a").decimal().toString())
            .method("json", Permission.PUBLIC, call -> call.params().param(0).json())
            .method(
                    "sum",
                    Permission.PUBLIC,
                    call -> call.params().param("a").list().stream()
                            .mapToLong(Param::integer)
                            .sum())
            .method(
                    "inner",
                    Permission.PUBLIC,
                    call -> call.params().param("a").object().string("b"))
            .method(
                    "deep",
                    Permission.PUBLIC,
                    call -> call.params()
                            .param("a")
                            .list()
                            .get(0)
                            .object()
                            .param("b")
                            .list()
                            .get(1)
                            .bool())
            .method(
                    "inner_transfer",
                    Permission.PUBLIC,
                    call -> call.params().param(0).as(Transfer.class))
            .method(
                    "count",
                    Permission.PUBLIC,
                    call -> call.params()
                            .optional("a")
                            .map(count -> count.integer(1, 100))
                            .orElse(10L))
            .method("few", Permission.PUBLIC, call -> {
                call.params().refuseOthers("a", "b");
                return call.params().size();
            })
            .method("none", Permission.PUBLIC, call -> {
                call.params().refuseOthers();
                return 0;
            })
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
            percent | {"a":1} | 1
            percent | {"a":100} | 100
            big | {"a":123456789012345678901234567890} | 123456789012345678901234567890
            big | {"a":-0} | 0
            decimal | {"a":1.50} | "1.50"
            decimal | {"a":-0.0} | "0.0"
            decimal | {"a":12345678901234567890.12345678901234567890} | "12345678901234567890.12345678901234567890"
            decimal | {"a":1e3} | "1E+3"
            decimal | {"a":1e-1000} | "1E-1000"
            json | [ {"b" : 1.50} ] | {"b" : 1.50}
            json | ["\u0061"] | "\u0061"
            sum | {"a":[1,2,3]} | 6
            sum | {"a":[]} | 0
            inner | {"a":{"b":"x"}} | "x"
            deep | {"a":[{"b":[0,true]}]} | true
            inner_transfer | [{"account":"a","amount":5,"confirmed":true}] | {"account":"a","amount":5,"confirmed":true}
            count | {} | 10
            count | {"a":null} | 10
            count | {"a":5} | 5
            few | {} | 0
            few | {"b":1,"a":2} | 2
            few | [1,2] | 2
            none | {} | 0
            none | [] | 0
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
            percent | {"a":0} | a does not fit (expected: an integer from 1 to 100)
            percent | {"a":101} | a does not fit (expected: an integer from 1 to 100)
            percent | {"a":99999999999999999999} | a does not fit (expected: an integer from 1 to 100)
            percent | {} | a is missing (expected: a value)
            big | {"a":1.0} | a does not fit (expected: an integer)
            big | {"a":1e3} | a does not fit (expected: an integer)
            big | {"a":"1"} | a does not fit (expected: an integer)
            decimal | {"a":"1.5"} | a does not fit (expected: a number)
            decimal | {"a":1e1001} | a does not fit (expected: a number)
            decimal | {"a":1e-1001} | a does not fit (expected: a number)
            decimal | {"a":1e99999999999} | a does not fit (expected: a number)
            sum | {"a":{}} | a does not fit (expected: an array)
            sum | {"a":"1"} | a does not fit (expected: an array)
            sum | {"a":[1,"2"]} | a[1] does not fit (expected: an integer)
            sum | {"a":[1,null]} | a[1] is missing (expected: an integer)
            inner | {"a":[]} | a does not fit (expected: an object)
            inner | {"a":{}} | a.b is missing (expected: a string)
            inner | {"a":{"b":1}} | a.b does not fit (expected: a string)
            deep | {"a":[{"b":[0,1]}]} | a[0].b[1] does not fit (expected: true or false)
            inner_transfer | [{"account":"a","amount":"5","confirmed":true}] | position 0.amount
            inner_transfer | [5] | position 0
            inner_transfer | [] | position 0 is missing (expected: a value)
            count | {"a":0} | a does not fit (expected: an integer from 1 to 100)
            few | {"c":1} | c is unknown (expected: a, b)
            few | {"a":1,"c d":1} | a name is unknown (expected: a, b)
            few | [1,2,3] | position 2 is one too many (expected: at most 2)
            none | {"a":1} | a is unknown (expected: none)
            none | [1] | position 0 is one too many (expected: at most 0)
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
