package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changing a file of users: whole or not at all, and nobody else's to read. */
class UserListTest {
    private static final String HASH = "$2y$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK";

    @TempDir
    private Path folder;

    @Test
    void addsChangesAndRemovesAndKeepsTheOtherLines() throws IOException {
        Path file = folder.resolve("users");
        Files.write(file, List.of("# node", "bob:" + HASH, "", "carol:" + HASH));
        UserList users = UserList.of(file);
        users.add("J\u00f6rg", "secret");
        assertThat(users.names()).containsExactly("J\u00f6rg", "bob", "carol");
        users.remove("bob");
        List<String> before = Files.readAllLines(file);
        assertThat(before).hasSize(4).startsWith("# node", "", "carol:" + HASH);
        assertThat(before.get(3)).startsWith("J\u00f6rg:$2y$12$");
        users.changePassword("J\u00f6rg", "other");
        assertThat(Files.readAllLines(file).get(3))
                .startsWith("J\u00f6rg:$2y$12$")
                .isNotEqualTo(before.get(3));
        users.remove("carol");
        users.remove("J\u00f6rg");
        assertThat(Files.readAllLines(file)).containsExactly("# node", "");
        assertThat(users.names()).isEmpty();
    }

    @Test
    void theLastUserLeavesAFileThatIsNotEmpty() throws IOException {
        Path file = folder.resolve("users");
        UserList users = UserList.of(file);
        users.add("alice", "secret");
        users.remove("alice");
        assertThat(Files.readString(file)).isEqualTo("# no users\n");
    }

    @Test
    void nobodyElseMayReadWhatItWrites() throws IOException {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path file = folder.resolve("users");
        UserList users = UserList.of(file);
        users.add("alice", "secret");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("users.lock"))).isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        users.add("bob", "secret");
        assertThat(mode(file)).isEqualTo("rw-r-----");
    }

    @Test
    void aChangeThatCannotBeMadeLeavesEverythingAndRepeatsNoPassword() throws IOException {
        Path file = folder.resolve("users");
        Files.writeString(file, "alice:" + HASH + "\n");
        UserList users = UserList.of(file);
        refuses(() -> users.add("alice", "p"), "users '" + file + "': user 'alice' is there (expected: a new name)");
        refuses(
                () -> users.remove("bob"),
                "users '" + file + "': no user 'bob' (expected: the name of one who is there)");
        refuses(
                () -> users.changePassword("bob", "p"),
                "users '" + file + "': no user 'bob' (expected: the name of one who is there)");
        refuses(() -> users.add("b:ob", "p"), "user: name with a colon (expected: " + UserName.RULE + ")");
        refuses(
                () -> users.add("ze\u0301", "p"),
                "user: name that is not in Unicode's form NFC (expected: " + UserName.RULE + ")");
        refuses(() -> users.add("#bob", "p"), "user: name that begins with # (expected: " + UserName.RULE + ")");
        refuses(
                () -> users.add("bob", "x".repeat(73)),
                "password: longer than 72 bytes in UTF-8 (expected: 1 to 72 bytes without control characters)");
        refuses(() -> users.add("bob", ""), "password: empty (expected: 1 to 72 bytes without control characters)");
        assertThat(Files.readString(file)).isEqualTo("alice:" + HASH + "\n");
        Files.writeString(file, "alice:hunter2\n");
        refuses(
                () -> users.add("bob", "p"),
                "users '" + file
                        + "': line 1: no bcrypt hash after the name (expected: name:$2y$…, as htpasswd -B writes it)");
        assertThat(Files.readString(file)).isEqualTo("alice:hunter2\n");
    }

    @Test
    void whatAProcessLeftThatDiedHalfWayIsInNobodysWay() throws IOException {
        Path file = folder.resolve("users");
        Files.writeString(file, "alice:" + HASH + "\n");
        Files.writeString(folder.resolve("users.new"), "torn");
        Files.writeString(folder.resolve("users.lock"), "");
        assertThat(UserList.of(file).names()).containsExactly("alice");
        UserList.of(file).remove("alice");
        assertThat(folder.resolve("users.new")).doesNotExist();
        assertThat(Files.readString(file)).isEqualTo("# no users\n");
    }

    @Test
    void followsALinkToTheFileInsteadOfReplacingIt() throws IOException {
        Path real = Files.writeString(folder.resolve("real"), "alice:" + HASH + "\n");
        Path link = Files.createSymbolicLink(folder.resolve("users"), real);
        UserList.of(link).add("bob", "secret");
        assertThat(link).isSymbolicLink();
        assertThat(UserList.of(real).names()).containsExactly("alice", "bob");
    }

    @Test
    void changesAtOnceLoseNothing() throws Exception {
        Path file = folder.resolve("users");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "user" + i;
            threads.add(new Thread(() -> UserList.of(file).add(name, "secret")));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(UserList.of(file).names())
                .isEqualTo(IntStream.range(0, 8).mapToObj(i -> "user" + i).toList());
    }

    private static void refuses(Runnable change, String message) {
        assertThatThrownBy(change::run).isInstanceOf(UsersException.class).hasMessage(message);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
