package io.securerpc.jetty;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A script of Node's that takes a step for each line and says what came of it; it ends with its input, so at the latest with the test. */
final class NodeScript implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PATIENCE_SECONDS = 90;

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter steps;

    private NodeScript(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.steps = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** Starts it with its options as JSON, and waits until it is ready. */
    static NodeScript start(String name, Map<String, ?> options) {
        Path folder = NodePackages.folder();
        List<String> command = new ArrayList<>(List.of("node", name, JSON.writeValueAsString(options)));
        try {
            NodeScript script = new NodeScript(new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(folder.resolve(name + ".log").toFile())
                    .start());
            try {
                script.answer();
                return script;
            } catch (Throwable failure) {
                script.close();
                throw failure;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes one step; a step that fails is an {@link AssertionError} with its reason. */
    JsonNode step(String step, Map<String, ?> arguments) {
        JsonNode answer = attempt(step, arguments);
        if (answer.has("failure")) {
            throw new AssertionError(
                    step + " " + arguments + ": " + answer.get("failure").stringValue());
        }
        return answer.get("value");
    }

    /** Takes one step that may fail, and returns {@code value} or {@code failure}. */
    JsonNode attempt(String step, Map<String, ?> arguments) {
        try {
            Map<String, Object> line = new LinkedHashMap<>(arguments);
            line.put("step", step);
            steps.write(JSON.writeValueAsString(line));
            steps.write("\n");
            steps.flush();
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            steps.close();
        } catch (IOException alreadyGone) {
            // It has ended by itself; what it said is in its log.
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("script did not end with its input");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode answer() {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(this::line, task -> {
            Thread reader = new Thread(task, "node-script");
            reader.setDaemon(true);
            reader.start();
        });
        try {
            return JSON.readTree(line.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer of the script; see its log below target/browser", e);
        }
    }

    private String line() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("it has ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
