package io.securerpc.trust;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.CertificateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A certificate from elsewhere that is to be installed: of the file nothing but the certificate is ever copied.
 *
 * @param notes what else was in the file, or done to it
 */
record ClientFile(X509Certificate certificate, InstalledCertificate judged, List<String> notes) {
    private static final String EXPECTED = "one certificate in PEM or DER";
    private static final Pattern KEY = Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----");

    static ClientFile read(Path file, Instant now) {
        byte[] bytes = bytes(file);
        List<String> notes = new ArrayList<>();
        byte[] pem = bytes;
        if (bytes.length > 0 && bytes[0] == 0x30) {
            pem = pem(bytes);
            notes.add("converted from DER to PEM");
        }
        if (holdsKey(bytes)) {
            notes.add("the private key in the file was not copied (the server needs the certificate alone)");
        }
        return judge(file, certificate(file, pem), now, notes);
    }

    /** Whether a file of the directory holds a private key besides. */
    static boolean holdsKey(Path file) {
        return holdsKey(bytes(file));
    }

    private static boolean holdsKey(byte[] bytes) {
        return KEY.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find();
    }

    private static ClientFile judge(Path file, X509Certificate certificate, Instant now, List<String> notes) {
        InstalledCertificate judged;
        try {
            judged = InstalledCertificate.of(certificate);
        } catch (CertificateException | RuntimeException e) {
            throw new UnfitCertificateException(file, "unusable certificate: " + Texts.cause(e), EXPECTED);
        }
        Optional<Fitness.Defect> defect = judged.defect(now);
        if (defect.isPresent()) {
            if (defect.get().reason() != TrustDecision.Reason.NOT_YET_VALID) {
                throw new UnfitCertificateException(file, defect.get().text(), "a certificate that the server lets in");
            }
            notes.add(defect.get().text() + ": refused until then");
        }
        return new ClientFile(certificate, judged, List.copyOf(notes));
    }

    private static X509Certificate certificate(Path file, byte[] pem) {
        List<X509Certificate> certificates;
        try {
            certificates = CertificateFile.parse(file, pem);
        } catch (SecureRpcException e) {
            throw unfit(file, e);
        }
        if (certificates.size() != 1) {
            throw new UnfitCertificateException(
                    file,
                    certificates.size() + " certificates",
                    "one, the client's own: whoever issued it is not asked");
        }
        return certificates.get(0);
    }

    private static UnfitCertificateException unfit(Path file, SecureRpcException cause) {
        UnfitCertificateException unfit =
                new UnfitCertificateException(file, Texts.oneLine(cause.getMessage()), EXPECTED);
        unfit.initCause(cause);
        return unfit;
    }

    private static byte[] bytes(Path file) {
        try {
            // Opening a pipe or a device could block for ever.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new UnfitCertificateException(file, "not a regular file", EXPECTED);
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(FileContent.LARGEST + 1);
                if (bytes.length > FileContent.LARGEST) {
                    throw new UnfitCertificateException(
                            file, "larger than " + FileContent.LARGEST + " bytes", EXPECTED);
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new UnfitCertificateException(file, "no such file", EXPECTED);
        } catch (IOException e) {
            throw new UnfitCertificateException(file, "unreadable: " + Texts.cause(e), EXPECTED);
        }
    }

    /** As it lies in the directory. */
    static byte[] pem(X509Certificate certificate) {
        try {
            return pem(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("certificate: cannot be encoded (expected: just read)", e);
        }
    }

    private static byte[] pem(byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
