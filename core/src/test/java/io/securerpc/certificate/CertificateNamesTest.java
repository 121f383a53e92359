package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of certificates that are not as they should be. */
class CertificateNamesTest {
    /** The JDK takes an "end of contents" for the type of a name; Bouncy Castle ends there. */
    @Test
    void refusesSubjectThatOnlyTheJdkReads(@TempDir Path folder) throws Exception {
        TestCertificate made = TestCertificate.named("needle").selfSigned();
        byte[] der = made.certificate().getEncoded();
        String text = new String(der, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("needle"); at >= 0; at = text.indexOf("needle", at + 1)) {
            der[at - 2] = 0;
        }
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));

        assertThatThrownBy(() -> CertificateNames.of(certificate))
                .isInstanceOf(CertificateChainException.class)
                .hasMessage("server identity: subject name that cannot be read (expected: a well-formed certificate)");

        Path file = folder.resolve("server.pem");
        assertThatThrownBy(() -> ServerIdentity.of(List.of(certificate), made.key(), file, List.of()))
                .hasMessage("certificate file '" + file
                        + "': subject name that cannot be read (expected: a well-formed certificate)");
    }
}
