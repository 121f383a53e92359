package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which names count, and what is said of those that do not. */
class InstalledNamesTest {
    @TempDir
    Path temporary;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TrustFixture folder;
    private LiveTrust live;

    @BeforeEach
    void openFolder() throws Exception {
        folder = new TrustFixture(temporary);
        live = folder.trust().withEmptyAllowed().open(folder.clock);
    }

    private Map<String, String> entries() {
        live.refresh();
        return folder.entries(live);
    }

    private void assertRefused() {
        assertThat(TrustFixture.both(live, user)).isEqualTo("NOT_INSTALLED / NOT_INSTALLED");
    }

    private void assertTrusted() {
        assertThat(TrustFixture.both(live, user)).isEqualTo("certificate:rpc.user.1 / certificate:rpc.user.1");
    }

    @Test
    void followsLinksAndLeavesTheirTargetsUnmentioned() throws Exception {
        folder.link(user, "rpcuser1.cert.pem");

        assertThat(entries()).isEqualTo(Map.of("f013e17f.0", "trusted"));
        assertTrusted();
    }

    @Test
    void namesTheLinkThatIsMissing() {
        user.writeCertificate(folder.directory.resolve("rpcuser1.cert.pem"));

        assertThat(entries()).isEqualTo(Map.of("rpcuser1.cert.pem", "not hashed: install as f013e17f.0"));
        assertRefused();
        assertThat(TrustFixture.detail(live.judge(user.chain())))
                .contains(" is not used: not hashed: install as f013e17f.0; subject hash f013e17f; looked at ");
    }

