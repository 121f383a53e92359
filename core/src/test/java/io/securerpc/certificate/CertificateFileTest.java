package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Unprivileged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFileTest {
    private static final String EXPECTED = "PEM with at least one CERTIFICATE block";

    private static final TestCertificate AUTHORITY =
            TestCertificate.named("authority").ca(true).selfSigned();
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").issuedBy(AUTHORITY);

    @TempDir
    Path folder;

    @Test
    void readsAllCertificatesInOrder() throws Exception {
        assertThat(CertificateFile.load(write(USER.chainPem()))).isEqualTo(USER.chain());
    }

    @Test
    void skipsKeysAndTextAround() throws Exception {
        String text = "Bag Attributes\n  friendlyName: pässword\n" + USER.keyPem() + "\nsubject=CN = x\n"
                + USER.certificatePem() + "tail";
        assertThat(CertificateFile.load(write(text))).containsExactly(USER.certificate());
    }

    @Test
    void readsTheOlderAndTheTrustedBlockNames() throws Exception {
        String old = USER.certificatePem().replace(" CERTIFICATE", " X509 CERTIFICATE");
        String trusted = AUTHORITY.certificatePem().replace(" CERTIFICATE", " TRUSTED CERTIFICATE");
        assertThat(CertificateFile.load(write(old + trusted)))
                .containsExactly(USER.certificate(), AUTHORITY.certificate());
    }

    @Test
    void readsWindowsLineEnds() throws Exception {
        assertThat(CertificateFile.load(write(USER.certificatePem().replace("\n", "\r\n"))))
                .containsExactly(USER.certificate());
    }

    @Test
    void namesWhatItFoundInsteadOfPem() throws Exception {
        assertFound("empty file", new byte[0]);
        assertFileFound(
                "a certificate in DER, not PEM",
                EXPECTED + "; 'openssl x509 -inform DER -in FILE' converts it to PEM",
                Files.write(folder.resolve("file.der"), USER.certificate().getEncoded()));
        assertFound("no PEM block", bytes("hello"));
        assertFound("only PRIVATE KEY", bytes(USER.keyPem()));
    }

    @Test
    void oneBrokenBlockMakesTheWholeFileUnusable() throws Exception {
        String pem = USER.certificatePem();
        assertFound("broken PEM block number 2", bytes(pem + pem.substring(0, pem.length() / 2)));
        assertFound("broken PEM block number 1", bytes(pem.replaceFirst("\nM", "\n%%%") + pem));
        assertThatThrownBy(() -> CertificateFile.load(write(pem + pem.replaceFirst("\nMII.", "\nAAAA"))))
                .isInstanceOf(CertificateFileException.class)
                .hasMessageContaining("block number 2 is not a certificate: ");
    }

    @Test
    void refusesBytesBehindTheCertificate() throws Exception {
        byte[] der = USER.certificate().getEncoded();
        byte[] longer = Arrays.copyOf(der, der.length + 3);
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getEncoder().encodeToString(longer)
                + "\n-----END CERTIFICATE-----\n";
        assertFound("block number 1 is not a certificate: 3 bytes after the certificate", bytes(pem));
    }

    @Test
    void saysWhyAFileCannotBeRead() throws Exception {
        assertFileFound("no such file", folder.resolve("missing.pem"));
        assertFileFound("a directory", folder);
        Path large = Files.write(folder.resolve("large.pem"), new byte[SmallFile.LIMIT + 1]);
        assertFileFound("larger than 1048576 bytes", large);
    }

    @Test
    void refusesADeviceInsteadOfWaitingForIt() {
        Path device = Path.of("/dev/zero");
        Assumptions.assumeTrue(Files.exists(device), "no /dev/zero here");
        assertFileFound("not a regular file", device);
    }

    @Test
    void refusesAFileWithoutReadPermission() throws Exception {
        Path file = write(USER.certificatePem());

        assertThat(Unprivileged.run(LoadWithoutPermission.class, file.toString()))
                .isEqualTo("certificate file '" + file
                        + "': permission denied (expected: PEM with at least one CERTIFICATE block)");
    }

    /** Run in a process that permissions bind. */
    static final class LoadWithoutPermission {
        private LoadWithoutPermission() {}

        public static void main(String[] arguments) throws Exception {
            Path file = Path.of(arguments[0]);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
            try {
                System.out.print(CertificateFile.load(file));
            } catch (CertificateFileException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    @Test
    void carriesPathFoundAndExpected() {
        Path missing = folder.resolve("missing.pem");
        CertificateFileException thrown =
                catchThrowableOfType(CertificateFileException.class, () -> CertificateFile.load(missing));
        assertThat(thrown.path()).isEqualTo(missing);
        assertThat(thrown.found()).isEqualTo("no such file");
        assertThat(thrown.expected()).isEqualTo("PEM with at least one CERTIFICATE block");
    }

    private void assertFound(String found, byte[] content) throws IOException {
        assertFileFound(found, Files.write(folder.resolve("file.pem"), content));
    }

    private static void assertFileFound(String found, Path file) {
        assertFileFound(found, EXPECTED, file);
    }

    private static void assertFileFound(String found, String expected, Path file) {
        assertThatThrownBy(() -> CertificateFile.load(file))
                .isInstanceOf(CertificateFileException.class)
                .hasMessage("certificate file '" + file + "': " + found + " (expected: " + expected + ")");
    }

    private Path write(String text) throws IOException {
        return Files.write(folder.resolve("file.pem"), bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
