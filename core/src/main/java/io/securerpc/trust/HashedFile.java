package io.securerpc.trust;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.RevocationListFile;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.trust.FileContent.One;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.util.List;
import java.util.Optional;

/**
 * A file as a hashed directory sees it: the group of names it belongs under, and what it is.
 *
 * @param group {@code f013e17f.} for a certificate, {@code f013e17f.r} for a revocation list of its subject
 * @param digest of the certificate or list; of a certificate its fingerprint
 * @param callerKey of a certificate; empty for a list
 */
record HashedFile(String group, Fingerprint digest, Optional<String> callerKey) {
    private static final int ENOUGH = 1 << 20;

    /** Empty where it is neither one certificate nor one list. */
    static Optional<HashedFile> of(ScannedFile file) {
        if (file.content() instanceof One one) {
            InstalledCertificate certificate = one.certificate();
            return Optional.of(new HashedFile(
                    certificate.hash() + ".", certificate.fingerprint(), Optional.of(certificate.callerKey())));
        }
        return holdsList(file.file()) ? list(file.file()) : Optional.empty();
    }

    private static Optional<HashedFile> list(Path file) {
        try {
            List<X509CRL> lists = RevocationListFile.load(file);
            if (lists.size() != 1) {
                return Optional.empty();
            }
            SubjectHash issuer =
                    SubjectHash.ofName(lists.get(0).getIssuerX500Principal().getEncoded());
            return Optional.of(
                    new HashedFile(issuer + ".r", Fingerprint.ofDer(lists.get(0).getEncoded()), Optional.empty()));
        } catch (SecureRpcException | CRLException e) {
            return Optional.empty(); // reported as what it is: neither
        }
    }

    private static boolean holdsList(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(ENOUGH), StandardCharsets.ISO_8859_1).contains("-----BEGIN X509 CRL-----");
        } catch (IOException e) {
            return false; // reported as what it is: unreadable
        }
    }
}
