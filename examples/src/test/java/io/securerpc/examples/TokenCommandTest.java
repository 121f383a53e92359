package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.BearerToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code token new}, {@code list}, {@code revoke} and {@code rotate}. */
class TokenCommandTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("tokens");
    }

    private Terminal token(String... arguments) {
        return Terminal.run(Stream.of(Stream.of("token"), Stream.of(arguments), Stream.of("--file", file.toString()))
                .flatMap(part -> part)
                .toArray(String[]::new));
    }

    private BearerToken stored(String name) {
        return TokenFile.at(file).load().named(name).orElseThrow();
    }

    private boolean hashIsStored(String token) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        return Files.readString(file).contains(HexFormat.of().formatHex(digest));
    }

    @Test
    void printsTheTokenAloneAndOnce() throws Exception {
        Terminal made =
                token("new", "ci", "--permission", "control", "--permission", "backup", "--expires", "2100-01-31");

        assertThat(made.exit()).isZero();
        assertThat(made.out()).matches("srt_[0-9A-Za-z]{49}\n");
        assertThat(made.err())
                .isEqualTo("note: token:ci may do what is public, backup, control, until 2100-01-31T00:00:00Z\n"
                        + "note: clients send it as Authorization: Bearer TOKEN; it is shown this once\n");
        assertThat(hashIsStored(made.out().strip())).isTrue();
        assertThat(Files.readString(file)).doesNotContain(made.out().strip());
        Terminal list = token("list");
        BearerToken token = stored("ci");
        assertThat(list.out())
                .isEqualTo(
                        "CALLER    PERMISSIONS              CREATED               EXPIRES               LAST USE  STATE\n"
                                + "token:ci  public, backup, control  " + token.created()
                                + "  2100-01-31T00:00:00Z  never     good\n");
        assertThat(list.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"90d, 7776000", "12h, 43200", "30m, 1800"})
    void takesPeriods(String typed, long seconds) {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        assertThat(token("new", "a", "--expires", typed).exit()).isZero();
        // It counts from when the command is read, which may be seconds before the token is made.
        BearerToken token = stored("a");
        assertThat(token.expires().orElseThrow())
                .isBetween(before.plusSeconds(seconds), token.created().plusSeconds(seconds));
    }

    @Test
    void takesMomentsAndNeverAndDefaultsToNinetyDays() {
        token("new", "moment", "--expires", "2100-01-31T12:34:56Z");
        token("new", "never", "--expires", "never");
        token("new", "default");

        assertThat(stored("moment").expires()).contains(Instant.parse("2100-01-31T12:34:56Z"));
        assertThat(stored("never").expires()).isEqualTo(Optional.empty());
        BearerToken token = stored("default");
        assertThat(token.expires()).contains(token.created().plus(Duration.ofDays(90)));
        assertThat(token.permissions()).isEmpty();
    }

    @Test
    void revokes() {
        token("new", "ci");
        Terminal revoked = token("revoke", "ci");
        assertThat(revoked.exit()).isZero();
        assertThat(revoked.out()).isEqualTo("revoked: token:ci\n");
        Terminal again = token("revoke", "ci");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).isEqualTo("error: token ci: no such token (expected: the name of one in the file)\n");
    }

    @Test
    void rotatesAtOnce() throws Exception {
        String before = token("new", "ci", "--permission", "control").out().strip();
        Terminal rotated = token("rotate", "ci");

        assertThat(rotated.out()).matches("srt_[0-9A-Za-z]{49}\n");
        assertThat(rotated.err()).doesNotContain("before");
        assertThat(hashIsStored(before)).isFalse();
        assertThat(hashIsStored(rotated.out().strip())).isTrue();
        assertThat(stored("ci").permissions()).containsExactly(Permission.CONTROL);
    }

    @Test
    void rotatesWithAGracePeriodAndANewExpiry() throws Exception {
        String before = token("new", "ci").out().strip();
        Terminal rotated = token("rotate", "ci", "--grace", "7d", "--expires", "2100-01-31");

        Instant end = stored("ci").oldSecretUntil(Instant.now()).orElseThrow();
        assertThat(Duration.between(Instant.now(), end)).isBetween(Duration.ofDays(6), Duration.ofDays(7));
        assertThat(rotated.err()).contains("note: the token of before is good until " + end + "\n");
        assertThat(hashIsStored(before)).isTrue();
        assertThat(stored("ci").expires()).contains(Instant.parse("2100-01-31T00:00:00Z"));
        assertThat(token("list").out()).contains("good, the one of before until " + end);
    }

    @Test
    void overwritesNothing() throws IOException {
        token("new", "ci");
        String text = Files.readString(file);
        Terminal again = token("new", "ci");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.out()).isEmpty();
        assertThat(again.err())
                .isEqualTo("error: token ci: exists already (expected: a free name, or a rotation of that one)\n");
        assertThat(file).hasContent(text);
    }

    @ParameterizedTest
    @CsvSource({
        "new, CI, '', token name: not one (expected: [a-z0-9][a-z0-9._-]{0,63})",
        "new, a, --expires=soon, '(expected: 90d, 12h, 30m, 2030-01-31, 2030-01-31T12:00:00Z or never)'",
        "new, a, --expires=2001-01-01, '(expected: after it was created, '",
        "new, a, --expires=0d, '(expected: after it was created, '",
        "new, a, --permission=nobody, token permission: nobody (expected: a permission that can be had)",
        "new, a, --permission=Control, permission: 'Control' (expected: ",
        "rotate, a, --grace=never, '(expected: 7d, 12h or 30m)'",
        "rotate, a, --grace=91d, grace: PT2184H (expected: 0 to 90 days)",
        "revoke, token:a, '', token name: not one",
    })
    void refusesWhatCannotBeMeant(String command, String name, String option, String message) {
        Terminal terminal = option.isEmpty() ? token(command, name) : token(command, name, option);
        assertThat(terminal.exit()).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).contains(message);
        assertThat(file).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Files.writeString(file, "nonsense\n");
        Terminal terminal = token("list");
        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.err())
                .isEqualTo("error: token file " + file + ": line 1: some other file"
                        + " (expected: {\"format\":\"secure-rpc tokens\",\"version\":1})\n");
    }

    @Test
    void takesTheFileOfAConfiguration() throws IOException {
        Path config = folder.resolve("config-rpc.toml");
        Files.writeString(config, "[secure_rpc]\ntokens_file = \"tokens\"\n");
        assertThat(Terminal.run("token", "new", "ci", "--config", config.toString())
                        .exit())
                .isZero();
        assertThat(stored("ci").name()).isEqualTo("ci");

        Files.writeString(config, "");
        Terminal without = Terminal.run("token", "list", "--config", config.toString());
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.err())
                .isEqualTo("error: " + config + ": no token file (expected: secure_rpc.tokens_file, or --file)\n");
        assertThat(Terminal.run("token", "list").exit()).isEqualTo(2);
    }
}
