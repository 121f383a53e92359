package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is answered was paid for, once: a call by its name, anything else as no call; and a batch as its members. */
class PaidAnswersTest {
    private static final String LIMITED = "RPC rate limit exceeded";

    private final List<String> paid = new ArrayList<>();
    private int purse = Integer.MAX_VALUE;
    private final RecordingChannel channel = new RecordingChannel();
    private final RpcService service = RpcService.builder()
            .method("count", Permission.PUBLIC, call -> 1)
            .method("forbidden", Permission.NOBODY, call -> 1)
            .subscription("heads", Permission.PUBLIC, subscriber -> {
                subscriber.onUpdate(options -> {});
                return () -> {};
            })
            .subscriptionMethods(SubscriptionMethods.byTopic("eth_subscribe", "eth_unsubscribe", "eth_subscription"))
            .build();

    private final CallGuard guard = new CallGuard() {
        @Override
        public boolean admits(Caller caller, String method, Permission required) {
            return judge(caller, method, required) == CallAnswer.ADMITTED;
        }

        @Override
        public CallAnswer judge(Caller caller, String method, Permission required) {
            if (paid.size() >= purse) {
                return CallAnswer.RATE_LIMITED;
            }
            paid.add(method);
            return caller.has(required) ? CallAnswer.ADMITTED : CallAnswer.FORBIDDEN;
        }

        @Override
        public boolean affords(Caller caller) {
            if (paid.size() >= purse) {
                return false;
            }
            paid.add("");
            return true;
        }
    };

