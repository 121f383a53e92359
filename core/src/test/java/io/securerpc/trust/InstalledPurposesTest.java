package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extensions that limit what an installed certificate may be used for, and that Java passes over. */
class InstalledPurposesTest {
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String NETSCAPE_TYPE = "2.16.840.1.113730.1.1";
    private static final byte[] GARBAGE = "no ASN.1".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path temporary;

    private TrustFixture folder;

    @BeforeEach
    void openFolder() throws Exception {
        folder = new TrustFixture(temporary);
        folder.install(TestCertificate.named("another").selfSigned());
    }

    private static TestCertificateBuilder user() {
        return TestCertificate.named("rpc.user.1");
    }

    private void assertRefused(TestCertificateBuilder user, String text) {
        TestCertificate certificate = folder.install(user.selfSigned());
        try (LiveTrust live = folder.open()) {
            assertThat(folder.entries(live)).containsEntry("f013e17f.0", text);
            Distrusted refused = (Distrusted) live.judge(certificate.chain());
            assertThat(refused.reason()).isEqualTo(Reason.WRONG_PURPOSE);
            assertThat(refused.detail())
                    .contains(" refused: its file 'f013e17f.0' is not used: " + text
                            + "; subject hash f013e17f; looked at ");
        }
    }

    private void assertTrusted(TestCertificateBuilder user) {
        TestCertificate certificate = folder.install(user.selfSigned());
        try (LiveTrust live = folder.open()) {
            assertThat(TrustFixture.outcome(live.judge(certificate.chain()))).isEqualTo("certificate:rpc.user.1");
        }
    }

    @Test
    void takesNoUnreadableExtendedKeyUsageForNone() {
        assertRefused(
                user().extension(EXTENDED_KEY_USAGE, false, GARBAGE),
                "extended key usage that cannot be read (expected: clientAuth, or no extended key usage)");
    }

    @Test
    void takesNoUnreadableKeyUsageForNone() {
        assertRefused(
                user().extension(KEY_USAGE, false, GARBAGE),
                "key usage that cannot be read (expected: digitalSignature, or no key usage)");
    }

    @Test
    void refusesCriticalExtensionsNobodyUnderstands() throws Exception {
        byte[] value = DERNull.INSTANCE.getEncoded();
        assertTrusted(user().extension("1.2.3.4.5", false, value));
        assertRefused(
                user().extension("1.2.3.4.5", true, value),
                "critical extension 1.2.3.4.5 (expected: none but those of RFC 5280)");
    }

    @Test
    void asksTheNetscapeTypeForClients() throws Exception {
        byte[] client = new DERBitString(0x80).getEncoded();
        byte[] server = new DERBitString(0x40).getEncoded();
        assertTrusted(user().extension(NETSCAPE_TYPE, false, client));
        for (byte[] value : List.of(server, GARBAGE, new byte[0])) {
            assertRefused(
                    user().extension(NETSCAPE_TYPE, false, value),
                    "Netscape certificate type without SSL client (expected: SSL client, or no such type)");
        }
    }
}
