package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import picocli.CommandLine;

/** One command run in this process, with what it wrote. */
final class Terminal {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> exit;

    private Terminal(String... arguments) {
        CommandLine command = SecureRpcNode.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        exit = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        exit.complete(command.execute(arguments));
                    } catch (Throwable e) {
                        exit.completeExceptionally(e);
                    }
                },
                "terminal");
        thread.setDaemon(true);
        thread.start();
    }

    static Terminal start(String... arguments) {
        return new Terminal(arguments);
    }

    static Terminal run(String... arguments) {
        Terminal terminal = new Terminal(arguments);
        terminal.exit();
        return terminal;
    }

    int exit() {
        try {
            return exit.get(3, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("command did not end, out: " + out + " err: " + err, e);
        }
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /** The first line that starts so, without that start; waits for it. */
    String line(String start) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> exit.isDone() || !lines(start).isEmpty());
        assertThat(lines(start)).as("out: %s err: %s", out, err).isNotEmpty();
        return lines(start).get(0);
    }

    private List<String> lines(String start) {
        String text = out.toString();
        // Only whole lines: the last one may still be on its way.
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }
}
