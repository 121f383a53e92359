package io.securerpc.trust;

import io.securerpc.certificate.RevocationListException;
import io.securerpc.certificate.RevocationListFile;
import io.securerpc.trust.FileContent.Bad;
import io.securerpc.trust.FileContent.Listed;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the bytes of a revocation list turn out to be. */
final class ListContent {
    /** Room for 100,000 entries with a reason each, which take 7 MB; reading them takes some 120 MB of heap for a moment. */
    static final int LARGEST = 8 * 1024 * 1024;

    static final String EXPECTED = "one PEM revocation list";

    private static final String BEGIN = "-----BEGIN X509 CRL-----";

    private ListContent() {}

    /** Whether bytes that are no certificate may be a list. */
    static boolean looksLikeOne(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(BEGIN);
    }

    /**
     * Reads a list.
     *
     * @param before what was read from the file before: the same bytes are not taken apart twice
     */
    static FileContent parse(Path file, byte[] bytes, @Nullable FileContent before) {
        if (bytes.length > LARGEST) {
            return Bad.of("larger than " + LARGEST + " bytes (expected: " + EXPECTED + ")");
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            if (before instanceof Listed listed && listed.list().isOfFile(digest)) {
                return listed;
            }
            if (bytes.length > 0 && bytes[0] == 0x30 && isDer(bytes)) {
                return Bad.of("DER (expected: PEM; convert with openssl crl -inform der)");
            }
            List<X509CRL> lists = RevocationListFile.parse(file, bytes);
            // Which of them would the file be? And each is a file of its own for whoever fetches them.
            return lists.size() == 1
                    ? new Listed(RevocationList.of(digest, lists.get(0)))
                    : Bad.of(lists.size() + " revocation lists in one file (expected: one)");
        } catch (RevocationListException e) {
            return torn(e.found());
        } catch (GeneralSecurityException | RuntimeException e) {
            return torn("unusable: " + Texts.cause(e));
        } catch (StackOverflowError e) { // the JDK reads nested values by recursion
            return torn("nested too deeply");
        }
    }

    private static Bad torn(String found) {
        return new Bad(Texts.oneLine(found) + " (expected: " + EXPECTED + ")", false, true, false);
    }

    private static boolean isDer(byte[] bytes) throws CertificateException {
        try {
            return CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes)) != null;
        } catch (CRLException e) {
            return false;
        }
    }
}
