package io.securerpc.caller;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.reload.Live;
import io.securerpc.reload.Looks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file of users may hold, and what becomes of one that changes. */
class UsersFileTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    private static final String HASH = "$2y$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK";

    @TempDir
    private Path folder;

    @Test
    void readsWhatHtpasswdWritesWithCommentsBetween() {
        UserTable table =
                new UsersText("users").table(List.of("# node", "", "zoe:" + HASH, "J\u00f6rg M:" + HASH + "  "));
        assertThat(table.names()).containsExactly("J\u00f6rg M", "zoe");
    }

    /** The rest of each message must not repeat the line: it may hold a password. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hunter2 | no colon | name:$2y$…, as htpasswd -B writes it",
                "bob:hunter2 | no bcrypt hash after the name | name:$2y$…, as htpasswd -B writes it",
                "bob:$apr1$hunter2 | no bcrypt hash after the name | name:$2y$…, as htpasswd -B writes it",
                "bob:{SHA}hunter2 | no bcrypt hash after the name | name:$2y$…, as htpasswd -B writes it",
                "bob:$2x$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK | no bcrypt hash after the name | name:$2y$…, as htpasswd -B writes it",
                "bob:$2y$04$.....................zn9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK | no bcrypt hash after the name | name:$2y$…, as htpasswd -B writes it",
                "bob:$2y$15$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK | bcrypt cost 15 | 4 to 14",
                "bob:$2y$31$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK | bcrypt cost 31 | 4 to 14",
                "bob:$2y$03$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK | bcrypt cost 3 | 4 to 14",
                "alice:$2y$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK | user 'alice' a second time | each user once",
                ":hunter2 | empty name | a name without colons, control characters and spaces at its ends, in Unicode's form NFC, of at most 128 bytes",
            })
    void namesTheBadLineAndRepeatsNothingOfIt(String line, String found, String expected) {
        assertThatThrownBy(() -> new UsersText("users 'u'").table(List.of("# node", "alice:" + HASH, line)))
                .isInstanceOf(UsersException.class)
                .hasMessage("users 'u': line 3: " + found + " (expected: " + expected + ")");
    }

    @Test
    void refusesNamesThatLookLikeOthers() {
        for (String name :
                List.of("alice\u200b", "\ufeffalice", "ali\u0007ce", " alice", "alice\u0301", "x".repeat(129))) {
            assertThatThrownBy(() -> new UsersText("u").table(List.of(name + ":" + HASH)))
                    .as(name)
                    .isInstanceOf(UsersException.class)
                    .hasMessageEndingWith("(expected: " + UserName.RULE + ")");
        }
    }

    @Test
    void aFileThatIsMissingEmptyOrNoTextStopsTheStart() throws IOException {
        Path file = folder.resolve("users");
        assertThatThrownBy(() -> Users.file(file).open(CLOCK))
                .isInstanceOf(UsersException.class)
                .hasMessage("users '" + file + "': cannot be read: file '" + file
                        + "': no such file (expected: lines name:$2y$…, as htpasswd -B writes it)");
        Files.writeString(file, "# nobody\n");
        assertThatThrownBy(() -> Users.file(file).open(CLOCK))
                .hasMessage("users '" + file
                        + "': no user (expected: at least one line name:$2y$…, as htpasswd -B writes it)");
        Files.write(file, "J\u00f6rg:x".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> Users.file(file).open(CLOCK))
                .hasMessage("users '" + file + "': not UTF-8 (expected: lines name:$2y$…, as htpasswd -B writes it)");
    }

    @Test
    void aCorruptFileChangesNothingAndSaysSo() throws IOException {
        Path file = folder.resolve("users");
        Files.writeString(file, "alice:" + HASH + "\n");
        Live<UserTable> live = Live.open(new UsersFile(file), CLOCK);
        Files.writeString(file, "bob:" + HASH + "\nalice:oops\n");
        Looks.at(live);
        assertThat(live.current().names()).containsExactly("alice");
        assertThat(live.status().lastFailure().orElseThrow().reason())
                .isEqualTo("users '" + file
                        + "': line 2: no bcrypt hash after the name (expected: name:$2y$…, as htpasswd -B writes it)");
        Files.delete(file);
        Looks.at(live);
        assertThat(live.current().names()).containsExactly("alice");
        Files.writeString(file, "bob:" + HASH + "\n");
        await().untilAsserted(() -> {
            Looks.at(live);
            assertThat(live.current().names()).containsExactly("bob");
        });
    }

    @Test
    void anEmptyFileIsNotBelievedAtOnceButACommentIs() throws IOException {
        Path file = folder.resolve("users");
        Files.writeString(file, "alice:" + HASH + "\n");
        Live<UserTable> live = Live.open(new UsersFile(file), CLOCK);
        Files.writeString(file, "");
        live.look(); // once: it is believed where it stays empty
        assertThat(live.current().names()).containsExactly("alice");
        Files.writeString(file, "# nobody\n");
        // A look rests for as long as the one before took.
        await().untilAsserted(() -> {
            Looks.at(live);
            assertThat(live.current().names()).isEmpty();
        });
    }

    @Test
    void oneLineAsPactusHasIt() {
        CredentialKind kind = Users.line("alice:" + HASH).open(CLOCK);
        assertThat(kind.followed()).isEmpty();
        assertThat(kind.challenge()).isEqualTo("Basic realm=\"rpc\", charset=\"UTF-8\"");
        assertThatThrownBy(() -> Users.line("alice:hunter2"))
                .hasMessage(
                        "user: line 1: no bcrypt hash after the name (expected: name:$2y$…, as htpasswd -B writes it)");
        assertThatThrownBy(() -> Users.line("# alice"))
                .hasMessage("user: no user (expected: name:$2y$…, as htpasswd -B writes it)");
    }
}
