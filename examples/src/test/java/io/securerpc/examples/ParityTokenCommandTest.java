package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.ParityToken;
import io.securerpc.caller.ParityTokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code parity-token new}, {@code list}, {@code revoke} and {@code rotate}. */
class ParityTokenCommandTest {
    private static final String TOKEN = "[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){3}\n";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("authcodes");
    }

    private Terminal token(String... arguments) {
        return Terminal.run(
                Stream.of(Stream.of("parity-token"), Stream.of(arguments), Stream.of("--file", file.toString()))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private ParityToken stored(int index) {
        return ParityTokenFile.at(file).load().get(index);
    }

    @Test
    void printsTheTokenAloneAsParityShowsItAndStoresItAsParityReadsIt() throws Exception {
        Terminal made = token("new", "wallet");

        assertThat(made.exit()).isZero();
        assertThat(made.out()).matches(TOKEN);
        assertThat(made.err())
                .isEqualTo(
                        "note: parity:wallet may do what is public and what is granted to it; used for the first time"
                                + " within 24 hours, or it ends\n"
                                + "note: the dashes are no part of the token; a client offers keccak256(token:time)_time as its"
                                + " only WebSocket sub-protocol\n");
        Instant created = stored(0).created();
        assertThat(file)
                .hasContent(made.out().strip().replace("-", "") + ";" + created.getEpochSecond() + ";;wallet\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Terminal list = token("list");
        assertThat(list.out())
                .isEqualTo("CALLER         CREATED               ENDS                  LAST USE  STATE\n"
                        + "parity:wallet  " + created + "  " + created.plus(Duration.ofHours(24))
                        + "  never     good\n");
        assertThat(list.err()).isEmpty();
    }

    @Test
    void listsTokensOfParityByTheirHashAndNeverTheToken() throws Exception {
        Files.writeString(file, "abcdEFGH1234wxyz;1700000000;1700000001\n23521352asdfasdfadf");
        Terminal list = token("list");

        assertThat(list.exit()).isZero();
        assertThat(list.out())
                .contains("parity:" + stored(0).name()
                        + "  2023-11-14T22:13:20Z  2024-02-12T22:13:20Z  2023-11-14T22:13:21Z" + "  expired\n")
                .doesNotContain("abcd")
                .doesNotContain("2352");
        assertThat(stored(0).name()).matches("[0-9a-f]{8}");

        assertThat(token("revoke", stored(0).name()).out()).matches("revoked: parity:[0-9a-f]{8}\n");
        assertThat(ParityTokenFile.at(file).load()).hasSize(1);
    }

    @Test
    void revokes() {
        token("new", "wallet");
        Terminal revoked = token("revoke", "wallet");
        assertThat(revoked.exit()).isZero();
        assertThat(revoked.out()).isEqualTo("revoked: parity:wallet\n");
        Terminal again = token("revoke", "wallet");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.out()).isEmpty();
        assertThat(again.err())
                .isEqualTo("error: token wallet: no such token (expected: the name of one in the file)\n");
    }

    @Test
    void rotates() throws Exception {
        String before = token("new", "wallet").out();
        ParityTokenFile.at(file).recordUses(Map.of("wallet", Instant.now()));
        Terminal rotated = token("rotate", "wallet");

        assertThat(rotated.out()).matches(TOKEN).isNotEqualTo(before);
        assertThat(Files.readString(file)).doesNotContain(before.strip().replace("-", ""));
        assertThat(stored(0).lastUse()).isEmpty();
        assertThat(token("rotate", "other").exit()).isEqualTo(1);
    }

    @Test
    void overwritesNothing() throws IOException {
        token("new", "wallet");
        String text = Files.readString(file);
        Terminal again = token("new", "wallet");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.out()).isEmpty();
        assertThat(again.err())
                .isEqualTo("error: token wallet: exists already (expected: a free name, or a rotation of that one)\n");
        assertThat(file).hasContent(text);
    }

    @ParameterizedTest
    @CsvSource({"new, Wallet", "new, parity:wallet", "revoke, parity:wallet", "rotate, abcd-EFGH-1234-wxyz"})
    void refusesWhatIsNoName(String command, String name) {
        Terminal terminal = token(command, name);
        assertThat(terminal.exit()).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .contains("token name: not one (expected: [a-z0-9][a-z0-9._-]{0,63})")
                .doesNotContain("EFGH");
        assertThat(file).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Files.writeString(file, "nonsense\n");
        Terminal terminal = token("list");
        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.err())
                .isEqualTo(
                        "error: token file " + file + ": line 1: no token (expected: 16 to 128 letters and digits)\n");
    }

    @Test
    void takesFileAndLifetimeOfAConfiguration() throws IOException {
        Path config = folder.resolve("config-rpc.toml");
        Files.writeString(config, "[secure_rpc]\nparity_tokens_file = \"authcodes\"\nparity_token_lifetime = \"1h\"\n");
        assertThat(Terminal.run("parity-token", "new", "wallet", "--config", config.toString())
                        .exit())
                .isZero();
        assertThat(Terminal.run("parity-token", "list", "--config", config.toString())
                        .out())
                .contains(stored(0).created().plus(Duration.ofHours(1)).toString());

        Files.writeString(config, "");
        Terminal without = Terminal.run("parity-token", "list", "--config", config.toString());
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.err())
                .isEqualTo("error: " + config
                        + ": no Parity tokens (expected: secure_rpc.parity_tokens_file, or --file)\n");
        assertThat(Terminal.run("parity-token", "list").exit()).isEqualTo(2);
    }
}
