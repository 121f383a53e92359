package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration file says about users with passwords. */
class CallerSettingsTest {
    private static final String LINE = "alice:$2y$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK";

    @TempDir
    private Path folder;

    @Test
    void namesAFileBesideItself() throws IOException {
        ServerSettings settings = load("[secure_rpc]\nusers = \"tls/users\"\nallow_anonymous = true\n");
        assertThat(settings.credentials()).hasSize(1);
        assertThat(((Users) settings.credentials().get(0)).path()).contains(folder.resolve("tls/users"));
        assertThat(settings.anonymousAllowed()).isTrue();
    }

    @Test
    void takesOneLineAsPactusHasItAndPrintsNothingOfIt() throws IOException {
        ServerSettings settings = load("[secure_rpc]\nbasic_auth = \"" + LINE + "\"\n");
        assertThat(settings.credentials()).hasSize(1);
        assertThat(settings.anonymousAllowed()).isFalse();
        assertThat(settings.toString()).doesNotContain("$2y$");
    }

    @Test
    void nobodyIsAskedWithoutTheKeys() throws IOException {
        ServerSettings settings = load("");
        assertThat(settings.credentials()).isEmpty();
        assertThat(settings.anonymousAllowed()).isFalse();
    }

    @Test
    void refusesWhatWouldBeIgnoredAndRepeatsNoSecret() {
        refuses(
                "[secure_rpc]\nusers = \"users\"\nbasic_auth = \"" + LINE + "\"\n",
                "secure_rpc.basic_auth: set (expected: no secure_rpc.users beside it)");
        refuses(
                "[secure_rpc]\nbasic_auth = \"alice:hunter2\"\n",
                "secure_rpc.basic_auth: no bcrypt hash after the name (expected: name:$2y$…, as htpasswd -B writes it)");
        refuses("[secure_rpc]\nbasic_auth = [\"alice:hunter2\"]\n", "secure_rpc.basic_auth: **** (expected: a string)");
        refuses(
                "[secure_rpc]\nallow_anonymous = true\n",
                "secure_rpc.allow_anonymous: true (expected: only beside users, basic_auth, tokens_file or parity_tokens_file, without which nobody is asked)");
        refuses(
                "enable_control = true\n[secure_rpc]\nusers = \"users\"\n",
                "enable_control: true (expected: grants of control in secure_rpc.grants, since users get it by name only)");
    }

    private void refuses(String toml, String problem) {
        assertThatThrownBy(() -> load(toml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(folder.resolve("config-rpc.toml") + ": " + problem)
                .hasMessageNotContaining("hunter2");
    }

    private ServerSettings load(String toml) throws IOException {
        return NanoConfig.load(Files.writeString(folder.resolve("config-rpc.toml"), toml));
    }
}
