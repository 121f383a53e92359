package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Halves of surrogate pairs, which have no UTF-8 and are written as escapes, however many a caller sends. */
class HalfCharactersTest {
    /** As many as fit into the largest request there is by default; escaped one by one in place, they took more than 15 s. */
    private static final String MANY = "\\uD800".repeat((int) Limits.defaults().maxRequestBytes() / 6 - 100);

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final RpcService service = RpcService.builder()
            .subscription("confirmation", Permission.PUBLIC, subscriber -> () -> {})
            .method(
                    "names",
                    Permission.PUBLIC,
                    call -> call.params().as(Map.class).size())
            .method(
                    "echo",
                    Permission.PUBLIC,
                    call -> Map.of(
                            call.params().string("text"), List.of(call.params().string("text"))))
            .build();

    @Test
    void areQuotedAlone() {
        assertThat(Json.quote("a\ud83d\ude00\ud83d\"\ude00\ude00b"))
                .isEqualTo("\"a\ud83d\ude00\\uD83D\\\"\\uDE00\\uDE00b\"");
        assertThat(Json.quote("\ud800")).isEqualTo("\"\\uD800\"");
        assertThat(Json.quote("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"");
    }

    @Test
    void inAnIdAreAnsweredInTimeThatGrowsWithTheirNumberAlone() {
        String request = "{\"action\":\"subscribe\",\"topic\":\"none\",\"id\":\"" + MANY + "\"}";
        assertThat(request.getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan((int) Limits.defaults().maxRequestBytes());
        assertThat(timed(request)).isEqualTo("{\n    \"error\": \"Unknown topic\",\n    \"id\": \"" + MANY + "\"\n}\n");
    }

    /** Far longer than the codec takes; it is quoted for it before that is known. */
    @Test
    void inANameAreRefusedInTimeThatGrowsWithTheirNumberAlone() {
        assertThat(timed("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"names\",\"params\":{\"" + MANY + "\":1}}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32602,\"message\":\"Invalid params\"},\"id\":1}");
    }

    /** What a caller sends is no fault of the node that repeats it. */
    @Test
    void inAnAnswerAreEscapedAsTheirCallerSentThem() {
        String text = "a\\\\\\uD800\\uD83D\\uDE00\\uDC00b";
        String answered = "a\\\\\\uD800\ud83d\ude00\\uDC00b";
        assertThat(timed("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"text\":\"" + text + "\"}}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"" + answered + "\":[\"" + answered + "\"]},\"id\":1}");
    }

    private String timed(String request) {
        return assertTimeoutPreemptively(PATIENCE, () -> Exchanges.ask(service, request, Exchanges.http()));
    }
}
