package io.securerpc.jetty;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link PlantedNode} whose loggers are all at TRACE, and every line that it has written. */
final class PlantedProcess implements AutoCloseable {
    private static final Pattern BEGIN =
            Pattern.compile("^\\[[^\\]]*\\] (TRACE|DEBUG|INFO|WARN|ERROR) (\\S+) - ", Pattern.MULTILINE);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final BufferedWriter steps;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final StringBuffer log = new StringBuffer();
    private final List<Thread> readers;

    /** One record of the log, whatever lines it has. */
    record Line(String level, String logger, String text) {}

    private PlantedProcess(Process process) {
        this.process = process;
        this.steps = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.readers = List.of(
                read(process.getInputStream(), new Thread(() -> lines(process.getInputStream(), said::add))),
                read(
                        process.getErrorStream(),
                        new Thread(() -> lines(
                                process.getErrorStream(),
                                line -> log.append(line).append('\n')))));
    }

    static PlantedProcess start(Path folder, String... properties) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        for (String property : properties) {
            command.add("-Dorg.slf4j.simpleLogger." + property);
        }
        command.addAll(List.of(PlantedNode.class.getName(), folder.toString()));
        return new PlantedProcess(new ProcessBuilder(command).start());
    }

    /** The ports of its listeners: TLS and plain of one node, TLS of the other. */
    List<Integer> ports() {
        await().atMost(PATIENCE)
                .until(() -> !process.isAlive() || said.stream().anyMatch(line -> line.startsWith("ports ")));
        return said.stream()
                .filter(line -> line.startsWith("ports "))
                .flatMap(line -> List.of(line.split(" ")).stream().skip(1))
                .map(Integer::valueOf)
                .toList();
    }

    void step(String step) throws IOException {
        long before = done(step);
        steps.write(step);
        steps.write('\n');
        steps.flush();
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !process.isAlive() || done(step) > before);
    }

    private long done(String step) {
        return said.stream().filter(("done " + step)::equals).count();
    }

    /** Everything it has printed on standard output, but for the steps it was told to take. */
    List<String> said() {
        return said.stream().filter(line -> !line.startsWith("done ")).toList();
    }

    /** Everything it has logged; once it has ended, all. */
    List<Line> log() {
        String text = log.toString();
        List<Line> lines = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int from = -1;
        String level = "";
        String logger = "";
        while (begin.find()) {
            if (from >= 0) {
                lines.add(new Line(level, logger, text.substring(from, begin.start())));
            }
            from = begin.start();
            level = begin.group(1);
            logger = begin.group(2);
        }
        lines.add(new Line(level, logger, text.substring(Math.max(0, from))));
        return lines;
    }

    @Override
    public void close() throws IOException {
        try {
            steps.write("end\n");
            steps.close();
        } catch (IOException gone) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("node did not end");
            }
            for (Thread reader : readers) {
                reader.join(10_000);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Thread read(InputStream stream, Thread reader) {
        reader.setName("planted " + stream);
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private static void lines(InputStream stream, java.util.function.Consumer<String> consumer) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                consumer.accept(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
