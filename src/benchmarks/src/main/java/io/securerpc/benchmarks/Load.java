package io.securerpc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The client: bursts of requests by {@code h2load}, of handshakes by {@code openssl s_time}, on the core that serves nothing. */
final class Load {
    private static final String BODY = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final Pattern TLS = Pattern.compile("(?m)^(TLS Protocol|Cipher|Server Temp Key): .*$");
    private static final Pattern HANDSHAKES = Pattern.compile("(\\d+) connections in \\d+ real seconds");
    /** Enough to keep the server's core busy while each client waits for its own handshake. */
    private static final int HANDSHAKE_CLIENTS = 4;

    private final Path folder;

    Load(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("body.json"), BODY);
    }

    /** A comparison of two servers that say different things, or encrypt differently, would compare nothing. */
    void requireSameAnswer(Contender one, Contender other) throws IOException, InterruptedException {
        for (Contender contender : List.of(one, other)) {
            String answer = Tool.run(
                    folder,
                    "curl", "-sS", "--cacert", Tool.CERTIFICATE, "-H", "content-type: application/json", "-d", BODY,
                    url(contender));
            if (!answer.contains("\"result\"")) {
                throw new IllegalStateException(contender.name() + " answers: " + answer);
            }
        }
        for (Scenario scenario : List.of(Scenario.HTTP1, Scenario.HTTP2)) {
            List<String> tls = parameters(scenario, one);
            if (tls.isEmpty() || !tls.equals(parameters(scenario, other))) {
                throw new IllegalStateException("TLS differs: " + tls + " and " + parameters(scenario, other));
            }
            System.out.println("TLS of both, " + scenario.title() + ": " + String.join(", ", tls));
        }
    }

    Sample burst(Scenario scenario, Contender contender, int seconds) throws IOException, InterruptedException {
        return scenario == Scenario.HANDSHAKE ? handshakes(contender, seconds) : requests(scenario, contender, seconds);
    }

    /** The first second, with its handshakes, is left out: requests, latencies and CPU time are all of the same window. */
    private Sample requests(Scenario scenario, Contender contender, int seconds)
            throws IOException, InterruptedException {
        Path log = folder.resolve("requests.log");
        Process client = start(h2load(scenario, contender, "-D", String.valueOf(seconds + 2), "--log-file=" + log));
        TimeUnit.SECONDS.sleep(1);
        long cpuBefore = contender.cpuMicros();
        long from = microsNow();
        TimeUnit.SECONDS.sleep(seconds);
        long cpu = contender.cpuMicros() - cpuBefore;
        long window = microsNow() - from;
        Tool.finish(client, Duration.ofSeconds(seconds + 20L));
        long[] latencies = latencies(log, from, from + window);
        double count = latencies.length;
        return new Sample(
                count * 1e6 / window, latencies[(int) (count * 0.99)], cpu / count, (double) cpu / window);
    }

    private static long[] latencies(Path log, long from, long to) throws IOException {
        long[] latencies;
        try (Stream<String> lines = Files.lines(log)) {
            latencies = lines.map(line -> line.split("\t"))
                    .peek(fields -> {
                        if (!fields[1].equals("200")) {
                            throw new IllegalStateException("answered with status " + fields[1]);
                        }
                    })
                    .filter(fields -> {
                        long end = Long.parseLong(fields[0]) + Long.parseLong(fields[2]);
                        return end >= from && end < to;
                    })
                    .mapToLong(fields -> Long.parseLong(fields[2]))
                    .toArray();
        }
        if (latencies.length == 0) {
            throw new IllegalStateException("no request was answered");
        }
        Arrays.sort(latencies);
        return latencies;
    }

    private Sample handshakes(Contender contender, int seconds) throws IOException, InterruptedException {
        long cpuBefore = contender.cpuMicros();
        long from = microsNow();
        List<Process> clients = new ArrayList<>();
        for (int i = 0; i < HANDSHAKE_CLIENTS; i++) {
            clients.add(start(List.of(
                    "openssl", "s_time", "-new", "-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256",
                    "-time", String.valueOf(seconds), "-connect", "127.0.0.1:" + contender.port())));
        }
        long count = 0;
        for (Process client : clients) {
            Matcher matcher = HANDSHAKES.matcher(Tool.finish(client, Duration.ofSeconds(seconds + 20L)));
            if (!matcher.find()) {
                throw new IllegalStateException("openssl s_time counted nothing");
            }
            count += Long.parseLong(matcher.group(1));
        }
        long window = microsNow() - from;
        long cpu = contender.cpuMicros() - cpuBefore;
        return new Sample(count * 1e6 / window, Double.NaN, (double) cpu / count, (double) cpu / window);
    }

    private List<String> parameters(Scenario scenario, Contender contender) throws IOException, InterruptedException {
        String output = Tool.finish(start(h2load(scenario, contender, "-n", "64")), Duration.ofSeconds(20));
        return TLS.matcher(output).results().map(result -> result.group()).toList();
    }

    private static List<String> h2load(Scenario scenario, Contender contender, String... more) {
        List<String> command = new ArrayList<>(List.of("h2load", "-t", "1", "-d", "body.json"));
        command.addAll(List.of("-H", "content-type: application/json"));
        command.addAll(scenario.h2load());
        command.addAll(List.of(more));
        command.add(url(contender));
        return command;
    }

    private Process start(List<String> command) throws IOException {
        return Tool.start(folder, Tool.onClientCore(command));
    }

    private static String url(Contender contender) {
        return "https://127.0.0.1:" + contender.port() + "/";
    }

    private static long microsNow() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
