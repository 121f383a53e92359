package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What a file is and what is wrong with it, for people who got it from somewhere.
 *
 * <h2>Security</h2>
 *
 * Holds no key and no passphrase: of a private key only its kind, its size and how it is encrypted are told. What comes
 * from the file is printed without control characters.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * FileReport report = FileReport.inspect(Path.of("server.pem"), Passphrase.none(), Instant.now());
 * report.problems().forEach(System.out::println);
 * }</pre>
 */
public final class FileReport {
    private final Path file;
    private final Kind kind;
    private final List<CertificateReport> certificates;
    private final List<String> keys;
    private final List<String> problems;

    FileReport(Path file, Kind kind, List<CertificateReport> certificates, List<String> keys, List<String> problems) {
        this.file = file;
        this.kind = kind;
        this.certificates = List.copyOf(certificates);
        this.keys = List.copyOf(keys);
        this.problems = List.copyOf(problems);
    }

    /** What a file can turn out to be. */
    public enum Kind {
        /** One or more certificates in PEM. */
        CERTIFICATES("certificates"),
        /** Certificates and a private key in one PEM file. */
        CERTIFICATES_AND_KEY("certificates with a private key"),
        /** A private key in PEM that anybody can use who has the file. */
        PRIVATE_KEY("private key"),
        /** A private key in PEM that needs a passphrase. */
        ENCRYPTED_PRIVATE_KEY("encrypted private key"),
        /** A key store as {@code openssl pkcs12} writes it. */
        PKCS12("PKCS#12 key store"),
        /** A key store in the JDK's old format. */
        JKS("JKS key store"),
        /** A Diffie-Hellman group in PEM. */
        DH_PARAMETERS("DH parameters"),
        /** What an authority is asked with for a certificate. */
        CERTIFICATE_REQUEST("certificate request"),
        /** The public half of a key. */
        PUBLIC_KEY("public key"),
        /** A file that cannot be read, or is none of the others. */
        UNKNOWN("unknown");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /**
         * The kind in words.
         *
         * @return such as {@code encrypted private key}
         */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Looks into a file.
     *
     * @param file any file of at most 1 MiB; one that cannot be read is a report too
     * @param passphrase for what is encrypted; with none, only what can be seen without is told
     * @param now when certificates should be valid
     * @return what it is
     */
    public static FileReport inspect(Path file, Passphrase passphrase, Instant now) {
        requireNonNull(file, "file");
        requireNonNull(passphrase, "passphrase");
        requireNonNull(now, "now");
        return FileInspection.of(file, passphrase, now);
    }

    /**
     * The file that was looked into.
     *
     * @return the path as it was given
     */
    public Path file() {
        return file;
    }

    /**
     * What it is.
     *
     * @return by its content, whatever its name says
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The certificates in it.
     *
     * @return in the order of the file; those of a key store only with its passphrase
     */
    public List<CertificateReport> certificates() {
        return certificates;
    }

    /**
     * The private keys in it, each as a phrase without any of its content.
     *
     * @return such as {@code EC P-256, plain} or {@code RSA 3072 bits, encrypted with AES-256-CBC, PBKDF2 with SHA-256,
     *     600000 rounds}
     */
    public List<String> keys() {
        return keys;
    }

    /**
     * What is wrong, or may become a surprise.
     *
     * @return sentences, the gravest not necessarily first; none if nothing was found
     */
    public List<String> problems() {
        return problems;
    }

    @Override
    public String toString() {
        return "FileReport[file=" + file + ", kind=" + kind + ", certificates=" + certificates + ", keys=" + keys
                + ", problems=" + problems + "]";
    }
}
