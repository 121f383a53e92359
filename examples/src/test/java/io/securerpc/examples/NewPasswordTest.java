package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.UserList;
import io.securerpc.caller.Users;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A password typed at a terminal. */
class NewPasswordTest {
    private static final String PLANTED = "planted-Pa55word";

    @TempDir
    private Path folder;

    private final List<String> prompts = new ArrayList<>();

    private NewPassword typing(String... lines) {
        Deque<String> left = new ArrayDeque<>(List.of(lines));
        return new NewPassword(prompt -> {
            prompts.add(prompt);
            String line = left.poll();
            return line == null ? null : line.toCharArray();
        });
    }

    @Test
    void asksTwiceAndSaysForWhom() {
        assertThat(typing("p ", "p ").typedTwice("ali\u0007ce")).isEqualTo("p ");
        assertThat(prompts).containsExactly("Password for ali\\u{7}ce: ", "The same again: ");
    }

    @Test
    void takesNoPasswordThatWasNotTypedTwiceAlike() {
        refuses(typing(PLANTED, "planted-Pa55wort"), "password: two different ones (expected: the same twice)");
        refuses(typing(), "password: none typed (expected: a line, twice)");
        refuses(typing(PLANTED), "password: none typed (expected: a line, twice)");
        refuses(
                typing("se\ufffd\ufffdcret", "se\ufffd\ufffdcret"),
                "password: characters that the locale of this terminal does not have (expected: ASCII, or a UTF-8 locale)");
    }

    private static void refuses(NewPassword password, String message) {
        assertThatThrownBy(() -> password.typedTwice("alice"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(message);
    }

    @Test
    void theCommandAddsWhoeverTypesAtTheTerminal() throws IOException {
        Path users = folder.resolve("users");
        StringWriter out = new StringWriter();
        int exit = new CommandLine(new UserAddCommand(() -> Optional.of(typing(PLANTED, PLANTED))))
                .setOut(new PrintWriter(out))
                .execute("alice", "--users", users.toString());
        assertThat(exit).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("added: basic:alice\n");
        assertThat(prompts).hasSize(2);
        assertThat(UserList.of(users).names()).containsExactly("alice");
        assertThat(Files.readString(users)).doesNotContain(PLANTED);
    }

    @Test
    void whereAFileHasThePasswordNobodyIsAsked() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), PLANTED + "\n");
        int exit = new CommandLine(new UserAddCommand(() -> {
                    throw new AssertionError("asked");
                }))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(
                        "alice", "--users", folder.resolve("users").toString(), "--password-file", password.toString());
        assertThat(exit).isZero();
    }

    /** The command in a process of its own, at a real terminal that writes down whatever it shows. */
    @Test
    void aRealTerminalAsksTwiceAndShowsNothing() throws IOException {
        Tools.require(Map.of("script", "bsdutils", "sh", "dash"));
        Path users = folder.resolve("users");
        Path shown = Files.createFile(folder.resolve("shown"));
        String command = "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp \"$CLASSES\" "
                + SecureRpcNode.class.getName() + " user add alice --users '" + users + "'";
        // What is typed before the terminal was told not to show it would be shown: each line waits for its prompt.
        Path typist = Files.writeString(
                folder.resolve("typist"),
                """
                type_after() {
                    i=0
                    while [ $i -lt 600 ] && ! grep -q "$1" '%1$s'; do sleep 0.1; i=$((i + 1)); done
                    echo '%2$s'
                }
                (type_after 'Password for alice: '; type_after 'The same again: ') |
                    CLASSES='%3$s' script -qefc "$(cat '%4$s')" '%1$s' > /dev/null
                """.formatted(
                                shown,
                                PLANTED,
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                                Files.writeString(folder.resolve("command"), command)),
                StandardCharsets.UTF_8);
        Tools.run(Duration.ofMinutes(2), "sh", typist.toString()).success();

        assertThat(Files.readString(shown))
                .contains("Password for alice: ", "The same again: ", "added: basic:alice")
                .doesNotContain(PLANTED);
        assertThat(UserList.of(users).names()).containsExactly("alice");
        // What was typed is what counts: whoever knows it is let in.
        CredentialKind kind = Users.file(users).open(InstantSource.system());
        assertThat(kind.prove(basic(PLANTED), Instant.now())).isInstanceOf(CredentialProof.Proven.class);
        assertThat(kind.prove(basic(PLANTED + "\r"), Instant.now())).isNotInstanceOf(CredentialProof.Proven.class);
    }

    private static String basic(String password) {
        return Base64.getEncoder().encodeToString(("alice:" + password).getBytes(StandardCharsets.UTF_8));
    }
}
