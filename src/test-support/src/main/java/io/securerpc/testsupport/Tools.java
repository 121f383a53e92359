package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The real command-line tools a test compares with: {@code openssl}, {@code curl} and the like. */
public final class Tools {
    private Tools() {}

    /**
     * What a command left behind.
     *
     * @param exit its exit code
     * @param stdout its standard output, as UTF-8
     * @param stderr its standard error, as UTF-8
     */
    public record Output(int exit, String stdout, String stderr) {
        /** Returns the standard output, after making sure that the command succeeded. */
        public String success() {
            if (exit != 0) {
                throw new AssertionError("exit code " + exit + " (expected: 0)\n" + stdout + stderr);
            }
            return stdout;
        }
    }

    /**
     * Goes on only where the tool is on the {@code PATH}: elsewhere the test is skipped with a message, or fails
     * when the environment says {@code CI=true}, so that nothing is skipped unseen.
     *
     * @param tool the command's name
     */
    public static void require(String tool) {
        require(Map.of(tool, tool));
    }

    /**
     * As {@link #require(String)}, for tools that a test needs together: all that are missing are named at once.
     *
     * @param packages what to install on Debian, by the command's name
     */
    public static void require(Map<String, String> packages) {
        requireNonNull(packages, "packages");
        Map<String, String> missing = new TreeMap<>(packages);
        missing.keySet().removeIf(Tools::installed);
        if (!missing.isEmpty()) {
            missing(String.join(", ", missing.keySet()) + (missing.size() == 1 ? " is" : " are")
                    + " not installed (expected on the PATH; on Debian: apt-get install "
                    + String.join(" ", missing.values()) + ")");
        }
    }

    /**
     * Goes on only where a command succeeds, for parts of a tool that may be left out where it was built.
     *
     * @param part what the command tells the presence of
     * @param command succeeds if the part is there
     */
    public static void requireSuccess(String part, String... command) {
        requireSuccess(part, Duration.ofMinutes(1), command);
    }

    /**
     * As {@link #requireSuccess(String, String...)}, for a command that takes its time, as one that installs the part does.
     *
     * @param part what the command tells the presence of
     * @param limit when it is killed
     * @param command succeeds if the part is there
     */
    public static void requireSuccess(String part, Duration limit, String... command) {
        requireNonNull(part, "part");
        Output output = run(limit, command);
        if (output.exit() != 0) {
            missing(part + " is not installed (expected: " + String.join(" ", command) + " succeeds)\n"
                    + output.stderr());
        }
    }

    private static void missing(String message) {
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(message);
        }
        Assumptions.abort(message);
    }

    /** Runs a command in the current directory with nothing on its standard input. */
    public static Output run(Duration limit, String... command) {
        return run(limit, Path.of("").toAbsolutePath(), new byte[0], command);
    }

    /** Runs a command to its end; it is killed, and the test fails, when the limit passes first. */
    public static Output run(Duration limit, Path workingDirectory, byte[] stdin, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(workingDirectory.toFile())
                    .start();
            try {
                return finish(process, limit, stdin, List.of(command));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + List.of(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + List.of(command), e);
        }
    }

    private static Output finish(Process process, Duration limit, byte[] stdin, List<String> command)
            throws InterruptedException {
        // Both streams and the input move at once: a full pipe on any of them would stop the others.
        CompletableFuture<String> stdout =
                CompletableFuture.supplyAsync(() -> drain(process.getInputStream()), Tools::thread);
        CompletableFuture<String> stderr =
                CompletableFuture.supplyAsync(() -> drain(process.getErrorStream()), Tools::thread);
        CompletableFuture<Void> input = CompletableFuture.runAsync(() -> feed(process, stdin), Tools::thread);
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(
                    "still running after " + limit + ": " + command + "\n" + stdout.join() + stderr.join());
        }
        input.join();
        return new Output(process.exitValue(), stdout.join(), stderr.join());
    }

    /** A thread for each stream: the common pool may be too small for three that block. */
    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "tool-stream");
        thread.setDaemon(true);
        thread.start();
    }

    private static String drain(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // closed under us: the process was killed, and that is what gets reported
        }
    }

    private static void feed(Process process, byte[] stdin) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(stdin);
        } catch (IOException e) {
            // The command ended without reading all of its input; its exit code tells whether that matters.
            return;
        }
    }

    private static boolean installed(String tool) {
        String path = System.getenv("PATH");
        return path != null
                && List.of(path.split(File.pathSeparator, -1)).stream()
                        .filter(folder -> !folder.isEmpty())
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
