package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever can write a trust directory is a client: that others can is said, and stops nothing. */
class TrustRightsTest {
    @TempDir
    Path temporary;

    private TrustFixture folder;
    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    @BeforeEach
    void fillFolder() throws IOException {
        Assumptions.assumeTrue(
                temporary.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        folder = new TrustFixture(temporary);
        folder.install(user);
        mode(folder.directory, "rwxr-xr-x");
        mode(folder.file(user), "rw-rw-r--");
    }

    @Test
    void saysNothingOfAGroupThatSharesTheWork() throws IOException {
        mode(folder.directory, "rwxrwxr-x");
        assertWarnings(folder.trust());
    }

    @Test
    void warnsOfAFolderInWhichStrangersCanAddThemselvesBeItSticky() throws IOException {
        String expected = "trust directory " + folder.directory
                + ": writable by other users, who may add clients (expected: mode 0755)";
        mode(folder.directory, "rwxr-xrwx");
        assertWarnings(folder.trust(), expected);
        Files.setAttribute(folder.directory, "unix:mode", 01777);
        assertWarnings(folder.trust(), expected);
    }

    @Test
    void warnsOfFilesThatOthersCanWriteAndNamesOne() throws IOException {
        mode(folder.file(user), "rw-r--rw-");
        String name = folder.file(user).getFileName().toString();
        assertWarnings(
                folder.trust(),
                "trust directory " + folder.directory + ": '" + name
                        + "' writable by other users (expected: mode 0644)");

        TestCertificate other =
                folder.install(TestCertificate.named("rpc.user.2").selfSigned());
        mode(folder.file(other), "rw-r--rw-");
        String first = folder.file(other).compareTo(folder.file(user)) < 0
                ? folder.file(other).getFileName().toString()
                : name;
        assertWarnings(
                folder.trust(),
                "trust directory " + folder.directory + ": 2 files, '" + first
                        + "' among them, writable by other users (expected: mode 0644)");
    }

    @Test
    void warnsOfWhatLinksLeadTo() throws IOException {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        TestCertificate other = TestCertificate.named("rpc.user.2").selfSigned();
        other.writeCertificate(elsewhere.resolve("c.pem"));
        Files.createSymbolicLink(folder.file(other), elsewhere.resolve("c.pem"));
        mode(elsewhere.resolve("c.pem"), "rw-r--r--");
        mode(elsewhere, "rwxr-xr-x");
        assertWarnings(folder.trust());

        mode(elsewhere, "rwxrwxrwx");
        mode(elsewhere.resolve("c.pem"), "rw-rw-rw-");
        assertWarnings(
                folder.trust(),
                "trust directory " + folder.directory + ": '"
                        + folder.file(other).getFileName() + "' writable by other users (expected: mode 0644)",
                "trust directory " + folder.directory + ": links lead to '" + elsewhere
                        + "', where other users may replace files (expected: mode 0755)");
    }

    @Test
    void warnsOfAnAuthorityAndOfTheListOfDisabledCallers() throws IOException {
        Path anchors = temporary.resolve("ca.pem");
        TestCertificate.named("Test CA").ca(true).selfSigned().writeCertificate(anchors);
        Path list = Files.createFile(temporary.resolve("disabled"));
        mode(anchors, "rw-rw-rw-");
        mode(list, "rw-rw-rw-");
        assertWarnings(
                ClientTrust.authorities(
                                ClientAuthority.of("corp", anchors).withRevocation(ClientAuthority.Revocation.NONE))
                        .withDisabledCallers(list),
                "client authority corp in " + anchors + ": writable by other users (expected: mode 0644)",
                "disabled callers " + list + ": writable by other users (expected: mode 0644)");
    }

    private void assertWarnings(ClientTrust trust, String... expected) {
        try (LiveTrust live = trust.open(folder.clock)) {
            assertThat(live.warnings()).containsExactly(expected);
        }
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
