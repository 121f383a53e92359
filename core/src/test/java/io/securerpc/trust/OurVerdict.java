package io.securerpc.trust;

import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What we say of one generated directory.
 *
 * @param refusal why the certificate is refused; empty when it is trusted
 * @param detail the words of the refusal
 */
record OurVerdict(Optional<Reason> refusal, String detail) {
    boolean trusted() {
        return refusal.isEmpty();
    }

    static OurVerdict of(GeneratedDirectory generated) {
        X509Certificate certificate = certificate(generated.presented());
        if (certificate == null) {
            // Java's TLS gives up before anybody is asked.
            return new OurVerdict(Optional.of(Reason.NOT_INSTALLED), "no certificate for Java");
        }
        TrustFolder folder = OpeningChecks.read(generated.directory(), System::nanoTime);
        InstalledSnapshot nobody =
                InstalledSnapshot.nobody(generated.directory(), Duration.ZERO, ClientAuthority.Revocation.OPTIONAL);
        InstalledSnapshot snapshot = new SnapshotBuilder(folder, nobody, Validity.NOW).build();
        TrustDecision decision =
                new TrustSnapshot(List.of(snapshot), DisabledCallers.NONE).judge(List.of(certificate), Validity.NOW);
        return decision.match(
                trusted -> new OurVerdict(Optional.empty(), trusted.callerId()),
                (Distrusted distrusted) -> new OurVerdict(Optional.of(distrusted.reason()), distrusted.detail()));
    }

    private static @Nullable X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            return null;
        }
    }
}
