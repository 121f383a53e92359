package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Text that takes many times its size once it is read is refused before it is. */
class ManyParametersTest {
    private static final String TOO_MANY =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32602,\"message\":\"Invalid params: too many (expected: at most 256)\"},\"id\":1}";
    private static final String TOO_MANY_NAMES =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"Too many members in open objects\"},\"id\":null}";

    private final RpcService service = RpcService.builder()
            .method("size", Permission.PUBLIC, call -> call.params().size())
            .subscription("t", Permission.PUBLIC, subscriber -> () -> {})
            .build();

    @Test
    void takesSoManyParametersAndNotOneMore() {
        assertThat(ask(array(256))).contains("\"result\":256");
        assertThat(ask(object(256))).contains("\"result\":256");
        assertThat(ask(array(257))).isEqualTo(TOO_MANY);
        assertThat(ask(object(257))).isEqualTo(TOO_MANY);
    }

    @Test
    void saysTheSameInTheNanoForm() {
        assertThat(nano("size", 256)).contains("\"result\": \"256\"");
        assertThat(nano("size", 257)).contains("\"error\": \"Invalid params: too many (expected: at most 256)\"");
        assertThat(nano("subscribe", 257)).contains("\"error\": \"Invalid params: too many (expected: at most 256)\"");
    }

    @Test
    void saysTheSameOfASubscription() {
        assertThat(Exchanges.ask(
                        service, request("subscribe", array(257)), Exchanges.webSocket(new RecordingChannel())))
                .isEqualTo(TOO_MANY);
    }

    @Test
    void countsOnlyParametersThemselves() {
        assertThat(ask("[" + array(100_000) + "," + object(2_000) + "]")).contains("\"result\":2");
    }

    @Test
    void refusesObjectsThatAreOpenTogetherWithTooManyNames() {
        int around = 3; // jsonrpc, method, params
        int most = DocumentReader.MOST_NAMES - around;
        assertThat(ask("[" + object(most) + "]")).contains("\"result\":1");
        assertThat(ask("[" + object(most + 1) + "]")).isEqualTo(TOO_MANY_NAMES);
        String half = joined(most / 2 + 1, i -> "\"n" + i + "\":1");
        assertThat(ask("[{" + half + ",\"more\":{" + half + "}}]")).isEqualTo(TOO_MANY_NAMES);
        assertThat(ask("{\"unknown\":" + object(5_000) + "}")).isEqualTo(TOO_MANY_NAMES);
    }

    @Test
    void takesAnyNumberOfNamesInObjectsSideBySide() {
        assertThat(ask("[[" + joined(10_000, i -> "{\"a\":1,\"b\":{\"c\":2}}") + "]]"))
                .contains("\"result\":1");
    }

    private String ask(String params) {
        return Exchanges.ask(service, request("size", params), Exchanges.http());
    }

    private String nano(String action, int members) {
        return Exchanges.ask(
                service,
                "{\"action\":\"" + action + "\"," + joined(members, i -> "\"n" + i + "\":\"1\"") + "}",
                Exchanges.webSocket(new RecordingChannel()));
    }

    /** The id is read last, so that it is unknown where reading ends before. */
    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":1}";
    }

    private static String array(int elements) {
        return "[" + joined(elements, i -> "1") + "]";
    }

    private static String object(int members) {
        return "{" + joined(members, i -> "\"n" + i + "\":1") + "}";
    }

    private static String joined(int count, IntFunction<String> each) {
        StringJoiner joined = new StringJoiner(",");
        IntStream.range(0, count).mapToObj(each).forEach(joined::add);
        return joined.toString();
    }
}
