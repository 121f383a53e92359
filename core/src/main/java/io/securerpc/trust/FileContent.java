package io.securerpc.trust;

import io.securerpc.certificate.CertificateFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one file of the trust directory turned out to hold. */
sealed interface FileContent {
    /** One certificate, as it should be. */
    record One(InstalledCertificate certificate) implements FileContent {}

    /**
     * Nothing usable.
     *
     * @param gone whether there is no file at all: a link to nothing
     * @param perhapsTorn whether the next look may find it whole: a half-written or locked file
     */
    record Bad(String reason, boolean gone, boolean perhapsTorn) implements FileContent {}

    /** A certificate takes 1 to 4 KiB; whatever is larger is something else and not worth the memory. */
    int LARGEST = 64 * 1024;

    /** Reads a file; whatever goes wrong is a {@link Bad}. */
    static FileContent read(Path file) {
        try {
            // Opening a pipe or a device could block for ever.
            if (!Files.isRegularFile(file)) {
                return Files.exists(file)
                        ? new Bad("not a regular file (expected: one PEM certificate)", false, false)
                        : missing(file);
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(LARGEST + 1);
            }
            return parse(file, bytes);
        } catch (NoSuchFileException e) {
            return new Bad("link to nothing (expected: one PEM certificate)", true, false);
        } catch (IOException | SecurityException e) {
            return new Bad("unreadable: " + Texts.cause(e) + " (expected: one PEM certificate)", false, true);
        }
    }

    /** {@code exists} says no for "may not look" as well, which is not the same as gone. */
    private static FileContent missing(Path file) throws IOException {
        FileStamp found = FileStamp.of(file);
        return new Bad("not a regular file: " + Texts.path(found.real()), false, true);
    }

    private static FileContent parse(Path file, byte[] bytes) {
        if (bytes.length > LARGEST) {
            return new Bad("larger than " + LARGEST + " bytes (expected: one PEM certificate)", false, false);
        }
        if (bytes.length > 0 && bytes[0] == 0x30 && certificateFromDer(bytes) != null) {
            return new Bad("DER (expected: PEM; convert with openssl x509 -inform der)", false, false);
        }
        List<X509Certificate> certificates;
        try {
            certificates = CertificateFile.parse(file, bytes);
        } catch (RuntimeException e) {
            return new Bad("not a PEM certificate: " + Texts.cause(e), false, true);
        }
        if (certificates.size() != 1) {
            // OpenSSL trusts the others depending on what it looked up before; a file that means one user must hold
            // one.
            return new Bad(certificates.size() + " certificates in one file (expected: one)", false, false);
        }
        try {
            return new One(InstalledCertificate.of(certificates.get(0)));
        } catch (CertificateException | RuntimeException e) {
            return new Bad("unusable certificate: " + Texts.cause(e), false, false);
        }
    }

    private static @Nullable X509Certificate certificateFromDer(byte[] bytes) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException e) {
            return null;
        }
    }
}
