package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.CrashAt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever step of a change is the last one: the file is that of before or that of afterwards, for its owner alone, and the next change finishes. */
class ParityFileCrashTest {
    private static final int MORE_THAN_ANY_CHANGE_HAS = 12;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path temporary;

    private int folders;

    private enum Change {
        FIRST(file -> file.create("new")),
        CREATE(file -> file.create("new")),
        REVOKE(file -> file.revoke("old")),
        ROTATE(file -> file.rotate("old")),
        USE(file -> file.recordUses(Map.of("old", NOW)));

        private final Consumer<ParityTokenFile> change;

        Change(Consumer<ParityTokenFile> change) {
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void leavesTheFileOfBeforeOrTheOneOfAfterwards(Change change) throws IOException {
        int crashes = 0;
        boolean done = false;
        for (int last = 1; !done; last++) {
            assertThat(last).isLessThan(MORE_THAN_ANY_CHANGE_HAS);
            Path path = Files.createDirectory(temporary.resolve("folder" + folders++))
                    .resolve("authcodes");
            if (change != Change.FIRST) {
                ParityTokenFile.at(path, () -> NOW).create("old");
            }
            Optional<List<ParityToken>> before = load(path);
            done = CrashAt.step(last)
                    .survives(step -> change.change.accept(ParityTokenFile.at(path, () -> NOW.plusSeconds(1), step)));
            crashes += done ? 0 : 1;
            Optional<List<ParityToken>> after = load(path);

            if (done) {
                assertThat(after).isNotEqualTo(before);
            }
            if (!after.equals(before)) {
                assertThat(isDone(change, before.orElse(List.of()), after.orElseThrow()))
                        .as("%s after step %s", change, last)
                        .isTrue();
            }
            assertOwnerOnly(path.getParent());
            // Nobody holds the lock, and what lies aside is in nobody's way.
            ParityTokenFile.at(path, () -> NOW).create("next");
            assertThat(load(path).orElseThrow()).extracting(ParityToken::name).contains("next");
            assertThat(path.getParent().toFile().list()).containsExactlyInAnyOrder("authcodes", "authcodes.lock");
        }
        assertThat(crashes).isEqualTo(4);
    }

    private static boolean isDone(Change change, List<ParityToken> before, List<ParityToken> after) {
        return switch (change) {
            case FIRST -> after.size() == 1 && after.get(0).name().equals("new");
            case CREATE ->
                after.size() == 2
                        && after.get(0).equals(before.get(0))
                        && after.get(1).name().equals("new");
            case REVOKE -> after.isEmpty();
            case ROTATE ->
                after.size() == 1
                        && after.get(0).name().equals("old")
                        && !after.get(0).secret().equals(before.get(0).secret());
            case USE -> after.equals(List.of(before.get(0).withLastUse(NOW)));
        };
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

    /** Throws if the file is neither missing nor whole. */
    private static Optional<List<ParityToken>> load(Path path) {
        return Files.exists(path)
                ? Optional.of(ParityTokenFile.at(path, () -> NOW).load())
                : Optional.empty();
    }
}
