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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link PlantedNode} whose loggers are all at TRACE, and every line that it has written. */
final class PlantedProcess implements AutoCloseable {
    private static final Pattern BEGIN = Pattern.compile("^\\[[^\\]]*\\] (TRACE|DEBUG|INFO|WARN|ERROR) (\\S+) - ");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final BufferedWriter steps;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Path log;
    private final Thread reader;
    private List<Integer> ports = List.of();

    /** One record of the log, whatever lines it has. */
    record Line(String level, String logger, String text) {}

    /** The log goes to a file: it is too long to be held. */
    private PlantedProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.steps = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.reader = new Thread(() -> lines(process.getInputStream(), said::add), "planted output");
        reader.setDaemon(true);
        reader.start();
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
        Path log = Files.createTempFile(folder, "node", ".log");
        return new PlantedProcess(
                new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    }

    /** The ports of its listeners: TLS and plain of one node, TLS of the other. */
    List<Integer> ports() {
        if (ports.isEmpty()) { // asked for with each request
            await().atMost(PATIENCE)
                    .until(() -> !process.isAlive() || said.stream().anyMatch(line -> line.startsWith("ports ")));
            ports = said.stream()
                    .filter(line -> line.startsWith("ports "))
                    .flatMap(line -> List.of(line.split(" ")).stream().skip(1))
                    .map(Integer::valueOf)
                    .toList();
        }
        return ports;
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

    /** Hands over everything it has logged, record by record; once it has ended, all. */
    void eachRecord(Consumer<Line> records) {
        StringBuilder record = new StringBuilder();
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (BEGIN.matcher(line).find()) {
                    hand(record, records);
                }
                record.append(line).append('\n');
            }
            hand(record, records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hand(StringBuilder record, Consumer<Line> records) {
        if (record.length() > 0) {
            String text = record.toString();
            Matcher begin = BEGIN.matcher(text);
            boolean whole = begin.find();
            records.accept(new Line(whole ? begin.group(1) : "", whole ? begin.group(2) : "", text));
            record.setLength(0);
        }
    }

    /** The records of a kind. */
    List<Line> log(Predicate<Line> which) {
        List<Line> found = new ArrayList<>();
        eachRecord(record -> {
            if (which.test(record)) {
                found.add(record);
            }
        });
        return found;
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
            reader.join(10_000);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void lines(InputStream stream, Consumer<String> consumer) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                consumer.accept(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
