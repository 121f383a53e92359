package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
    private static final String PARSE_ERROR = error(-32700, "Parse error", "null");
    private static final String INVALID = error(-32600, "Invalid Request", "null");
    private static final String TOO_DEEP = error(-32600, "Max JSON depth exceeded", "null");

    private final AtomicInteger calls = new AtomicInteger();
    private final RpcService service = RpcService.builder()
            .method("echo", Permission.PUBLIC, call -> {
                calls.incrementAndGet();
                return call.params().as(Object.class);
            })
            .method("count", Permission.PUBLIC, call -> calls.incrementAndGet())
            .method("big", Permission.PUBLIC, call -> "x".repeat(2_000))
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "[",
                "nul",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1} {}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1},",
                "[{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1}]x",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1,}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":01}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":+1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":.5}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":NaN}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":0x1}",
                "{'jsonrpc':'2.0'}",
                "{jsonrpc:2.0}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",/* c */\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":\"a\nb\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":\"\\x\"}",
                "\uFEFF{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1}",
                // names that occur twice, also where nobody reads them and however they are written
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"method\":\"count\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"\\u006dethod\":\"count\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"params\":{\"a\":1,\"a\":2},\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"other\":[{\"a\":1,\"b\":1,\"c\":1,\"a\":2}],\"id\":1}",
                "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":2}"
            })
    void refusesWhatIsNoJson(String request) {
        assertThat(ask(request)).isEqualTo(PARSE_ERROR);
        assertThat(calls).hasValue(0);
    }

    @Test
    void refusesWhatIsNoUtf8() {
        for (int[] bad : List.of(
                new int[] {0xFF},
                new int[] {0xC0, 0x80}, // overlong
                new int[] {0xED, 0xA0, 0x80}, // half a surrogate pair
                new int[] {0xF4, 0x90, 0x80, 0x80}, // past Unicode
                new int[] {0xE2, 0x82})) { // cut off
            byte[] request = withBytes("{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":\"", bad, "\"}");
            assertThat(Exchanges.ask(service, request, Exchanges.http())).isEqualTo(PARSE_ERROR);
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void readsNoOtherEncodingThanUtf8() {
        String request = "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1}";
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(Exchanges.ask(service, request.getBytes(charset), Exchanges.http()))
                    .isEqualTo(PARSE_ERROR);
        }
    }

    @Test
    void takesAReplacementCharacterThatWasReallySent() {
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":\"\uFFFD\"}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":\"\uFFFD\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"x\"",
                "null",
                "true",
                "{}",
                "[]",
                "{\"jsonrpc\":\"1.0\",\"method\":\"count\"}",
                "{\"jsonrpc\":2.0,\"method\":\"count\"}",
                "{\"jsonrpc\":\"2\",\"method\":\"count\"}",
                "{\"method\":\"count\"}",
                "{\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"2.0\",\"action\":\"count\"}",
                "{\"method\":\"count\",\"action\":\"count\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":null}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"params\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"params\":null}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":true}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":[1]}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":{}}"
            })
    void refusesWhatIsNoRequest(String request) {
        assertThat(ask(request)).isEqualTo(INVALID);
        assertThat(calls).hasValue(0);
    }

    @Test
    void tellsTheIdOfAnInvalidRequestThatHasOne() {
        assertThat(ask("{\"jsonrpc\":\"1.0\",\"method\":\"count\",\"id\":7}"))
                .isEqualTo(error(-32600, "Invalid Request", "7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "-17",
                "1.0",
                "1.50",
                "1e3",
                "1E+03",
                "123456789012345678901234567890",
                "0.1234567890123456789012345678901234567890",
                "null",
                "\"\"",
                "\"a\"",
                "\"\\u0061\"",
                "\"\\ud800\"",
                "\"\\\"},{\\\"\"",
                "\"\u00e9\u20ac\ud83d\ude00\""
            })
    void answersIdsExactlyAsTheyWereSent(String id) {
        for (String request : List.of(
                "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":" + id + "}",
                "{ \"id\" :  " + id + "  , \"jsonrpc\":\"2.0\",\"method\":\"count\" }",
                "{\"params\":{\"\u20ac\":\"\u00e9\"},\"id\":\t" + id
                        + "\n,\"jsonrpc\":\"2.0\",\"method\":\"count\"}")) {
            assertThat(ask(request))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":" + calls.get() + ",\"id\":" + id + "}");
        }
    }

    @Test
    void answersIdsExactlyInTextsLongerThanAnyBuffer() {
        String padding = "\u20ac".repeat(50_000);
        assertThat(ask("{\"padding\":\"" + padding
                        + "\",\"id\": 1.250 ,\"jsonrpc\":\"2.0\",\"method\":\"count\",\"more\":\"" + padding + "\"}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":1.250}");
    }

    @Test
    void countsNestingAsNestingIs() {
        assertThat(ask(nested(20))).startsWith("{\"jsonrpc\":\"2.0\",\"result\":{");
        assertThat(ask(nested(21))).isEqualTo(TOO_DEEP);
        String members = String.join(",", Collections.nCopies(21, "{}"));
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[" + members + "],\"id\":1}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":[" + members + "],\"id\":1}");
        String brackets = "[{".repeat(100);
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[\"" + brackets + "\"],\"id\":1}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":[\"" + brackets + "\"],\"id\":1}");
    }

    @Test
    void countsNestingInEveryPlace() {
        String deep = "[".repeat(20) + "]".repeat(20);
        for (String place : List.of("id", "jsonrpc", "method", "params", "other")) {
            assertThat(ask("{\"" + place + "\":" + deep + "}")).as(place).isEqualTo(TOO_DEEP);
        }
        assertThat(ask("[[" + deep + "]]")).isEqualTo(TOO_DEEP);
        assertThat(ask("[".repeat(1_000_000))).isEqualTo(TOO_DEEP);
        assertThat(ask("{\"a\":".repeat(1_000_000))).isEqualTo(TOO_DEEP);
    }

    @Test
    void boundsTheLengthOfNumbers() {
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":" + "9".repeat(1000) + "}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":" + "9".repeat(1000) + "}");
        String tooLong = "9".repeat(1001);
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":" + tooLong + "}"))
                .isEqualTo(PARSE_ERROR);
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"params\":[" + tooLong + "],\"id\":1}"))
                .isEqualTo(PARSE_ERROR);
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"params\":[1." + tooLong + "],\"id\":1}"))
                .isEqualTo(PARSE_ERROR);
    }

    @Test
    void refusesTooLongABatchBeforeItsEnd() {
        String member = "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1}";
        String tooLong =
                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32010,\"message\":\"The batch request was too large\","
                        + "\"data\":\"Exceeded max limit of 100\"},\"id\":null}";
        assertThat(ask("[" + String.join(",", Collections.nCopies(10_000, member)) + "]"))
                .isEqualTo(tooLong);
        assertThat(ask("[" + String.join(",", Collections.nCopies(101, member)) + "]"))
                .isEqualTo(tooLong);
        // what follows the last member that may be there is not even read
        assertThat(ask("[" + "1,".repeat(101) + "!")).isEqualTo(tooLong);
        assertThat(calls).hasValue(0);
        assertThat(ask("[" + String.join(",", Collections.nCopies(100, member)) + "]"))
                .hasSizeGreaterThan(100 * 30);
        assertThat(calls).hasValue(100);
    }

    @Test
    void boundsTheSizeOfAnswers() {
        Limits small = Limits.builder().maxResponseBytes(2_500).build();
        String big = "{\"jsonrpc\":\"2.0\",\"method\":\"big\",\"id\":1}";
        assertThat(Exchanges.ask(service, big, Exchanges.http(small))).hasSizeBetween(2_000, 2_100);
        assertThat(Exchanges.ask(service, "[" + big + "]", Exchanges.http(small)))
                .hasSizeBetween(2_000, 2_100);
        assertThat(Exchanges.ask(service, "[" + big + "," + big + "]", Exchanges.http(small)))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32011,\"message\":\"The batch response was too large\","
                                + "\"data\":\"Exceeded max limit of 2500\"},\"id\":null}");
        Limits smaller = Limits.builder().maxResponseBytes(2_000).build();
        assertThat(Exchanges.ask(service, big, Exchanges.http(smaller)))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32008,\"message\":\"Response is too big\","
                        + "\"data\":\"Exceeded max limit of 2000\"},\"id\":1}");
        assertThat(Exchanges.ask(service, "{\"action\":\"big\"}", Exchanges.http(smaller)))
                .isEqualTo("{\n    \"error\": \"Response is too big\"\n}\n");
    }

    @Test
    void startsNoFurtherMemberOnceTheAnswerIsTooLarge() {
        Limits small = Limits.builder().maxResponseBytes(2_500).build();
        String big = "{\"jsonrpc\":\"2.0\",\"method\":\"big\",\"id\":1}";
        String count = "{\"jsonrpc\":\"2.0\",\"method\":\"count\",\"id\":1}";
        assertThat(Exchanges.ask(service, "[" + big + "," + big + "," + count + "]", Exchanges.http(small)))
                .contains("-32011");
        assertThat(calls).hasValue(0);
    }

    /** An object nested to the given depth, the request's own braces and the parameters' included. */
    private static String nested(int depth) {
        int inner = depth - 2;
        return "{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":{\"a\":" + "[".repeat(inner) + "]".repeat(inner)
                + "},\"id\":1}";
    }

    private static byte[] withBytes(String before, int[] bad, String after) {
        byte[] head = before.getBytes(StandardCharsets.US_ASCII);
        byte[] tail = after.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + bad.length + tail.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        for (int i = 0; i < bad.length; i++) {
            whole[head.length + i] = (byte) bad[i];
        }
        System.arraycopy(tail, 0, whole, head.length + bad.length, tail.length);
        return whole;
    }

    private String ask(String request) {
        return Exchanges.ask(service, request, Exchanges.http());
    }

    private static String error(int code, String message, String id) {
        return "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"},\"id\":" + id
                + "}";
    }
}
