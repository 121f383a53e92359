package io.securerpc.caller;

import static io.securerpc.caller.CrashedTokenFile.NOW;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of Parity's file of tokens that end half-way. */
class ParityFileCrashTest {
    @TempDir
    Path temporary;

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

    private static final class Crashed extends CrashedTokenFile<List<ParityToken>> {
        Crashed() {
            super("authcodes");
        }

        @Override
        void create(Path path, String token) {
            ParityTokenFile.at(path, () -> NOW).create(token);
        }

        @Override
        List<ParityToken> load(Path path) {
            return ParityTokenFile.at(path, () -> NOW).load();
        }

        @Override
        Collection<String> names(List<ParityToken> content) {
            return content.stream().map(ParityToken::name).toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void leavesTheFileOfBeforeOrTheOneOfAfterwards(Change change) throws IOException {
        new Crashed()
                .assertWholeAfterEachStep(
                        temporary,
                        change == Change.FIRST,
                        (path, step) -> change.change.accept(ParityTokenFile.at(path, () -> NOW.plusSeconds(1), step)),
                        (before, after) -> isDone(change, before.orElse(List.of()), after));
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
}
