package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever arrives, what comes back is a documented answer, in JSON, and no exception. */
class RandomInputTest {
    private static final List<String> SEEDS = List.of(
            "{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":{\"a\":[1,2.50,\"x\\u00e9\",null,true]},\"id\":17}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"sum\",\"params\":[40,2],\"id\":\"a\\\"b\"}",
            "[{\"jsonrpc\":\"2.0\",\"method\":\"sum\",\"params\":[1,2],\"id\":1.0},{\"jsonrpc\":\"2.0\",\"method\":\"echo\"},5]",
            "{\"action\":\"echo\",\"account\":\"nano_1\u00e9\u20ac\",\"count\":\"5\",\"sub\":{\"x\":[{}]}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"subscribe\",\"params\":[\"heads\"],\"id\":null}",
            "{\"action\":\"subscribe\",\"topic\":\"heads\",\"ack\":true,\"id\":\"1\"}",
            "{\"action\":\"stop\"}");
    private static final String PIECES = "{}[]\",:\\ 0123456789.eE+-tfnu\n\u0000\u00e9\ud83d\ude00";
    private static final Set<Integer> CODES = Set.of(-32700, -32600, -32601, -32602, -32010, -32006);
    private static final Pattern CODE = Pattern.compile("\"error\":\\{\"code\":(-?[0-9]+)");

    private final RpcService service = RpcService.builder()
            .method(
                    "echo",
                    Permission.PUBLIC,
                    call -> Map.of("params", call.params().as(Map.class)))
            .method(
                    "sum",
                    Permission.PUBLIC,
                    call -> call.params().integer(0) + call.params().integer(1))
            .method("stop", Permission.CONTROL, call -> {
                throw new AssertionError("called");
            })
            .subscription("heads", Permission.PUBLIC, subscriber -> {
                subscriber.send(1);
                return () -> {};
            })
            .build();

    @Test
    void answersAnythingAsDocumented() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] request = round % 4 == 0 ? noise(random) : mutated(random);
            RecordingChannel channel = new RecordingChannel();
            RpcReply reply = Exchanges.reply(service, request, Exchanges.webSocket(channel));
            channel.deliver(reply);
            String what = "seed " + seed + " round " + round + ": " + new String(request, StandardCharsets.ISO_8859_1);
            reply.body().ifPresent(body -> check(body, what));
        }
    }

    private static void check(byte[] body, String what) {
        Optional<String> text = Optional.ofNullable(Json.decode(body));
        assertThat(text).as(what).isPresent();
        assertThat(RawJson.of(text.get()).text()).as(what).isNotEmpty();
        Matcher code = CODE.matcher(text.get());
        while (code.find()) {
            assertThat(CODES).as(what + " -> " + text.get()).contains(Integer.valueOf(code.group(1)));
        }
        assertThat(text.get()).as(what).doesNotContain("Internal");
    }

    private static byte[] noise(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(PIECES.charAt(random.nextInt(PIECES.length())));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] mutated(Random random) {
        byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes = mutatedOnce(bytes, random);
        }
        return bytes;
    }

    private static byte[] mutatedOnce(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        int kind = random.nextInt(4);
        if (kind == 0) {
            byte[] changed = bytes.clone();
            changed[at] = (byte) random.nextInt(256);
            return changed;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        char piece = PIECES.charAt(random.nextInt(30));
        int to = at + random.nextInt(bytes.length - at);
        String changed = kind == 1
                ? text.substring(0, at) + piece + text.substring(at)
                : kind == 2
                        ? text.substring(0, at) + text.substring(Math.min(text.length() - 1, at + 1))
                        : text.substring(0, to) + text.substring(at);
        return changed.getBytes(StandardCharsets.ISO_8859_1);
    }
}
