package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.FileContents;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;

/** What tests of authorities have in common. */
final class AuthorityFixture {
    static final Instant NOW = Instant.now();

    private AuthorityFixture() {}

    static TrustDecision judge(ClientAuthority authority, List<X509Certificate> chain) throws GeneralSecurityException {
        return AuthoritySnapshot.load(authority, FileContents.read(AuthoritySnapshot.files(authority)))
                .judge(chain, NOW);
    }

    static void assertRefused(TrustDecision decision, Reason reason, String ending) {
        assertThat(decision).isInstanceOf(Distrusted.class);
        assertThat(((Distrusted) decision).reason()).isEqualTo(reason);
        assertThat(((Distrusted) decision).detail()).contains(" refused by authority corp: " + ending + "; looked at ");
    }

    static byte[] der(ASN1Encodable value) throws IOException {
        return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    }
}
