package io.securerpc.caller;

import static io.securerpc.caller.CrashedTokenFile.NOW;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of the file of bearer tokens that end half-way. */
class TokenFileCrashTest {
    @TempDir
    Path temporary;

    private enum Change {
        FIRST(file -> file.create(NewToken.named("new"))),
        CREATE(file -> file.create(NewToken.named("new"))),
        REVOKE(file -> file.revoke("old")),
        ROTATE(file -> file.rotate("old", TokenRotation.immediate().withGrace(Duration.ofHours(1)))),
        USE(file -> file.recordUses(Map.of("old", NOW)));

        private final Consumer<TokenFile> change;

        Change(Consumer<TokenFile> change) {
            this.change = change;
        }
    }

    private static final class Crashed extends CrashedTokenFile<Tokens> {
        Crashed() {
            super("tokens");
        }

        @Override
        void create(Path path, String token) {
            TokenFile.at(path, () -> NOW).create(NewToken.named(token));
        }

        @Override
        Tokens load(Path path) {
            return TokenFile.at(path).load();
        }

        @Override
        Collection<String> names(Tokens content) {
            return content.list().stream().map(BearerToken::name).toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void leavesTheFileOfBeforeOrTheOneOfAfterwards(Change change) throws IOException {
        new Crashed()
                .assertWholeAfterEachStep(
                        temporary,
                        change == Change.FIRST,
                        (path, step) -> change.change.accept(TokenFile.at(path, () -> NOW, step)),
                        (before, after) -> isDone(change, after));
    }

    private static boolean isDone(Change change, Tokens after) {
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
}
