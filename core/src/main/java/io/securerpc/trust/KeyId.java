package io.securerpc.trust;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/** What a certificate calls its key, and a revocation list the key that signed it (RFC 5280, sections 4.2.1.2 and 5.2.1): a hint by which to choose, and no proof. */
final class KeyId {
    private KeyId() {}

    static Optional<String> of(X509Certificate certificate) {
        byte[] value = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        try {
            return value == null
                    ? Optional.empty()
                    : hex(SubjectKeyIdentifier.getInstance(content(value)).getKeyIdentifier());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // as if it said nothing
        }
    }

    /** By its issuer. */
    static Optional<String> ofSigner(X509CRL list) {
        byte[] value = list.getExtensionValue(Extension.authorityKeyIdentifier.getId());
        try {
            return value == null
                    ? Optional.empty()
                    : hex(AuthorityKeyIdentifier.getInstance(content(value)).getKeyIdentifierOctets());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // as if it said nothing
        }
    }

    private static byte[] content(byte[] value) {
        return ASN1OctetString.getInstance(value).getOctets();
    }

    private static Optional<String> hex(byte @Nullable [] octets) {
        return Optional.ofNullable(octets).map(HexFormat.of()::formatHex);
    }
}
