package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.reload.Looks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is logged of Parity tokens, and that no token is. */
class ParityLogTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private ParityTokenFile file;
    private ParityToken wallet;

    @BeforeEach
    void captureLog() {
        file = ParityTokenFile.at(folder.resolve("authcodes"), () -> NOW);
        wallet = file.create("wallet").token();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseLog() {
        System.setErr(before);
    }

    private CredentialKind open() {
        return ParityTokens.in(file.path()).open(() -> NOW, Runnable::run);
    }

    private String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    private void assertNoSecret() {
        assertThat(log())
                .doesNotContain(wallet.secret().text())
                .doesNotContain(wallet.secret().text().substring(0, 8))
                .doesNotContain(wallet.secret().hash().hex().substring(0, 8));
    }

    @Test
    void warnsOfAFileThatOthersCanReadUntilAChangeClosesIt() throws Exception {
        open();
        assertThat(log()).isEmpty();
        ParityTokens tokens = ParityTokens.in(file.path());
        assertThat(tokens.warnings()).isEmpty();
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(tokens.warnings())
                .containsExactly("Parity tokens '" + file.path() + "': readable by other users (expected: mode 0600)");
        file.create("other");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-r-----");
    }

    @Test
    void saysThatAUseOrAnAgeIsNotWritten() throws Exception {
        CredentialKind kind = open();
        String text = Files.readString(file.path());
        Files.writeString(file.path(), wallet.secret().text() + ";broken\n");
        long seconds = NOW.getEpochSecond();
        kind.prove(HexFormat.of().formatHex(wallet.secret().proofAt(seconds)) + "_" + seconds, NOW);
        assertThat(log())
                .contains("last use of tokens is not written, tried again in an hour: token file " + file.path()
                        + ": line 1: a wrong created (expected: seconds since 1970 in ten digits)");

        Files.writeString(file.path(), text + "23521352asdfasdfadf");
        ParityTokens.in(file.path()).open(() -> NOW, task -> {
            try {
                Files.writeString(file.path(), "x", StandardOpenOption.APPEND);
                Files.writeString(file.path(), ";y", StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            task.run();
        });
        assertThat(log())
                .contains("age of Parity tokens is not written, and begins again with each start: token file "
                        + file.path() + ": line 2: a wrong created");
        assertNoSecret();
    }

    @Test
    void saysThatABrokenFileIsNotUsedAndNothingOfIt() throws Exception {
        CredentialKind kind = open();
        Files.writeString(
                file.path(), wallet.secret().text() + ";" + wallet.secret().text() + "\n");
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            kind.followed().forEach(Looks::at);
            assertThat(log())
                    .contains("new files are not used: token file " + file.path() + ": line 1: a wrong created");
        });
        assertNoSecret();
    }
}
