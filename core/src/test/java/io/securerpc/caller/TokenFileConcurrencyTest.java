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

/** Changes at the same time lose nothing, in one process and in several, and whoever reads meanwhile never finds half a file. */
class TokenFileConcurrencyTest {
    private static final int EACH = 12;

    @TempDir
    Path folder;

    @Test
    void processesAndThreadsLoseNothing() throws Exception {
        Path path = folder.resolve("tokens");
        TokenFile file = TokenFile.at(path);
        file.create(NewToken.named("first"));
        List<Callable<Void>> tasks = new ArrayList<>();
        for (String name : List.of("p", "q")) {
            tasks.add(FileWriters.process(AddTokens.class, path, name, EACH));
        }
        for (String name : List.of("s", "t")) {
            tasks.add(() -> {
                AddTokens.work(TokenFile.at(path), name, EACH);
                return null;
            });
        }
        FileWriters.run(tasks, () -> assertThat(file.load().named("first")).isPresent());

        assertThat(file.load().list())
                .extracting(BearerToken::name)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("first"),
                                Stream.of("p", "q", "s", "t")
                                        .flatMap(
                                                name -> IntStream.range(0, EACH).mapToObj(i -> name + i)))
                        .toList());
    }
}
