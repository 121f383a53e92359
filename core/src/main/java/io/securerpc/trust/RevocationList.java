package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.IssuerName;
import io.securerpc.internal.SignatureName;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;

/**
 * A revocation list found in the trust directory, with all that judging needs computed once.
 *
 * <p>{@link RevocationCheck} has the JDK check one certificate of one path against all lists, signatures included. Here a list speaks of all that its issuer has
 * installed, so its signature is checked once for each certificate that may have signed it, and then only serial numbers are looked up.
 */
final class RevocationList {
    /** Nobody renews an authority more often while a server runs; signatures beyond are checked again. */
    private static final int MOST_SIGNERS = 16;

    private final ByteBuffer fileDigest;
    private final byte[] der;
    private final IssuerName issuer;
    private final String issuerText;
    private final Age age;
    private final Instant nextUpdate;
    private final Optional<String> flaw;
    private final SerialNumbers revoked;
    private final Map<Fingerprint, Boolean> signedBy = new ConcurrentHashMap<>();
    private final AtomicInteger signatureChecks = new AtomicInteger();

    private RevocationList(byte[] fileDigest, X509CRL list) throws GeneralSecurityException {
        this.fileDigest = ByteBuffer.wrap(fileDigest).asReadOnlyBuffer();
        this.der = list.getEncoded();
        this.issuer = IssuerName.of(list);
        this.issuerText = "'" + Texts.subject(list.getIssuerX500Principal()) + "'";
        this.age = Age.of(list);
        this.nextUpdate = list.getNextUpdate().toInstant(); // there is one, or it would not have been read
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        List<? extends X509CRLEntry> all = entries == null ? List.of() : List.copyOf(entries);
        this.flaw = flaw(list, all);
        this.revoked =
                SerialNumbers.of(all.stream().map(X509CRLEntry::getSerialNumber).toList());
    }

    /**
     * Takes what judging needs out of a list.
     *
     * @param fileDigest tells whether its file is still the same
     */
    static RevocationList of(byte[] fileDigest, X509CRL list) throws GeneralSecurityException {
        return new RevocationList(fileDigest, list);
    }

    private static BigInteger number(X509CRL list) {
        byte[] extension = list.getExtensionValue(Extension.cRLNumber.getId());
        return extension == null
                ? BigInteger.valueOf(-1)
                : ASN1Integer.getInstance(ASN1OctetString.getInstance(extension).getOctets())
                        .getValue();
    }

    /** Each critical extension narrows what a list, or an entry, is about (RFC 5280, 5.2 and 5.3): here it must be about everything. */
    private static Optional<String> flaw(X509CRL list, List<? extends X509CRLEntry> entries) {
        Set<String> critical = list.getCriticalExtensionOIDs();
        if (critical != null && !critical.isEmpty()) {
            return Optional.of("critical extension " + String.join(", ", critical));
        }
        // Critical by rule; OpenSSL keeps to it where its maker forgot to say so.
        if (list.getExtensionValue(Extension.issuingDistributionPoint.getId()) != null) {
            return Optional.of("extension 2.5.29.28, which narrows what the list is about");
        }
        String signature = SignatureName.of(list);
        if (SignatureName.weak(signature)) {
            return Optional.of("signed with " + signature);
        }
        return entries.stream()
                .filter(entry -> entry.getCriticalExtensionOIDs() != null
                        && !entry.getCriticalExtensionOIDs().isEmpty())
                .findFirst()
                .map(entry ->
                        "critical extension " + String.join(", ", entry.getCriticalExtensionOIDs()) + " of an entry");
    }

    boolean isOfFile(byte[] digest) {
        return fileDigest.equals(ByteBuffer.wrap(digest));
    }

    /** Equal for two files with the same bytes. */
    Object fileKey() {
        return fileDigest;
    }

    /** How much memory this holds on to, roughly. */
    long weight() {
        return der.length;
    }

    IssuerName issuer() {
        return issuer;
    }

    /** The issuer's name for an operator, escaped and in quotes. */
    String issuerText() {
        return issuerText;
    }

    Age age() {
        return age;
    }

    Instant thisUpdate() {
        return age.thisUpdate();
    }

    Instant nextUpdate() {
        return nextUpdate;
    }

    /** Why the list says nothing, whoever signed it. */
    Optional<String> flaw() {
        return flaw;
    }

    boolean names(BigInteger serial) {
        return revoked.contains(serial);
    }

    int count() {
        return revoked.count();
    }

    /** Whether that certificate's key signed the list; asked once for each certificate. */
    boolean signedBy(X509Certificate certificate, Fingerprint fingerprint) {
        Boolean known = signedBy.get(fingerprint);
        if (known != null) {
            return known;
        }
        if (signedBy.size() >= MOST_SIGNERS) {
            signedBy.clear();
        }
        boolean answer = verify(certificate);
        signedBy.put(fingerprint, answer);
        return answer;
    }

    int signatureChecks() {
        return signatureChecks.get();
    }

    private boolean verify(X509Certificate certificate) {
        signatureChecks.incrementAndGet();
        try {
            // Read again, 0.3 s for 100,000 entries, rather than kept in ten times the memory.
            X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
            list.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /** When a list was issued, and its number where times are equal: each list has a time, not each a number, and OpenSSL goes by the time alone. */
    record Age(Instant thisUpdate, BigInteger number) implements Comparable<Age> {
        static Age of(X509CRL list) {
            return new Age(list.getThisUpdate().toInstant(), RevocationList.number(list));
        }

        @Override
        public int compareTo(Age other) {
            int times = thisUpdate.compareTo(other.thisUpdate);
            return times != 0 ? times : number.compareTo(other.number);
        }
    }
}
