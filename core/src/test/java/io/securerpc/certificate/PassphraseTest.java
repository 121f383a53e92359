package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseTest {
    private static final Path KEY = Path.of("server.key.pem");

    @TempDir
    Path folder;

    @Test
    void isNeverPrinted() {
        assertThat(Passphrase.of("correct horse")).hasToString("****");
        assertThat(Passphrase.none()).hasToString("****");
        assertThat(Passphrase.ofFile(folder.resolve("secret"))).hasToString("****");
    }

    @Test
    void isNeverEqualToAnotherOfTheSameText() {
        assertThat(Passphrase.of("correct horse")).isNotEqualTo(Passphrase.of("correct horse"));
    }

    @Test
    void emptyTextMeansNone() {
        assertThat(reveal(Passphrase.of(""))).isNull();
        assertThat(reveal(Passphrase.none())).isNull();
        assertThat(reveal(Passphrase.of(" "))).isEqualTo(" ");
    }

    @Test
    void fileGivesItsFirstLineAsItIs() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), " pässwörd \r\nsecond line\n");
        assertThat(reveal(Passphrase.ofFile(file))).isEqualTo(" pässwörd ");
    }

    @Test
    void fileIsReadEachTime() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "one\n");
        Passphrase passphrase = Passphrase.ofFile(file);
        assertThat(reveal(passphrase)).isEqualTo("one");
        Files.writeString(file, "two");
        assertThat(reveal(passphrase)).isEqualTo("two");
    }

    @Test
    void fileThatCannotGiveOneSaysWhy() throws Exception {
        Path file = folder.resolve("secret");
        assertRefused(file, "no such file");
        assertRefused(Files.writeString(file, "\nsecret"), "first line is empty");
        assertRefused(Files.write(file, "é".getBytes(StandardCharsets.ISO_8859_1)), "not UTF-8");
    }

    @Test
    void environmentVariableIsReadEachTimeAndNotKept() {
        Map<String, String> environment = new HashMap<>(Map.of("KEY_PASS", "one"));
        Passphrase passphrase = Passphrase.ofEnvironment("KEY_PASS", environment::get);
        assertThat(reveal(passphrase)).isEqualTo("one");
        environment.put("KEY_PASS", " two ");
        assertThat(reveal(passphrase)).isEqualTo(" two ");
        assertThat(passphrase).hasToString("****");
    }

    @Test
    void environmentVariableThatIsMissingOrEmptyIsNamed() {
        Map<String, String> environment = Map.of("EMPTY", "");
        assertThatThrownBy(() -> reveal(Passphrase.ofEnvironment("EMPTY", environment::get)))
                .isInstanceOf(PassphraseException.class)
                .hasMessage("passphrase for private key file 'server.key.pem': environment variable 'EMPTY' is empty"
                        + " (expected: the passphrase in that variable)");
        assertThatThrownBy(() -> reveal(Passphrase.ofEnvironment("SECURE_RPC_NO_SUCH_VARIABLE")))
                .isInstanceOf(PassphraseException.class)
                .hasMessage("passphrase for private key file 'server.key.pem': environment variable"
                        + " 'SECURE_RPC_NO_SUCH_VARIABLE' is not set (expected: the passphrase in that variable)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "A\0B"})
    void environmentVariableHasANameThatCanBe(String name) {
        assertThatThrownBy(() -> Passphrase.ofEnvironment(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("environment variable: '" + name.replace('\0', '?') + "' (expected: a name without '=')");
    }

    private static void assertRefused(Path file, String found) {
        Passphrase passphrase = Passphrase.ofFile(file);
        assertThatThrownBy(() -> reveal(passphrase))
                .isInstanceOf(PassphraseException.class)
                .hasMessage("passphrase for private key file 'server.key.pem': passphrase file '" + file + "': " + found
                        + " (expected: a first line of UTF-8 text in the passphrase file)");
    }

    private static @Nullable String reveal(Passphrase passphrase) {
        return passphrase
                .in(FileContents.read(passphrase.file().stream().toList()))
                .reveal(LockedFile.key(KEY));
    }
}
