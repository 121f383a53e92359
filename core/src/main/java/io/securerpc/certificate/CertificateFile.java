package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Certificates read from a PEM file.
 *
 * <p>Every block that OpenSSL takes for a certificate counts: {@code CERTIFICATE}, {@code X509 CERTIFICATE} and {@code
 * TRUSTED CERTIFICATE} (whose trust settings are ignored). Other blocks, such as the key of a single-file identity, and
 * text between blocks are skipped. One block that is broken makes the whole file unusable: half a chain is never
 * returned.
 *
 * <h2>Security</h2>
 *
 * Files over 1 MiB and anything that is not a regular file are refused, so a wrong path can neither fill the heap nor
 * block. Nothing is verified here: a certificate that was read is not a certificate that is trusted.
 *
 * <h2>Threads</h2>
 *
 * Stateless.
 */
public final class CertificateFile {
    private static final String EXPECTED = "PEM with at least one CERTIFICATE block";
    static final Set<String> TYPES = Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");

    private CertificateFile() {}

    /**
     * Reads all certificates of a file, in order.
     *
     * @param file a PEM file of at most 1 MiB
     * @return at least one certificate
     * @throws CertificateFileException if the file cannot be read, is not PEM, holds a broken block or no certificate
     */
    public static List<X509Certificate> load(Path file) {
        requireNonNull(file, "file");
        return load(file, FileContents.read(List.of(file)));
    }

    /**
     * The same from files that were read already.
     *
     * @param file one of them
     * @param contents of the files
     * @return at least one certificate
     * @throws CertificateFileException if the file could not be read, is not PEM, holds a broken block or no certificate
     */
    public static List<X509Certificate> load(Path file, FileContents contents) {
        requireNonNull(file, "file");
        requireNonNull(contents, "contents");
        return parse(file, bytes(file, contents));
    }

    /**
     * The same from bytes that were read already.
     *
     * @param file names the bytes in messages; not opened
     * @param pem the content
     * @return at least one certificate
     * @throws CertificateFileException if the bytes are not PEM, hold a broken block or no certificate
     */
    public static List<X509Certificate> parse(Path file, byte[] pem) {
        requireNonNull(file, "file");
        requireNonNull(pem, "pem");
        PemObjects objects;
        try {
            objects = PemObjects.parse(pem);
        } catch (PemObjects.NotPem e) {
            throw new CertificateFileException(file, e.found(), e.expected(EXPECTED), e);
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemObject block : objects.blocks()) {
            if (TYPES.contains(block.getType())) {
                certificates.add(certificate(file, block, certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateFileException(file, "only " + objects.types(), EXPECTED, null);
        }
        return List.copyOf(certificates);
    }

    static byte[] bytes(Path file, FileContents contents) {
        try {
            return contents.bytes(file);
        } catch (SmallFile.Unreadable e) {
            throw new CertificateFileException(file, e.found(), EXPECTED, e);
        }
    }

    private static X509Certificate certificate(Path file, PemObject block, int number) {
        ByteArrayInputStream in = new ByteArrayInputStream(block.getContent());
        try {
            X509Certificate certificate = BoundedAsn1.certificate(block.getContent(), in);
            if (in.available() > 0 && !block.getType().startsWith("TRUSTED")) {
                throw new CertificateException(in.available() + " bytes after the certificate");
            }
            return certificate;
        } catch (CertificateException e) {
            if (EcCurve.explicitIn(block.getContent())) {
                throw new CertificateFileException(
                        file, "block number " + number + " has an EC key with explicit parameters", EcCurve.BY_NAME, e);
            }
            throw new CertificateFileException(
                    file, "block number " + number + " is not a certificate: " + e.getMessage(), EXPECTED, e);
        }
    }
}
