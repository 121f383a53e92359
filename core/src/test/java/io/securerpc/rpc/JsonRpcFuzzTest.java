package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.conformance.ConformanceCase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any bytes as a request: the answer is JSON-RPC, what runs was JSON, and a call gets in a batch what it gets alone. */
class JsonRpcFuzzTest {
    private static final String PARSE_ERROR =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"Parse error\"},\"id\":null}";
    private static final int LONGEST = 10_000;
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final RpcService SERVICE = RpcService.builder()
            .method("echo", Permission.PUBLIC, call -> call.params().as(Object.class))
            .method(
                    "sum",
                    Permission.PUBLIC,
                    MethodDescription.of("a sum")
                            .withParam("a", JsonType.integer(-1_000, 1_000))
                            .withOptionalParam("b", JsonType.integer()),
                    call -> call.params().integer("a")
                            + call.params().optionalInteger("b").orElse(0))
            .method("update", Permission.PUBLIC, call -> null)
            .method("closed", call -> {
                throw new AssertionError("called");
            })
            .build();

    static Stream<byte[]> seeds() {
        return Stream.concat(
                ConformanceCase.jsonRpc().stream().map(ConformanceCase::request).filter(bytes -> bytes.length < 400),
                Stream.of(
                                "{\"jsonrpc\":\"2.0\",\"method\":\"sum\",\"params\":{\"b\":-5,\"a\":7},\"id\":1e5}",
                                "{\"jsonrpc\":\"2.0\",\"method\":\"sum\",\"params\":[1,null],\"id\":\"\\ud800\"}",
                                "{\"jsonrpc\":\"2.0\",\"method\":\"closed\",\"id\":1}",
                                "{\"action\":\"2.0\",2method\":\"sum\",\"id\":7}")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void answersByTheRules(byte[] request) {
        if (request.length > LONGEST) {
            return;
        }
        String answer = ask(request);
        assertThat(ask(request)).as("the same request again").isEqualTo(answer);
        if (answer.startsWith("{\n")) {
            return; // the Nano form, whose faults have its words
        }
        if (answer.equals(PARSE_ERROR) || answer.contains("\"Max JSON depth exceeded\"") || answer.contains("-32010")) {
            return;
        }
        String text = new String(request, StandardCharsets.UTF_8);
        assertThat(text.getBytes(StandardCharsets.UTF_8))
                .as("only UTF-8 is taken")
                .isEqualTo(request);
        JsonNode read = read(text);
        if (!answer.isEmpty()) {
            check(answer, read);
        }
        if (read.isObject() && !tooDeep(read)) {
            assertThat(ask(("[" + text + "]").getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(answer.isEmpty() ? "" : "[" + answer + "]");
        }
    }

    private static void check(String answer, JsonNode request) {
        assertThat(RawJson.of(answer).text()).isEqualTo(answer);
        List<?> answers = answer.startsWith("[")
                ? STRICT.readValue(answer, List.class)
                : List.of(STRICT.readValue(answer, Map.class));
        assertThat(answers.size()).isBetween(1, request.isArray() ? Math.max(1, request.size()) : 1);
        for (Object each : answers) {
            Map<?, ?> object = (Map<?, ?>) each;
            assertThat(object.get("jsonrpc")).isEqualTo("2.0");
            assertThat(object.containsKey("id")).isTrue();
            assertThat(object.containsKey("result")).isNotEqualTo(object.containsKey("error"));
            assertThat(object).hasSize(3);
        }
    }

    /** What was not refused as no JSON must be some to another reader as well. */
    private static JsonNode read(String text) {
        try {
            return STRICT.readTree(text);
        } catch (JacksonException e) {
            throw new AssertionError("taken for JSON: " + text, e);
        }
    }

    /** The batch is one level more. */
    private static boolean tooDeep(JsonNode value) {
        return depth(value) >= Limits.defaults().maxJsonDepth();
    }

    private static int depth(JsonNode value) {
        int deepest = 0;
        for (JsonNode inner : value) {
            deepest = Math.max(deepest, depth(inner));
        }
        return value.isContainer() ? deepest + 1 : 0;
    }

    private static String ask(byte[] request) {
        return Exchanges.ask(SERVICE, request, Exchanges.http());
    }
}
