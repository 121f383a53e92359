package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The runnable jar as an operator runs it: a process of its own, stopped when closed. */
final class NodeProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** The eight seconds of {@code stop_timeout}, and what a busy machine takes. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private static final Pattern LISTENING = Pattern.compile("listening on https://\\S*:(\\d+)/?");

    private final Process process;
    private final Thread guard;
    private final List<String> stdout = new CopyOnWriteArrayList<>();
    private final List<String> stderr = new CopyOnWriteArrayList<>();

    private NodeProcess(Process process) {
        this.process = process;
        this.guard = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(guard); // a killed test run leaves no server behind
        collect(process.getInputStream(), stdout);
        collect(process.getErrorStream(), stderr);
    }

    /** Starts {@code serve --config} and waits until its port is open. */
    static NodeProcess serve(Path config) {
        NodeProcess node = start("serve", "--config", config.toString());
        try {
            await().atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> node.listeningLine() != null || !node.process.isAlive());
            assertThat(node.listeningLine())
                    .as("listening line, of%n%s", node.log())
                    .isNotNull();
            return node;
        } catch (Throwable e) {
            node.close();
            throw e;
        }
    }

    /** Runs the jar to its end. */
    static Tools.Output run(String... arguments) {
        return Tools.run(START_LIMIT, command(arguments));
    }

    /** Returns the port it says it listens on. */
    int port() {
        Matcher line = LISTENING.matcher(String.valueOf(listeningLine()));
        assertThat(line.matches()).as(listeningLine()).isTrue();
        return Integer.parseInt(line.group(1));
    }

    /** Returns everything it printed. */
    String log() {
        return String.join("\n", stdout) + "\n" + String.join("\n", stderr);
    }

    /** Returns what it printed for programs to read. */
    List<String> stdout() {
        return List.copyOf(stdout);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(guard);
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("node did not stop within " + STOP_LIMIT + " of SIGTERM\n" + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String listeningLine() {
        return stdout.stream()
                .filter(line -> line.startsWith("listening on "))
                .findFirst()
                .orElse(null);
    }

    private static NodeProcess start(String... arguments) {
        try {
            return new NodeProcess(new ProcessBuilder(command(arguments)).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] command(String... arguments) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String jar = System.getProperty("secure-rpc.node-jar");
        assertThat(Path.of(jar))
                .as("runnable jar, built by the package phase of examples")
                .exists();
        return Stream.concat(
                        // A small heap, so that a request that makes the server hoard shows; no time spent on C2.
                        Stream.of(
                                java.toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                jar),
                        Stream.of(arguments))
                .toArray(String[]::new);
    }

    private static void collect(InputStream stream, List<String> lines) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader reader =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        reader.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException e) {
                        lines.add("[output ended: " + e.getMessage() + "]");
                    }
                },
                "node-output");
        thread.setDaemon(true);
        thread.start();
    }
}
