package io.securerpc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that runs: where it answers, and every process that works for it. */
final class Contender implements AutoCloseable {
    private static final long MICROS_PER_TICK = 1_000_000L / Tool.ticksPerSecond();

    private final String name;
    private final int port;
    private final Process process;
    private final List<Contender> backends;

    Contender(String name, int port, Process process, List<Contender> backends) {
        this.name = name;
        this.port = port;
        this.process = process;
        this.backends = List.copyOf(backends);
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** CPU time so far, of this server, its workers and what stands behind it. */
    long cpuMicros() throws IOException {
        long micros = 0;
        for (ProcessHandle handle : handles()) {
            Path stat = Path.of("/proc", String.valueOf(handle.pid()), "stat");
            String line = Files.readString(stat);
            // Counted from the command's closing parenthesis, which may be preceded by anything: user and system time.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            micros += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
        }
        for (Contender backend : backends) {
            micros += backend.cpuMicros();
        }
        return micros;
    }

    /** Stops what this object started, and nothing else. */
    @Override
    public void close() {
        List<ProcessHandle> all = handles();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> handles() {
        List<ProcessHandle> all = new ArrayList<>();
        all.add(process.toHandle());
        try (Stream<ProcessHandle> workers = process.descendants()) {
            workers.forEach(all::add);
        }
        return all;
    }
}
