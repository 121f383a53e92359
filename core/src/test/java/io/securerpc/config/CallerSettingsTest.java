package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.Realm;
import io.securerpc.caller.Users;
import io.securerpc.limit.Allowance;
import io.securerpc.limit.AttemptLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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
    void theRealmIsThatOfEveryKindThatHasOne() throws IOException {
        ServerSettings settings =
                load("[secure_rpc]\nusers = \"users\"\ntokens_file = \"tokens\"\nrealm = \"wallet node\"\n");
        assertThat(settings.credentials().get(1))
                .isEqualTo(BearerTokens.in(folder.resolve("tokens")).withRealm(new Realm("wallet node")))
                .isNotEqualTo(BearerTokens.in(folder.resolve("tokens")));
        CredentialKind line = load("[secure_rpc]\nbasic_auth = \"" + LINE + "\"\nrealm = \"wallet node\"\n")
                .credentials()
                .get(0)
                .open(InstantSource.system());
        assertThat(line.challenge()).isEqualTo("Basic realm=\"wallet node\", charset=\"UTF-8\"");
    }

    @Test
    void attemptsAreLimitedAsTheKeysSay() throws IOException {
        AttemptLimits limits = load("""
                        [secure_rpc]
                        attempts_by_address = 1
                        attempts_by_address_refill = "100ms"
                        attempts_by_name = 1000
                        attempts_by_name_refill = "1h"
                        attempts_by_known_address = 7
                        attempts_by_known_address_refill = "7s"
                        attempts_known_for = "720h"
                        attempts_remembered = 1000000
                        """).attemptLimits();
        assertThat(limits.byAddress()).isEqualTo(new Allowance(1, Duration.ofMillis(100)));
        assertThat(limits.byName()).isEqualTo(new Allowance(1_000, Duration.ofHours(1)));
        assertThat(limits.byKnownAddress()).isEqualTo(new Allowance(7, Duration.ofSeconds(7)));
        assertThat(limits.knownFor()).isEqualTo(Duration.ofDays(30));
        assertThat(limits.remembered()).isEqualTo(1_000_000);
        assertThat(load("").attemptLimits().byName())
                .isEqualTo(AttemptLimits.defaults().byName());
    }

    @Test
    void refusesLimitsThatLimitNobodyAndRealmsThatAreNone() {
        refuses(
                "[secure_rpc]\nattempts_by_name = 1001\n",
                "secure_rpc.attempts_by_name: 1001 (expected: a whole number from 1 to 1000)");
        refuses(
                "[secure_rpc]\nattempts_by_address_refill = \"99ms\"\n",
                "secure_rpc.attempts_by_address_refill: \"99ms\" (expected: a duration from \"100ms\" to \"1h\")");
        refuses(
                "[secure_rpc]\nusers = \"users\"\nrealm = 'say \"hi\"'\n",
                "secure_rpc.realm: realm: 'say \"hi\"' (expected: 1 to 64 printable ASCII characters without quotes and backslashes)");
        refuses(
                "[secure_rpc]\nrealm = \"node\"\n",
                "secure_rpc.realm: set (expected: only beside users, basic_auth, tokens_file, jwt or parity_tokens_file, without which nobody is asked)");
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
                "secure_rpc.allow_anonymous: true (expected: only beside users, basic_auth, tokens_file, jwt or parity_tokens_file, without which nobody is asked)");
        refuses(
                "enable_control = true\n[secure_rpc]\nusers = \"users\"\n",
                "enable_control: true (expected: grants of control in secure_rpc.grants, since users get it by name only)");
    }

    private void refuses(String toml, String problem) {
        assertThatThrownBy(() -> load(toml))
                .isInstanceOf(ConfigException.class)
                .satisfies(refusal -> assertThat(ProblemLines.without(String.valueOf(refusal.getMessage())))
                        .contains(folder.resolve("config-rpc.toml") + ": " + problem))
                .hasMessageNotContaining("hunter2");
    }

    private ServerSettings load(String toml) throws IOException {
        return NanoConfig.load(Files.writeString(folder.resolve("config-rpc.toml"), toml));
    }
}
