package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashCommandTest {
    @TempDir
    Path folder;

    @Test
    void printsTheHashAloneForAFile() {
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        Path file = folder.resolve("user.cert.pem");
        user.writeCertificate(file);

        Terminal terminal = Terminal.run("hash", file.toString());

        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out()).isEqualTo(SubjectHash.of(user.certificate()) + System.lineSeparator());
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void neverPrintsWhatANameWouldDoToATerminal() {
        Path file = folder.resolve("x\u001b]0;owned\u0007.pem");
        TestCertificate.named("rpc.user.1").selfSigned().writeCertificate(file);
        assertThat(Terminal.run("hash", "--names", folder.toString()).out())
                .endsWith(folder + "/x\\u{1b}]0;owned\\u{7}.pem" + System.lineSeparator());
    }

    @Test
    void printsWhatOpensslPrints() {
        Tools.require("openssl");
        Path file = folder.resolve("user.cert.pem");
        TestCertificate.named("rpc.user.2").selfSigned().writeCertificate(file);
        String openssl = Tools.run(
                        Duration.ofSeconds(30), "openssl", "x509", "-in", file.toString(), "-noout", "-subject_hash")
                .stdout();
        assertThat(Terminal.run("hash", file.toString()).out()).isEqualTo(openssl);
    }

    @Test
    void printsEachCertificateOfAFolderInOrderAndSkipsTheRest() throws IOException {
        TestCertificate first = TestCertificate.named("a").selfSigned();
        TestCertificate second = TestCertificate.named("b").selfSigned();
        second.writeCertificate(folder.resolve("2.pem"));
        first.writeCertificate(folder.resolve("1.pem"));
        first.writeKey(folder.resolve("1.key.pem"));
        Files.createDirectory(folder.resolve("old"));

        Terminal terminal = Terminal.run("hash", folder.toString());

        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out().lines())
                .containsExactly(
                        SubjectHash.of(first.certificate()).toString(),
                        SubjectHash.of(second.certificate()).toString());
        assertThat(terminal.err().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("skipped: ").contains("1.key.pem"));
    }

    @Test
    void addsTheFileWhenAsked() {
        TestCertificate user = TestCertificate.named("a").selfSigned();
        Path file = folder.resolve("a.pem");
        user.writeCertificate(file);
        assertThat(Terminal.run("hash", "--names", file.toString()).out().lines())
                .containsExactly(SubjectHash.of(user.certificate()) + "  " + file);
    }

    @Test
    void failsForAFileThatIsNoCertificate() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "hello");
        Terminal terminal = Terminal.run("hash", file.toString());
        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("error: ").contains(file.toString()));
    }

    @Test
    void failsForAFileThatIsNotThere() {
        Terminal terminal = Terminal.run("hash", folder.resolve("none.pem").toString());
        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.err()).startsWith("error: ").contains("none.pem").doesNotContain("\tat ");
    }

    @Test
    void wantsAtLeastOneFile() {
        Terminal terminal = Terminal.run("hash");
        assertThat(terminal.exit()).isEqualTo(2);
        assertThat(terminal.err()).startsWith("Missing required parameter: 'FILE'");
    }
}