    /** One file made to overflow the stack of whoever reads it must not make the whole folder unreadable. */
    @Test
    void readsPastAFileThatIsNestedWithoutEnd() throws Exception {
        byte[] nested = new byte[60_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        Files.write(folder.directory.resolve("00000000.0"), nested);
        folder.install(user);

        assertThat(entries())
                .containsEntry("f013e17f.0", "trusted")
                .hasEntrySatisfying("00000000.0", reason -> assertThat(reason).startsWith("not a PEM certificate: "));
        assertTrusted();
    }

    @Test
    void refusesUpperCase() {
        user.writeCertificate(folder.directory.resolve("F013E17F.0"));

        assertThat(entries()).isEqualTo(Map.of("F013E17F.0", "name is not lower case: install as f013e17f.0"));
        assertRefused();
    }

    @Test
    void refusesAnotherHash() {
        user.writeCertificate(folder.directory.resolve("deadbeef.0"));

        assertThat(entries())
                .isEqualTo(Map.of("deadbeef.0", "subject hash f013e17f (expected: deadbeef); install as f013e17f.0"));
        assertRefused();
    }

    @Test
    void refusesNumbersAfterAGap() throws Exception {
        user.writeCertificate(folder.directory.resolve("f013e17f.1"));
        String gap = "gap: f013e17f.0 is missing (expected: numbers from 0 without a gap); install as f013e17f.0";
        assertThat(entries()).isEqualTo(Map.of("f013e17f.1", gap));
        assertRefused();

        Files.createSymbolicLink(folder.directory.resolve("f013e17f.0"), Path.of("nowhere"));
        assertThat(entries())
                .isEqualTo(Map.of("f013e17f.0", "link to nothing (expected: one PEM certificate)", "f013e17f.1", gap));
        assertRefused();
    }

    @Test
    void refusesNamesThatOnlyLookHashed() {
        for (String name : new String[] {"f013e17f.00", "f013e17f", "f013e17f.", "f013e17f.0.bak", "f013e17f.-1"}) {
            user.writeCertificate(folder.directory.resolve(name));
        }

        assertThat(entries())
                .hasSize(5)
                .allSatisfy((name, text) -> assertThat(text).isEqualTo("not hashed: install as f013e17f.0"));
        assertRefused();
    }

    @Test
    void refusesDer() throws Exception {
        Files.write(folder.file(user), user.certificate().getEncoded());

        assertThat(entries())
                .isEqualTo(Map.of("f013e17f.0", "DER (expected: PEM; convert with openssl x509 -inform der)"));
        assertRefused();
    }

    /** OpenSSL refuses a client whose file says so; the same file must not let it in here. */
    @Test
    void refusesCertificatesWithTrustSettingsWhichMayReject() throws Exception {
        byte[] der = user.certificate().getEncoded();
        Files.write(folder.file(user), FileForms.of(Form.REJECTED_FOR_CLIENT, der, KeyTrait.EC_256));

        assertThat(entries())
                .isEqualTo(Map.of(
                        "f013e17f.0",
                        "with OpenSSL's trust settings, which are not followed here"
                                + " (expected: CERTIFICATE; convert with openssl x509)"));
        assertRefused();
    }

    @Test
    void refusesSeveralCertificatesInOneFile() throws Exception {
        TestCertificate other = TestCertificate.named("other").selfSigned();
        Files.writeString(folder.file(user), user.certificatePem() + other.certificatePem());

        assertThat(entries()).isEqualTo(Map.of("f013e17f.0", "2 certificates in one file (expected: one)"));
        assertRefused();
    }

    @Test
    void refusesWhatIsNoFile() throws Exception {
        Files.createDirectory(folder.directory.resolve("f013e17f.0"));
        Files.writeString(folder.directory.resolve("deadbeef.r0"), "-----BEGIN X509 CRL-----");
        Files.write(folder.directory.resolve("00000000.0"), new byte[FileContent.LARGEST + 1]);

        assertThat(entries())
                .isEqualTo(Map.of(
                        "f013e17f.0", "not a regular file (expected: one PEM certificate)",
                        "00000000.0", "larger than 65536 bytes (expected: one PEM certificate)",
                        "deadbeef.r0", "broken PEM block number 1 (expected: one PEM revocation list)"));
    }

    @Test
    void saysNothingOfWhatKubernetesKeepsThere() throws Exception {
        Path data = Files.createDirectory(folder.directory.resolve("..2026_11_21"));
        user.writeCertificate(data.resolve("f013e17f.0"));
        Files.createSymbolicLink(folder.directory.resolve("..data"), Path.of("..2026_11_21"));
        Files.createSymbolicLink(folder.file(user), Path.of("..data/f013e17f.0"));

        assertThat(entries()).isEqualTo(Map.of("f013e17f.0", "trusted"));
        assertTrusted();
    }

    @Test
    void rejectsANewcomerWithTheNameOfATrustedCaller() {
        TestCertificate newcomer = TestCertificate.named("RPC.USER.1").selfSigned();
        user.writeCertificate(folder.directory.resolve("f013e17f.1"));
        TestCertificate first = TestCertificate.named("RPC.user.1").selfSigned();
        first.writeCertificate(folder.directory.resolve("f013e17f.0"));
        live.refresh();
        assertThat(TrustFixture.outcome(live.judge(first.chain()))).isEqualTo("certificate:RPC.user.1");

        newcomer.writeCertificate(folder.directory.resolve("f013e17f.2"));
        live.refresh();

        assertThat(TrustFixture.outcome(live.judge(first.chain()))).isEqualTo("certificate:RPC.user.1");
        assertThat(TrustFixture.both(live, newcomer)).isEqualTo("NOT_INSTALLED / NOT_INSTALLED");
        assertThat(folder.entries(live))
                .containsEntry(
                        "f013e17f.2",
                        "another certificate of the same caller: 'f013e17f.0' has the same common name"
                                + " (expected: one certificate for each caller)");
    }

    @Test
    void keepsTheOlderCallerWhenTheNewcomersFileSortsFirst() throws Exception {
        Path second = folder.directory.resolve("f013e17f.1");
        TestCertificate filler = TestCertificate.named("rpc.user.1").selfSigned();
        folder.install(filler);
        filler.writeCertificate(second);
        live.refresh();
        assertThat(TrustFixture.outcome(live.judge(filler.chain()))).isEqualTo("certificate:rpc.user.1");

        user.writeCertificate(folder.directory.resolve("f013e17f.0"));
        live.refresh();

        assertThat(TrustFixture.outcome(live.judge(filler.chain()))).isEqualTo("certificate:rpc.user.1");
        assertRefused();
    }
}
