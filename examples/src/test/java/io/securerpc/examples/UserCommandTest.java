package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code user add}, {@code user list} and {@code user remove}, from an empty folder on. */
class UserCommandTest {
    @TempDir
    private Path folder;

    private Path users;
    private Path password;

    @BeforeEach
    void writePassword() throws IOException {
        users = folder.resolve("users");
        password = Files.writeString(folder.resolve("password"), "planted-Pa55word\nsecond line\n");
    }

    @Test
    void addsListsAndRemovesAUser() throws IOException {
        Terminal add = user("add", "alice", "--password-file", password.toString());
        assertThat(add.err()).isEmpty();
        assertThat(add.out()).isEqualToNormalizingNewlines("added: basic:alice\n");
        assertThat(Files.readString(users)).startsWith("alice:$2y$12$").doesNotContain("planted");
        assertThat(user("list").out()).isEqualToNormalizingNewlines("basic:alice\n");
        assertThat(user("add", "alice", "--replace", "--password-file", password.toString())
                        .out())
                .isEqualToNormalizingNewlines("changed: basic:alice\n");
        assertThat(user("remove", "alice").out()).isEqualToNormalizingNewlines("removed: basic:alice\n");
        assertThat(user("list").out()).isEmpty();
    }

    @Test
    void failsWithOneLineThatRepeatsNoPassword() throws IOException {
        user("add", "alice", "--password-file", password.toString());
        Terminal twice = user("add", "alice", "--password-file", password.toString());
        assertThat(twice.exit()).isEqualTo(1);
        assertThat(twice.err())
                .isEqualToNormalizingNewlines(
                        "error: users '" + users + "': user 'alice' is there (expected: a new name)\n");
        Files.writeString(password, "planted-Pa55word".repeat(5));
        Terminal tooLong = user("add", "bob", "--password-file", password.toString());
        assertThat(tooLong.exit()).isEqualTo(1);
        assertThat(tooLong.err()).contains("longer than 72 bytes").doesNotContain("planted");
    }

    @Test
    void takesNoPasswordAsAnArgument() {
        assertThat(user("add", "alice", "--password", "secret").exit()).isEqualTo(2);
        assertThat(user("add", "alice", "secret").exit()).isEqualTo(2);
        assertThat(users).doesNotExist();
    }

    private Terminal user(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "user";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--users";
        all[all.length - 1] = users.toString();
        Terminal terminal = Terminal.run(all);
        terminal.exit();
        return terminal;
    }
}
