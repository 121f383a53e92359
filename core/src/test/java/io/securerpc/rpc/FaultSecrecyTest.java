package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler's own faults tell: the caller a number, the log the number and the place, nobody the message or the parameters. */
@ResourceLock(Resources.SYSTEM_ERR)
class FaultSecrecyTest {
    private static final String SECRET = "hunter2-c0ffee";
    private static final Pattern ANSWER = Pattern.compile(
            "\\{\"jsonrpc\":\"2.0\",\"error\":\\{\"code\":-32603,\"message\":\"Internal error\",\"data\":\\{\"incident\":\"([0-9a-f]{16})\"}},\"id\":1}");

    /** A value that no codec can write. */
    public static final class Unwritable {
        public String value() {
            return SECRET;
        }

        public String getValue() {
            throw new IllegalStateException(SECRET);
        }
    }

    private final RpcService service = RpcService.builder()
            .method("exception", Permission.PUBLIC, call -> {
                throw new IllegalStateException(SECRET, new java.io.IOException(SECRET));
            })
            .method("error", Permission.PUBLIC, call -> {
                throw new AssertionError(SECRET);
            })
            .method("linkage", Permission.PUBLIC, call -> {
                throw new NoClassDefFoundError(SECRET);
            })
            .method("overflow", Permission.PUBLIC, call -> endless(1))
            .method("later", Permission.PUBLIC, call -> CompletableFuture.failedFuture(new RuntimeException(SECRET)))
            .method(
                    "later_thrown",
                    Permission.PUBLIC,
                    call -> CompletableFuture.completedStage(1).thenApply(x -> {
                        throw new IllegalStateException(SECRET);
                    }))
            .method("unwritable", Permission.PUBLIC, call -> new Unwritable())
            .method("unwritable_later", Permission.PUBLIC, call -> CompletableFuture.completedStage(new Unwritable()))
            .method("unwritable_data", Permission.PUBLIC, call -> {
                throw new RpcException(1, "told", new Unwritable());
            })
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exception",
                "error",
                "linkage",
                "overflow",
                "later",
                "later_thrown",
                "unwritable",
                "unwritable_later",
                "unwritable_data"
            })
    void tellsNobodyWhatTheFaultSays(String method) {
        String params = "\"params\":{\"password\":\"" + SECRET + "\"}";
        String[] answer = new String[2];
        String log = logOf(() -> {
            answer[0] = ask("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"," + params + ",\"id\":1}");
            answer[1] = ask("{\"action\":\"" + method + "\",\"password\":\"" + SECRET + "\"}");
        });
        Matcher told = ANSWER.matcher(answer[0]);
        assertThat(told.matches()).as(answer[0]).isTrue();
        assertThat(log)
                .contains("rpc " + method + ": incident " + told.group(1) + ": ")
                .doesNotContain(SECRET);
        assertThat(log.lines()).as("one line for each fault").hasSize(2);
        assertThat(answer[1]).isEqualTo("{\n    \"error\": \"Internal server error in RPC\"\n}\n");
    }

    /** Each has its line, by its number, but only the first of a second says where. */
    @Test
    void saysOnceWhereAFaultThatComesAgainWas() {
        RpcService fails = RpcService.builder()
                .method("fails_again", Permission.PUBLIC, call -> {
                    throw new IllegalStateException(SECRET);
                })
                .build();
        String call = "{\"jsonrpc\":\"2.0\",\"method\":\"fails_again\",\"id\":1}";
        String[] answer = new String[1];
        List<String> lines = logOf(() -> answer[0] =
                        Exchanges.ask(fails, "[" + call + ",".concat(call).repeat(99) + "]", Exchanges.http()))
                .lines()
                .toList();
        assertThat(lines).hasSize(100);
        assertThat(lines.get(0))
                .contains("java.lang.IllegalStateException at " + getClass().getName());
        Pattern told = Pattern.compile("\"incident\":\"([0-9a-f]{16})\"");
        List<String> incidents =
                told.matcher(answer[0]).results().map(found -> found.group(1)).toList();
        assertThat(incidents).hasSize(100).doesNotHaveDuplicates();
        // A slow machine may take more than a second.
        assertThat(lines.stream().filter(line -> line.contains(" at "))).hasSizeLessThan(20);
        String described = "";
        for (int i = 0; i < 100; i++) {
            String start = "rpc fails_again: incident " + incidents.get(i) + ": ";
            assertThat(lines.get(i)).contains(start);
            if (lines.get(i).contains(" at ")) {
                described = incidents.get(i);
            } else {
                assertThat(lines.get(i)).endsWith(start + "as incident " + described);
            }
        }
    }

    /** Whoever knows two ways to make a method fail takes them by turns. */
    @Test
    void saysOnceWhereEachOfSeveralFaultsWasThatComeByTurns() {
        RpcService fails = RpcService.builder()
                .method("fails_by_turns", Permission.PUBLIC, call -> {
                    throw call.params().bool(0) ? new IllegalStateException(SECRET) : new ArithmeticException(SECRET);
                })
                .build();
        String turns = "{\"jsonrpc\":\"2.0\",\"method\":\"fails_by_turns\",\"params\":[true],\"id\":1},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"fails_by_turns\",\"params\":[false],\"id\":2}";
        List<String> lines = logOf(() ->
                        Exchanges.ask(fails, "[" + turns + ",".concat(turns).repeat(49) + "]", Exchanges.http()))
                .lines()
                .toList();
        assertThat(lines).hasSize(100);
        // A slow machine may take more than a second.
        assertThat(lines.stream().filter(line -> line.contains(" at "))).hasSizeLessThan(40);
    }

    private String ask(String request) {
        return Exchanges.ask(service, request, Exchanges.http());
    }

    private static int endless(int depth) {
        return depth < 0 ? 0 : endless(depth + 1) + 1;
    }

    /** What slf4j-simple, the tests' logger, writes meanwhile; but not on other threads: there the end of what earlier tests began is still told. */
    private static String logOf(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (PrintStream capture = new PrintStream(log, true, StandardCharsets.UTF_8)) {
            System.setErr(capture);
            action.run();
        } finally {
            System.setErr(before);
        }
        String own = "[" + Thread.currentThread().getName() + "]";
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(own) || !line.startsWith("["))
                .collect(Collectors.joining("\n"));
    }
}
