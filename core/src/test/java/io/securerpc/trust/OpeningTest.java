package io.securerpc.trust;

import static io.securerpc.trust.TrustFixture.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {
    private static final String EXPECTED =
            " (expected: a directory with at least one PEM certificate under its subject hash, such as f013e17f.0)";

    @TempDir
    Path temporary;

    private TrustFixture folder;

    @BeforeEach
    void makeFolder() throws Exception {
        folder = new TrustFixture(temporary);
    }

    private void assertRefused(ClientTrust trust, String found) {
        assertThatThrownBy(() -> trust.open(folder.clock))
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessage("trust directory " + trust.directory().orElseThrow() + ": " + found + EXPECTED);
    }

    @Test
    void refusesMissingDirectoryEvenWhenEmptyIsAllowed() {
        Path missing = temporary.resolve("missing");

        assertRefused(ClientTrust.installed(missing), "missing");
        assertRefused(ClientTrust.installed(missing).withEmptyAllowed(), "missing");
    }

    @Test
    void refusesFileInPlaceOfDirectory() throws Exception {
        assertRefused(ClientTrust.installed(Files.writeString(temporary.resolve("file"), "")), "not a directory");
    }

    @Test
    void refusesEmptyDirectoryUnlessAllowed() {
        assertRefused(folder.trust(), "empty");
        LiveTrust live = folder.trust().withEmptyAllowed().open(folder.clock);
        TestCertificate anybody = TestCertificate.named("anybody").selfSigned();
        assertThat(TrustFixture.both(live, anybody)).isEqualTo("NOT_INSTALLED / NOT_INSTALLED");
    }

    @Test
    void refusesDirectoryInWhichNothingIsTrustedWithTheReasons() throws Exception {
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        user.writeCertificate(folder.directory.resolve("rpcuser1.cert.pem"));
        Files.writeString(folder.directory.resolve("f013e17f.1"), "garbage");
        String found = "nothing in it is trusted: 'f013e17f.1' not a PEM certificate";

        assertThatThrownBy(folder::open)
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessageContaining(found)
                .hasMessageContaining("'rpcuser1.cert.pem' not hashed: install as f013e17f.0");
        assertThatThrownBy(() -> folder.trust().withEmptyAllowed().open(folder.clock))
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessageContaining(found);
    }

    @Test
    void allowsFilesThatMeanNothingWhereEmptyIsAllowed() throws Exception {
        Files.writeString(folder.directory.resolve("README"), "put certificates here");

        assertThat(folder.trust()
                        .withEmptyAllowed()
                        .open(folder.clock)
                        .current()
                        .size())
                .isZero();
        assertThatThrownBy(folder::open).hasMessageContaining("nothing in it is trusted: 'README' ignored");
    }

    @Test
    void refusesTwoCertificatesOfOneCaller() throws Exception {
        TestCertificate first = TestCertificate.named("rpc.user.1").selfSigned();
        TestCertificate second = TestCertificate.named(" RPC.User.1").selfSigned();
        assertThat(hash(second)).isEqualTo(hash(first));
        first.writeCertificate(folder.directory.resolve("f013e17f.0"));
        second.writeCertificate(folder.directory.resolve("f013e17f.1"));

        assertThatThrownBy(folder::open)
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessage("trust directory " + folder.directory
                        + ": 'f013e17f.0' and 'f013e17f.1' are different certificates of one caller"
                        + " (expected: one certificate for each common name, case and white space aside)");
    }

    @Test
    void acceptsTheSameCertificateTwice() throws Exception {
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        user.writeCertificate(folder.directory.resolve("f013e17f.0"));
        user.writeCertificate(folder.directory.resolve("f013e17f.1"));

        LiveTrust live = folder.open();

        assertThat(folder.entries(live)).hasSize(2).containsValue("trusted").doesNotContainValue("gap");
        assertThat(live.current().size()).isOne();
    }

    @Test
    void settingsAreValues() {
        ClientTrust trust = folder.trust();

        assertThat(trust).isEqualTo(folder.trust()).hasSameHashCodeAs(folder.trust());
        assertThat(trust).isNotEqualTo(trust.withEmptyAllowed()).isNotEqualTo(trust.withGrace(Duration.ZERO));
        assertThat(trust.grace()).isEqualTo(Duration.ofSeconds(60));
        assertThat(trust.emptyAllowed()).isFalse();
        assertThat(trust).hasToString("installed in " + folder.directory);
        assertThatThrownBy(() -> trust.withGrace(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grace: PT-1S (expected: zero or more)");
    }
}
