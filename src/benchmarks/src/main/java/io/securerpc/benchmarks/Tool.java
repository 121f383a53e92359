package io.securerpc.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The commands of the system that the comparison uses, and how they are started, pinned and waited for. */
final class Tool {
    static final String CERTIFICATE = "server.cert.pem";
    static final String KEY = "server.key.pem";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Map<String, String> PACKAGES = new TreeMap<>(Map.of(
            "nginx", "nginx",
            "h2load", "nghttp2-client",
            "openssl", "openssl",
            "curl", "curl",
            "taskset", "util-linux"));

    /** What {@link #start} started; ended with this program, if it has not ended by then. */
    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    /** Is asked until it says yes. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    private Tool() {}

    /** What this machine lacks, with the Debian package that has it. */
    static List<String> missing() {
        List<String> missing = new ArrayList<>();
        PACKAGES.forEach((tool, debian) -> {
            if (path(tool).isEmpty()) {
                missing.add(tool + " (Debian package " + debian + ")");
            }
        });
        if (Runtime.getRuntime().availableProcessors() < 2) {
            missing.add("a second core, for the client");
        }
        return missing;
    }

    /** The tool's file, or nothing. Debian keeps servers where only root looks. */
    static String path(String tool) {
        for (String folder : (System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator)) {
            Path file = Path.of(folder, tool);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return "";
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static List<String> onServerCore(List<String> command) {
        return pinned("0", command);
    }

    static List<String> onClientCore(List<String> command) {
        return pinned("1", command);
    }

    static Process start(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        STARTED.add(process);
        process.getOutputStream().close();
        return process;
    }

    static void stopAll() {
        STARTED.forEach(Process::destroyForcibly);
    }

    static String run(Path folder, String... command) throws IOException, InterruptedException {
        return finish(start(folder, List.of(command)), START);
    }

    /** What a process says until it ends, which it must do well and in time. */
    static String finish(Process process, Duration limit) throws IOException, InterruptedException {
        String command = process.info().commandLine().orElse("command");
        Thread watch = new Thread(() -> endAfter(process, limit));
        watch.setDaemon(true);
        watch.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        STARTED.remove(process);
        if (exit != 0) {
            throw new IllegalStateException(command + " ended with " + exit + ": " + output);
        }
        return output;
    }

    /** Waits until a server is ready; says what it printed if it ends or never is. */
    static void await(Process process, Path output, Condition ready) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!ready.holds()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException("did not start: " + Files.readString(output));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    static long ticksPerSecond() {
        try {
            return Long.parseLong(run(Path.of("."), "getconf", "CLK_TCK").strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String machine() throws IOException, InterruptedException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceFirst(".*: ", ""))
                .findFirst()
                .orElse("unknown processor");
        return "%d cores, %s; Java %s; %s; one core serves, one asks"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        System.getProperty("java.version"),
                        run(Path.of("."), path("nginx"), "-v").strip());
    }

    private static List<String> pinned(String core, List<String> command) {
        List<String> all = new ArrayList<>(List.of("taskset", "-c", core));
        all.addAll(command);
        return all;
    }

    private static void endAfter(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
