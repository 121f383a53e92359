package io.securerpc.trust;

import io.securerpc.certificate.CertificateFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one file of the trust directory turned out to hold. */
sealed interface FileContent {
    /** One certificate, as it should be. */
    record One(InstalledCertificate certificate) implements FileContent {}

    /** One revocation list, as it should be. */
    record Listed(RevocationList list) implements FileContent {}

    /**
     * Nothing usable.
     *
     * @param gone whether there is no file at all: a link to nothing
     * @param perhapsTorn whether the next look may find it whole: a half-written or locked file
     * @param unread whether reading failed, so that the same file may read well the next time
     */
    record Bad(String reason, boolean gone, boolean perhapsTorn, boolean unread) implements FileContent {
        /** Of a file that nobody has looked into yet. */
        static final Bad NOT_READ = new Bad("not read yet", true, false, true);

        static Bad of(String reason) {
            return new Bad(reason, false, false, false);
        }
    }

    /** Whether this says the same as what was found before. */
    default boolean sameAs(FileContent before) {
        return this instanceof One one
                ? before instanceof One other
                        && one.certificate()
                                .fingerprint()
                                .equals(other.certificate().fingerprint())
                : equals(before); // the same revocation list is the same object
    }

    /** A certificate takes 1 to 4 KiB; whatever is larger is something else and not worth the memory. */
    int LARGEST = 64 * 1024;

    /**
     * Reads a file; whatever goes wrong is a {@link Bad}.
     *
     * @param before what was read from it before, which may save work
     */
    static FileContent read(Path file, @Nullable FileContent before) {
        boolean list = EntryName.ofList(file).isPresent();
        String expected = " (expected: " + (list ? ListContent.EXPECTED : "one PEM certificate") + ")";
        try {
            // Opening a pipe or a device could block for ever.
            if (!Files.isRegularFile(file)) {
                return Files.exists(file) ? Bad.of("not a regular file" + expected) : missing(file);
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                boolean unhashedList = bytes.length > LARGEST && !list && ListContent.looksLikeOne(bytes);
                if (list || unhashedList) {
                    byte[] rest = in.readNBytes(ListContent.LARGEST + 1 - bytes.length);
                    return ListContent.parse(file, concat(bytes, rest), before);
                }
                return parse(file, bytes, before);
            }
        } catch (NoSuchFileException e) {
            return new Bad("link to nothing" + expected, true, false, false);
        } catch (IOException | SecurityException e) {
            return new Bad("unreadable: " + Texts.cause(e) + expected, false, true, true);
        }
    }

    private static byte[] concat(byte[] begin, byte[] end) {
        byte[] all = Arrays.copyOf(begin, begin.length + end.length);
        System.arraycopy(end, 0, all, begin.length, end.length);
        return all;
    }

    /** {@code exists} says no for "may not look" as well, which is not the same as gone. */
    private static FileContent missing(Path file) throws IOException {
        FileStamp found = FileStamp.of(file);
        return new Bad("not a regular file: " + Texts.path(found.real()), false, true, true);
    }

    private static FileContent parse(Path file, byte[] bytes, @Nullable FileContent before) {
        if (bytes.length > LARGEST) {
            return Bad.of("larger than " + LARGEST + " bytes (expected: one PEM certificate)");
        }
        if (bytes.length > 0 && bytes[0] == 0x30 && certificateFromDer(bytes) != null) {
            return Bad.of("DER (expected: PEM; convert with openssl x509 -inform der)");
        }
        List<X509Certificate> certificates;
        try {
            certificates = CertificateFile.parse(file, bytes);
        } catch (RuntimeException e) {
            if (EntryName.of(file).isEmpty() && ListContent.looksLikeOne(bytes)) {
                return ListContent.parse(file, bytes, before);
            }
            return new Bad("not a PEM certificate: " + Texts.cause(e), false, true, false);
        }
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN TRUSTED CERTIFICATE-----")) {
            // It may say "rejected", or "for servers"; whoever wrote that must not find it ignored.
            return Bad.of("with OpenSSL's trust settings, which are not followed here"
                    + " (expected: CERTIFICATE; convert with openssl x509)");
        }
        if (certificates.size() != 1) {
            // OpenSSL trusts the others depending on what it looked up before; a file that means one user must hold
            // one.
            return Bad.of(certificates.size() + " certificates in one file (expected: one)");
        }
        try {
            return new One(InstalledCertificate.of(certificates.get(0)));
        } catch (CertificateException | RuntimeException e) {
            return Bad.of("unusable certificate: " + Texts.cause(e));
        }
    }

    private static @Nullable X509Certificate certificateFromDer(byte[] bytes) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException | StackOverflowError e) { // the JDK reads nested values by recursion
            return null;
        }
    }
}
