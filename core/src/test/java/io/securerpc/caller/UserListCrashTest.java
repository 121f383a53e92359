package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.CrashAt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever step of a change is the last one: the file is that of before or that of afterwards, for its owner alone, and the next change finishes. */
class UserListCrashTest {
    private static final int MORE_THAN_ANY_CHANGE_HAS = 12;
    private static final String HASH = "$2y$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK";
    private static final String ANY_NEW_HASH = "(a hash at cost 12)";
    private static final List<String> OLD = List.of("# node", "old:" + HASH, "other:" + HASH);

    @TempDir
    private Path temporary;

    private enum Change {
        FIRST(List.of(), users -> users.add("new", "secret"), List.of("new:" + ANY_NEW_HASH)),
        ADD(
                OLD,
                users -> users.add("new", "secret"),
                List.of("# node", "old:" + HASH, "other:" + HASH, "new:" + ANY_NEW_HASH)),
        PASSWORD(
                OLD,
                users -> users.changePassword("old", "secret"),
                List.of("# node", "old:" + ANY_NEW_HASH, "other:" + HASH)),
        REMOVE(OLD, users -> users.remove("old"), List.of("# node", "other:" + HASH)),
        LAST(List.of("old:" + HASH), users -> users.remove("old"), List.of("# no users"));

        private final List<String> before;
        private final Consumer<UserList> change;
        private final List<String> after;

        Change(List<String> before, Consumer<UserList> change, List<String> after) {
            this.before = before;
            this.change = change;
            this.after = after;
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void leavesTheFileOfBeforeOrTheOneOfAfterwards(Change change) throws IOException {
        List<List<String>> found = new ArrayList<>();
        boolean done = false;
        for (int last = 1; !done; last++) {
            assertThat(last).isLessThan(MORE_THAN_ANY_CHANGE_HAS);
            Path file =
                    Files.createDirectory(temporary.resolve("folder" + last)).resolve("users");
            if (!change.before.isEmpty()) {
                Files.write(file, change.before);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
            done = CrashAt.step(last).survives(step -> change.change.accept(UserList.of(file, step)));
            found.add(lines(file));
            assertNobodyElseReadsWhatIsNew(file.getParent());
            // Nobody holds the lock, and what lies aside is in nobody's way.
            assertTheNextChangeFinishes(file);
        }
        // Before the rename, after it, and without a crash.
        assertThat(found).containsExactly(change.before, change.before, change.before, change.after, change.after);
    }

    private static void assertTheNextChangeFinishes(Path file) {
        UserList users = UserList.of(file);
        List<String> names = new ArrayList<>(Files.exists(file) ? users.names() : List.of());
        if (names.isEmpty()) {
            users.add("next", "secret");
            names.add("next");
        } else {
            users.remove(names.remove(0));
        }
        assertThat(users.names()).isEqualTo(names);
        assertThat(file.getParent().toFile().list()).containsExactlyInAnyOrder("users", "users.lock");
    }

    private static void assertNobodyElseReadsWhatIsNew(Path folder) throws IOException {
        for (String name : List.of("users.new", "users.lock")) {
            Path path = folder.resolve(name);
            if (Files.exists(path)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(name)
                        .startsWith("rw-")
                        .endsWith("---");
            }
        }
    }

    /** None if there is no file; throws if it is not whole. */
    private static List<String> lines(Path file) throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        UserList.of(file).names();
        return Files.readAllLines(file).stream()
                .map(line -> line.replaceAll(":\\$2y\\$12\\$[./A-Za-z0-9]{53}$", ":" + ANY_NEW_HASH))
                .toList();
    }
}
