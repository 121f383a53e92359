package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes at the same time lose nothing, in one process and in several, and whoever reads meanwhile never finds half a file. */
class UserListConcurrencyTest {
    private static final String HASH = "$2y$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK";
    private static final int EACH = 4;

    @TempDir
    private Path folder;

    @Test
    void processesAndThreadsLoseNothing() throws Exception {
        Path file = folder.resolve("users");
        List<String> workers = List.of("p", "q", "s", "t");
        // Each worker removes its own again, between the changes of the others.
        List<String> lines = new ArrayList<>(List.of("# kept", "first:" + HASH));
        workers.forEach(worker -> numbered(worker + "gone").forEach(name -> lines.add(name + ":" + HASH)));
        Files.write(file, lines);

        ExecutorService threads = Executors.newFixedThreadPool(workers.size());
        try {
            CompletableFuture<Void> all = CompletableFuture.allOf(Stream.concat(
                            Stream.of("p", "q")
                                    .map(name -> CompletableFuture.runAsync(() -> process(file, name), threads)),
                            Stream.of("s", "t")
                                    .map(name -> CompletableFuture.runAsync(
                                            () -> AddUsers.work(UserList.of(file), name, EACH), threads)))
                    .toArray(CompletableFuture[]::new));
            do {
                assertThat(UserList.of(file).names()).contains("first");
            } while (!all.isDone());
            all.get();
        } finally {
            threads.shutdownNow();
        }

        assertThat(UserList.of(file).names())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of("first"), workers.stream().flatMap(UserListConcurrencyTest::numbered))
                                .toList());
        assertThat(Files.readAllLines(file)).startsWith("# kept", "first:" + HASH);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("users", "users.lock");
    }

    private static Stream<String> numbered(String prefix) {
        return Stream.iterate(0, i -> i < EACH, i -> i + 1).map(i -> prefix + i);
    }

    private static void process(Path file, String prefix) {
        Tools.run(
                        Duration.ofMinutes(2),
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        AddUsers.class.getName(),
                        file.toString(),
                        prefix,
                        String.valueOf(EACH))
                .success();
    }
}
