package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes at the same time lose no Parity token and no use of one, in one process and in several, and whoever reads meanwhile never finds half a file. */
class ParityFileConcurrencyTest {
    private static final int EACH = 10;

    @TempDir
    Path folder;

    @Test
    void processesAndThreadsLoseNothing() throws Exception {
        Path path = folder.resolve("authcodes");
        ParityTokenFile file = ParityTokenFile.at(path);
        file.create("first");
        List<Callable<Void>> tasks = new ArrayList<>();
        for (String name : List.of("p", "q")) {
            tasks.add(() -> {
                Tools.run(
                                Duration.ofMinutes(2),
                                ProcessHandle.current().info().command().orElse("java"),
                                "-cp",
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                                AddParityTokens.class.getName(),
                                path.toString(),
                                name,
                                String.valueOf(EACH))
                        .success();
                return null;
            });
        }
        tasks.add(() -> {
            AddParityTokens.work(ParityTokenFile.at(path), "t", EACH);
            return null;
        });
        run(tasks, file);

        assertThat(file.load())
                .extracting(ParityToken::name)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("first"),
                                Stream.of("p", "q", "t")
                                        .flatMap(
                                                name -> IntStream.range(0, EACH).mapToObj(i -> name + i)))
                        .toList());
        assertThat(file.load().stream().filter(token -> token.lastUse().isEmpty()))
                .extracting(ParityToken::name)
                .containsExactly("first");
    }

    private static void run(List<Callable<Void>> tasks, ParityTokenFile file) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size() + 1);
        AtomicBoolean ended = new AtomicBoolean();
        try {
            Future<Integer> reader = threads.submit(() -> {
                int reads = 0;
                while (!ended.get()) {
                    assertThat(file.load()).extracting(ParityToken::name).contains("first");
                    reads++;
                }
                return reads;
            });
            for (Future<Void> end : threads.invokeAll(tasks)) {
                end.get();
            }
            ended.set(true);
            assertThat(reader.get()).isPositive();
        } finally {
            ended.set(true);
            threads.shutdownNow();
        }
    }
}
