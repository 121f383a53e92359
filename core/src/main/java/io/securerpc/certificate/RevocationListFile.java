package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/**
 * Certificate revocation lists read from a PEM file.
 *
 * <p>Blocks of type {@code X509 CRL} count, as OpenSSL writes them; others and text between blocks are skipped. One block that cannot be used
 * makes the whole file unusable: half of what was revoked is never returned.
 *
 * <h2>Security</h2>
 *
 * Delta lists, indirect lists and lists without a next update are refused, because what they leave out would count as not
 * revoked. Nothing is verified here: whether a list is its issuer's is asked when a certificate is checked against it.
 *
 * <h2>Threads</h2>
 *
 * Stateless.
 */
public final class RevocationListFile {
    private static final String EXPECTED = "PEM with at least one complete X509 CRL";

    private RevocationListFile() {}

    /**
     * Reads all lists of a file, in order.
     *
     * @param file a PEM file of at most 1 MiB, which is room for about 25,000 revoked certificates
     * @return at least one list
     * @throws RevocationListException if the file cannot be read, is not PEM, holds a block that cannot be used or no list
     */
    public static List<X509CRL> load(Path file) {
        requireNonNull(file, "file");
        return load(file, FileContents.read(List.of(file)));
    }

    /**
     * The same from files that were read already.
     *
     * @param file one of them
     * @param contents of the files
     * @return at least one list
     * @throws RevocationListException if the file cannot be read, is not PEM, holds a block that cannot be used or no list
     */
    public static List<X509CRL> load(Path file, FileContents contents) {
        requireNonNull(file, "file");
        requireNonNull(contents, "contents");
        try {
            return parse(file, contents.bytes(file));
        } catch (SmallFile.Unreadable e) {
            throw new RevocationListException(file, e.found(), EXPECTED, e);
        }
    }

    /**
     * The same from bytes that were read already.
     *
     * @param file names the bytes in messages; not opened
     * @param pem the content
     * @return at least one list
     * @throws RevocationListException if the bytes are not PEM, hold a block that cannot be used or no list
     */
    public static List<X509CRL> parse(Path file, byte[] pem) {
        requireNonNull(file, "file");
        requireNonNull(pem, "pem");
        PemObjects objects;
        try {
            objects = PemObjects.parse(pem);
        } catch (PemObjects.NotPem e) {
            throw new RevocationListException(file, e.found(), EXPECTED, e);
        }
        List<X509CRL> lists = new ArrayList<>();
        for (PemObject block : objects.blocks()) {
            if (block.getType().equals("X509 CRL")) {
                lists.add(list(file, block, lists.size() + 1));
            }
        }
        if (lists.isEmpty()) {
            throw new RevocationListException(file, "only " + objects.types(), EXPECTED, null);
        }
        return List.copyOf(lists);
    }

    private static X509CRL list(Path file, PemObject block, int number) {
        X509CRL list;
        ByteArrayInputStream in = new ByteArrayInputStream(block.getContent());
        try {
            list = BoundedAsn1.revocationList(block.getContent(), in);
        } catch (CRLException | CertificateException e) {
            throw new RevocationListException(
                    file, "block number " + number + " is not a revocation list: " + e.getMessage(), EXPECTED, e);
        }
        String flaw = in.available() > 0 ? "followed by " + in.available() + " more bytes" : flaw(list);
        if (flaw != null) {
            throw new RevocationListException(
                    file,
                    "list number " + number + ", of '"
                            + list.getIssuerX500Principal().getName() + "': " + flaw,
                    EXPECTED,
                    null);
        }
        return list;
    }

    private static @Nullable String flaw(X509CRL list) {
        if (list.getNextUpdate() == null) {
            return "no next update, so that nobody can say when it is out of date";
        }
        if (list.getExtensionValue(Extension.deltaCRLIndicator.getId()) != null) {
            return "delta list, which holds only what changed";
        }
        byte[] scope = list.getExtensionValue(Extension.issuingDistributionPoint.getId());
        try {
            return scope != null
                            && IssuingDistributionPoint.getInstance(BoundedAsn1.sequence(
                                            ASN1OctetString.getInstance(scope).getOctets()))
                                    .isIndirectCRL()
                    ? "indirect list, which speaks for other issuers"
                    : null;
        } catch (RuntimeException e) { // Bouncy Castle has many ways of saying that ASN.1 is malformed
            return "issuing distribution point that cannot be read";
        }
    }
}
