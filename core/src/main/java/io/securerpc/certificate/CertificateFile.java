package io.securerpc.certificate;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** STUB: certificates read from a PEM file. */
public final class CertificateFile {
    private CertificateFile() {}
    /** All certificate blocks in order; none, or not PEM: CertificateFileException (has path()). */
    public static List<X509Certificate> load(Path file) {
        throw new UnsupportedOperationException("stub");
    }
    /** The same from bytes already read; the path is only for messages. */
    public static List<X509Certificate> parse(Path file, byte[] pem) {
        throw new UnsupportedOperationException("stub");
    }
}
