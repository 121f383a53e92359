package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A self-signed certificate that was made here, and its private key.
 *
 * <p>{@link #server} makes what a node shows to clients that know its {@link Fingerprint} or were given the file; {@link
 * #client} makes what an RPC user shows to a node in whose trust directory the certificate is installed.
 *
 * <h2>Defaults</h2>
 *
 * <ul>
 *   <li>EC P-256: see {@link KeyKind}.
 *   <li>Servers, 820 days: Apple's clients refuse server certificates of more than 825, also from private issuers; clients
 *       that pinned the fingerprint want as few renewals as that allows.
 *   <li>Clients, 365 days: a key that was lost and not missed is worth nothing after a year.
 *   <li>Validity begins an hour early, for clocks that are slow.
 * </ul>
 *
 * <h2>Security</h2>
 *
 * No certificate made here is an authority: {@code CA:FALSE}, one extended key usage, and a key usage for signatures only.
 * So an RPC user's certificate cannot make other users, which those of {@code openssl req -x509} can where chains are
 * checked. Encrypted keys are PKCS#8 with AES-256-CBC and 600,000 rounds of PBKDF2 with HMAC-SHA-256, as OWASP asks.
 * {@link #toString()} never shows the key.
 *
 * <h2>Threads</h2>
 *
 * Immutable; the builder belongs to one thread.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * IssuedCertificate.server("node.example.com", "192.0.2.7")
 *         .issue()
 *         .writeTo(Path.of("tls/server.cert.pem"), Path.of("tls/server.key.pem"), Passphrase.ofEnvironment("KEY_PASS"));
 * }</pre>
 */
public final class IssuedCertificate {
    private final X509Certificate certificate;
    private final PrivateKey key;

    IssuedCertificate(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * Begins a certificate for a TLS server.
     *
     * @param names the DNS names and IP literals it is for, at least one; the first becomes its common name unless another
     *     is set
     * @return a builder
     * @throws IllegalArgumentException if there are no names, or one is neither a DNS name nor an IP literal
     */
    public static IssuedCertificateBuilder server(String... names) {
        return IssuedCertificateBuilder.server(List.of(requireNonNull(names, "names")));
    }

    /**
     * Begins a certificate for a TLS client, to be installed in a trust directory.
     *
     * @param commonName the user it is for, of 1 to 64 characters, such as {@code rpc.user.1}
     * @return a builder
     * @throws IllegalArgumentException if the name is empty, too long, or holds control characters
     */
    public static IssuedCertificateBuilder client(String commonName) {
        return IssuedCertificateBuilder.client(requireNonNull(commonName, "commonName"));
    }

    /**
     * The certificate.
     *
     * @return signed by its own key
     */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * The key of the certificate, from one of the JDK's own providers.
     *
     * @return the key; keep it from logs
     */
    public PrivateKey privateKey() {
        return key;
    }

    /**
     * The certificate as it is installed and given away.
     *
     * @return one PEM block
     */
    public String certificatePem() {
        try {
            return PemObjects.write("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("issued certificate: cannot be encoded (expected: just made)", e);
        }
    }

    /**
     * The key as PKCS#8.
     *
     * @param passphrase to encrypt it with, or none
     * @return one PEM block; with no passphrase, whoever reads it has the key
     * @throws PassphraseException if the passphrase is to be read and cannot be
     */
    public String keyPem(Passphrase passphrase) {
        return keyPem(requireNonNull(passphrase, "passphrase"), Path.of(""));
    }

    /**
     * Writes certificate and key to new files. The key's is only the owner's from the moment it exists; each appears whole
     * or not at all; if the certificate cannot be written, the key is taken back.
     *
     * @param certificateFile must not exist
     * @param keyFile must not exist
     * @param passphrase to encrypt the key with, or none
     * @throws IssuedFileException if one of the files exists or cannot be written
     * @throws PassphraseException if the passphrase is to be read and cannot be
     * @throws IllegalArgumentException if both paths are the same
     */
    public void writeTo(Path certificateFile, Path keyFile, Passphrase passphrase) {
        requireNonNull(certificateFile, "certificateFile");
        requireNonNull(keyFile, "keyFile");
        requireNonNull(passphrase, "passphrase");
        if (certificateFile
                .toAbsolutePath()
                .normalize()
                .equals(keyFile.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException(
                    "files: '" + keyFile + "' for both (expected: one for the certificate, one for the key)");
        }
        new NewFiles(certificateFile, keyFile).write(ascii(certificatePem()), ascii(keyPem(passphrase, keyFile)));
    }

    /**
     * Writes certificate and key, in this order, to one new file, which many clients ask for. It is only the owner's from the
     * moment it exists, and appears whole or not at all.
     *
     * @param file must not exist
     * @param passphrase to encrypt the key with, or none
     * @throws IssuedFileException if the file exists or cannot be written
     * @throws PassphraseException if the passphrase is to be read and cannot be
     */
    public void writeSinglePem(Path file, Passphrase passphrase) {
        requireNonNull(file, "file");
        requireNonNull(passphrase, "passphrase");
        NewFiles.writeOwnerOnly(file, ascii(certificatePem() + keyPem(passphrase, file)));
    }

    /** Shows the certificate, hides the key. */
    @Override
    public String toString() {
        return "IssuedCertificate[subject=" + Printable.subject(certificate) + ", fingerprint="
                + Fingerprint.of(certificate) + ", key=****]";
    }

    private String keyPem(Passphrase passphrase, Path keyFile) {
        String secret = passphrase
                .in(FileContents.read(passphrase.file().stream().toList()))
                .reveal(LockedFile.key(keyFile));
        return secret == null
                ? PemObjects.write("PRIVATE KEY", key.getEncoded())
                : PemObjects.write("ENCRYPTED PRIVATE KEY", KeyEncryption.encrypt(key.getEncoded(), secret));
    }

    private static byte[] ascii(String pem) {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }
}
