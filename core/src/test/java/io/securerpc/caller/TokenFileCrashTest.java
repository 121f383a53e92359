package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.CrashAt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever step of a change is the last one: the file is that of before or that of afterwards, for its owner alone, and the next change finishes. */
class TokenFileCrashTest {
    private static final int MORE_THAN_ANY_CHANGE_HAS = 12;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path temporary;

    private int folders;

    private enum Change {
        FIRST(file -> file.create(NewToken.named("new"))),
        CREATE(file -> file.create(NewToken.named("new"))),
        REVOKE(file -> file.revoke("old")),
        ROTATE(file -> file.rotate("old", TokenRotation.immediate().withGrace(Duration.ofHours(1)))),
        USE(file -> file.recordUses(Map.of("old", NOW)));

        private final Step step;

        Change(Step step) {
            this.step = step;
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
                    .resolve("tokens");
            if (change != Change.FIRST) {
                TokenFile.at(path, () -> NOW).create(NewToken.named("old"));
            }
            Optional<Tokens> before = load(path);
            done = survives(change, path, last);
            crashes += done ? 0 : 1;
            Optional<Tokens> after = load(path);

            if (done) {
                assertThat(after).isNotEqualTo(before);
            } else if (!after.equals(before)) {
                assertThat(what(change, after.orElseThrow()))
                        .as("%s after step %s", change, last)
                        .isTrue();
            }
            assertOwnerOnly(path.getParent());
            // Nobody holds the lock, and what lies aside is in nobody's way.
            TokenFile.at(path, () -> NOW).create(NewToken.named("next"));
            assertThat(load(path).orElseThrow().named("next")).isPresent();
            assertThat(path.getParent().toFile().list()).containsExactlyInAnyOrder("tokens", "tokens.lock");
        }
        assertThat(crashes).isEqualTo(4);
    }

    private static boolean what(Change change, Tokens after) {
        Optional<BearerToken> old = after.named("old");
        return switch (change) {
            case FIRST -> after.list().size() == 1 && after.named("new").isPresent();
            case CREATE -> after.list().size() == 2 && after.named("new").isPresent();
            case REVOKE -> after.list().isEmpty();
            case ROTATE ->
                after.list().size() == 1
                        && old.orElseThrow().oldSecretUntil(NOW).isPresent();
            case USE -> old.orElseThrow().lastUse().equals(Optional.of(NOW));
        };
    }

    private static boolean survives(Change change, Path path, int last) {
        InstantSource clock = () -> NOW;
        return CrashAt.step(last).survives(step -> change.step.on(TokenFile.at(path, clock, step)));
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
    private static Optional<Tokens> load(Path path) {
        return Files.exists(path) ? Optional.of(TokenFile.at(path).load()) : Optional.empty();
    }

    private interface Step {
        void on(TokenFile file);
    }
}
