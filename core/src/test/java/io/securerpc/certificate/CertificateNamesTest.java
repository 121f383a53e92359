package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

/** Names of certificates that are not as they should be. */
class CertificateNamesTest {
    /** The JDK takes an "end of contents" for the type of a name; Bouncy Castle ends there. */
    @Test
    void refusesSubjectThatOnlyTheJdkReads() throws Exception {
        byte[] der = TestCertificate.named("needle").selfSigned().certificate().getEncoded();
        String text = new String(der, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("needle"); at >= 0; at = text.indexOf("needle", at + 1)) {
            der[at - 2] = 0;
        }
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));

        assertThatThrownBy(() -> CertificateNames.of(certificate))
                .isInstanceOf(CertificateChainException.class)
                .hasMessage("server identity: subject name that cannot be read (expected: a well-formed certificate)");
    }
}
