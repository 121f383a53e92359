package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.caller.Permission;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any bytes as the rest of an action, over HTTP and WebSocket: the answer is an object of strings, as Nano's clients read it, or on a WebSocket none. */
class NanoFormFuzzTest {
    private static final int LONGEST = 10_000;
    private static final RpcService SERVICE = RpcService.builder()
            .method(
                    "echo",
                    Permission.PUBLIC,
                    call -> Map.of("params", call.params().as(Map.class)))
            .method(
                    "numbers",
                    Permission.PUBLIC,
                    call -> Map.of(
                            "a",
                            call.params().integer("a"),
                            "b",
                            call.params().optionalBool("b").orElse(false)))
            .method("raw", Permission.PUBLIC, call -> call.params().param("a").json())
            .subscription("heads", Permission.PUBLIC, subscriber -> {
                subscriber.send(Map.of("height", 1));
                return () -> {};
            })
            .build();

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "echo\",\"account\":\"nano_1\u00e9\u20ac\",\"count\":\"5\",\"sub\":{\"x\":[{}]}}",
                        "numbers\",\"a\":\"5\",\"b\":\"1\"}",
                        "numbers\",\"a\":-9223372036854775808}",
                        "raw\",\"a\":{\"/\":[1.50,null,true,\"\\ud800\",[],{}]}}",
                        "raw\",\"a\":[1,2]}",
                        "subscribe\",\"topic\":\"heads\",\"ack\":true,\"id\":\"1\"}",
                        "unsubscribe\",\"topic\":\"heads\",\"ack\":\"true\"}",
                        "ping\",\"id\":7}",
                        "nothing\"}",
                        "echo\",\"a\":1,\"a\":2}",
                        "echo\"")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void answersAnObjectOfStrings(byte[] rest) {
        if (rest.length > LONGEST) {
            return;
        }
        byte[] start = "{\"action\":\"".getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[start.length + rest.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(rest, 0, request, start.length, rest.length);

        String overHttp = Exchanges.ask(SERVICE, request, Exchanges.http());
        if (!overHttp.startsWith("{\"jsonrpc\"") && !overHttp.isEmpty()) {
            check(overHttp);
        }
        RecordingChannel channel = new RecordingChannel();
        channel.deliver(Exchanges.reply(SERVICE, request, Exchanges.webSocket(channel)));
        channel.sent.stream().filter(text -> !text.startsWith("{\"jsonrpc\"")).forEach(NanoFormFuzzTest::check);
    }

    private static void check(String answer) {
        assertThat(answer).startsWith("{\n    \"").endsWith("\n}\n");
        assertThat(RawJson.of(answer).text()).isEqualTo(answer);
        JsonNode object = JsonMapper.shared().readTree(answer);
        assertThat(object.isObject()).isTrue();
        requireStrings(object);
        assertThat(answer).doesNotContain("Internal");
    }

    private static void requireStrings(JsonNode value) {
        if (value.isContainer()) {
            assertThat(value.isEmpty()).as("empty containers are empty texts").isFalse();
            value.forEach(NanoFormFuzzTest::requireStrings);
        } else {
            assertThat(value.isString()).as("%s", value).isTrue();
        }
    }
}