    /** Separated by bars, because of the commas; what is paid, none for what is no call. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"} | count",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\"} | count",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"forbidden\"} | forbidden",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count_all\"} |",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count_all\"} |",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"count\"} |",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"count\"} |",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\",\"params\":1} |",
                "1 |",
                "{} |",
                "[] |",
                "x |",
                "{\"action\":\"count\" |",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1,\"method\":\"count\"} |",
                "[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]] |",
                "{\"action\":\"count\"} | count",
                "{\"action\":\"nothing\"} |",
                "{\"action\":[]} |",
                "{\"action\":\"ping\"} |",
                "{\"action\":\"subscribe\",\"topic\":\"heads\"} | heads",
                "{\"action\":\"subscribe\",\"topic\":\"heads\",\"options\":1} |",
                "{\"action\":\"subscribe\",\"topic\":\"tails\"} |",
                "{\"action\":\"subscribe\"} |",
                "{\"action\":\"subscribe\",\"topic\":\"heads\",\"id\":[]} |",
                "{\"action\":\"update\",\"topic\":\"heads\",\"options\":{}} | heads",
                "{\"action\":\"update\",\"topic\":\"heads\"} |",
                "{\"action\":\"update\",\"topic\":\"tails\",\"options\":{}} |",
                "{\"action\":\"unsubscribe\",\"topic\":\"heads\"} |",
                "{\"action\":\"unsubscribe\",\"topic\":\"tails\"} |",
                "{\"action\":\"unsubscribe\"} |",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"heads\"]} | heads",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"heads\"]} | heads",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"tails\"]} |",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\"} |",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subscribe\",\"params\":[\"heads\"]} |",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"unsubscribe\",\"params\":[\"0\"]} |",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_unsubscribe\"} |",
            })
    void onceWhateverItIs(String text, String name) {
        String expected = name == null ? "" : name;
        for (boolean pushes : new boolean[] {true, false}) {
            paid.clear();
            ask(text, pushes);
            assertThat(paid).as(pushes ? "over a websocket" : "over http").containsExactly(expected);
        }
        if (text.startsWith("{\"jsonrpc\"") && !text.contains("\"id\":1,\"id\"")) {
            paid.clear();
            ask("[" + String.join(",", Collections.nCopies(7, text)) + "]", true);
            assertThat(paid).isEqualTo(Collections.nCopies(7, expected));
        }
    }

    @Test
    void asMuchAloneAsInABatchForMembersThatAreNoObjects() {
        ask("[1,\"a\",null,[],{},true]", true);
        assertThat(paid).isEqualTo(Collections.nCopies(6, ""));
    }

    @Test
    void textThatIsNoUtf8IsPaidForToo() {
        service.handle(new byte[] {'"', (byte) 0xff, '"'}, exchange(true));
        assertThat(paid).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "[]",
                "1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nothing\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"heads\"]}",
                "{\"action\":\"nothing\"}",
                "{\"action\":\"ping\",\"id\":\"n\"}",
                "{\"action\":\"update\",\"topic\":\"heads\",\"options\":{},\"id\":\"n\"}",
                "{\"action\":\"subscribe\",\"topic\":\"heads\",\"id\":\"n\"}",
                "{\"action\":\"subscribe\",\"id\":\"n\"}",
                "{\"action\":\"count\""
            })
    void whoCannotPayIsToldThatAndNothingElse(String text) {
        purse = 0;
        String answer = ask(text, true);
        String id = text.contains("\"id\":1") ? "1" : "null";
        assertThat(answer)
                .isEqualTo(
                        !text.contains("action")
                                ? "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"" + LIMITED
                                        + "\"},\"id\":" + id + "}"
                                : "{\n    \"error\": \"" + LIMITED + "\""
                                        + (text.contains("\"n\"") ? ",\n    \"id\": \"n\"" : "") + "\n}\n");
        assertThat(channel.subscriptions().size()).isZero();
    }

    @Test
    void membersThatCannotBePaidForFailAlone() {
        purse = 2;
        String nothing = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nothing\"}";
        assertThat(ask("[" + nothing + ",5," + nothing + ",{}]", false))
                .isEqualTo(
                        "[{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"Method not found\"},\"id\":1},"
                                + "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"Invalid Request\"},\"id\":null},"
                                + "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"" + LIMITED
                                + "\"},\"id\":1},"
                                + "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"" + LIMITED
                                + "\"},\"id\":null}]");
    }

    @Test
    void aGuardThatThrowsRefusesNothingButThat() {
        CallGuard broken = new CallGuard() {
            @Override
            public boolean admits(Caller caller, String method, Permission required) {
                return true;
            }

            @Override
            public boolean affords(Caller caller) {
                throw new IllegalStateException("secret");
            }
        };
        RpcExchange exchange =
                new RpcExchange(Exchanges.caller(Permission.PUBLIC), broken, Limits.defaults(), Optional.empty());
        String count = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";
        assertThat(Exchanges.ask(service, "[" + count + ",{}," + count + "]", exchange))
                .matches(
                        "\\[\\{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":1},\\{\"jsonrpc\":\"2.0\",\"error\":\\{\"code\":-32603,\"message\":\"Internal error\","
                                + "\"data\":\\{\"incident\":\"[0-9a-f]{16}\"}},\"id\":null},\\{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":1}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscribe", "update"})
    void aGuardThatThrowsIsAnsweredInTheFormOfTheRequest(String action) {
        CallGuard broken = (caller, method, required) -> {
            throw new AssertionError("secret");
        };
        RpcExchange exchange =
                new RpcExchange(Exchanges.caller(Permission.PUBLIC), broken, Limits.defaults(), Optional.of(channel));
        assertThat(Exchanges.ask(
                        service,
                        "{\"action\":\"" + action + "\",\"topic\":\"heads\",\"options\":{},\"id\":\"7\",\"ack\":true}",
                        exchange))
                .isEqualTo("{\n    \"error\": \"Internal server error in RPC\",\n    \"id\": \"7\"\n}\n");
    }

    private String ask(String text, boolean pushes) {
        return Exchanges.ask(service, text.getBytes(StandardCharsets.UTF_8), exchange(pushes));
    }

    private RpcExchange exchange(boolean pushes) {
        return new RpcExchange(
                Exchanges.caller(Permission.PUBLIC),
                guard,
                Limits.defaults(),
                pushes ? Optional.of(channel) : Optional.empty());
    }
}
