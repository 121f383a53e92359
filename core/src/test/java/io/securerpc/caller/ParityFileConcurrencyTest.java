package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            tasks.add(FileWriters.process(AddParityTokens.class, path, name, EACH));
        }
        tasks.add(() -> {
            AddParityTokens.work(ParityTokenFile.at(path), "t", EACH);
            return null;
        });
        FileWriters.run(
                tasks,
                () -> assertThat(file.load()).extracting(ParityToken::name).contains("first"));

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
}
