package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its private key and the certificates that issued it, made at run time.
 *
 * <h2>Example</h2>
 * <pre>{@code
 * TestCertificate authority = TestCertificate.named("authority").ca(true).selfSigned();
 * TestCertificate user = TestCertificate.named("rpc.user.1").issuedBy(authority);
 * user.writeCertificate(directory.resolve("rpcuser1.cert.pem"));
 * }</pre>
 */
public final class TestCertificate {
    private final X509Certificate certificate;
    private final PrivateKey key;
    private final List<X509Certificate> chain;

    TestCertificate(X509Certificate certificate, PrivateKey key, @Nullable TestCertificate issuer) {
        this.certificate = certificate;
        this.key = key;
        this.chain = issuer == null
                ? List.of(certificate)
                : Stream.concat(Stream.of(certificate), issuer.chain.stream()).toList();
    }

    /**
     * Begins a certificate whose subject is the single common name given.
     *
     * @param commonName the subject's common name
     * @return a builder: EC P-256, valid from a day ago for a year, no authority
     */
    public static TestCertificateBuilder named(String commonName) {
        return new TestCertificateBuilder(requireNonNull(commonName, "commonName"));
    }

    /** Returns the certificate itself. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns the private key that belongs to it. */
    public PrivateKey key() {
        return key;
    }

    /** Returns the certificate followed by its issuers, the root last. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** Returns the certificate alone, as PEM. */
    public String certificatePem() {
        return pem(certificate);
    }

    /** Returns the private key as unencrypted PKCS#8 PEM. */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** Returns the certificate and its issuers as PEM, leaf first. */
    public String chainPem() {
        return chain.stream().map(TestCertificate::pem).collect(Collectors.joining());
    }

    /** Writes {@link #certificatePem()} to a file and returns that file. */
    public Path writeCertificate(Path file) {
        return write(file, certificatePem());
    }

    /** Writes {@link #keyPem()} to a file and returns that file. */
    public Path writeKey(Path file) {
        return write(file, keyPem());
    }

    @Override
    public String toString() {
        return "TestCertificate[" + certificate.getSubjectX500Principal().getName() + "]";
    }

    private static Path write(Path file, String pem) {
        try {
            return Files.writeString(requireNonNull(file, "file"), pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
