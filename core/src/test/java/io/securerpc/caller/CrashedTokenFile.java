package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.CrashAt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Whatever step of a change is the last one: a file of tokens is that of before or that of afterwards, for its owner alone, and the next change finishes.
 *
 * @param <S> what is in the file
 */
abstract class CrashedTokenFile<S> {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final int MORE_THAN_ANY_CHANGE_HAS = 12;

    private final String name;
    private int folders;

    CrashedTokenFile(String name) {
        this.name = name;
    }

    abstract void create(Path path, String token);

    /** Throws if the file is not whole. */
    abstract S load(Path path);

    abstract Collection<String> names(S content);

    /** Makes the change, to a file with the token {@code old} or to none, and ends it after each of its steps in turn. */
    final void assertWholeAfterEachStep(
            Path temporary, boolean first, BiConsumer<Path, Runnable> change, BiPredicate<Optional<S>, S> done)
            throws IOException {
        int crashes = 0;
        boolean survived = false;
        for (int last = 1; !survived; last++) {
            assertThat(last).isLessThan(MORE_THAN_ANY_CHANGE_HAS);
            Path path = Files.createDirectory(temporary.resolve("folder" + folders++))
                    .resolve(name);
            if (!first) {
                create(path, "old");
            }
            Optional<S> before = content(path);
            survived = CrashAt.step(last).survives(step -> change.accept(path, step));
            crashes += survived ? 0 : 1;
            Optional<S> after = content(path);

            if (survived) {
                assertThat(after).isNotEqualTo(before);
            }
            if (!after.equals(before)) {
                assertThat(done.test(before, after.orElseThrow()))
                        .as("after step %s", last)
                        .isTrue();
            }
            assertOwnerOnly(path.getParent());
            // Nobody holds the lock, and what lies aside is in nobody's way.
            create(path, "next");
            assertThat(names(load(path))).contains("next");
            assertThat(path.getParent().toFile().list()).containsExactlyInAnyOrder(name, name + ".lock");
        }
        assertThat(crashes).isEqualTo(4);
    }

    private Optional<S> content(Path path) {
        return Files.exists(path) ? Optional.of(load(path)) : Optional.empty();
    }

    private static void assertOwnerOnly(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }
}
