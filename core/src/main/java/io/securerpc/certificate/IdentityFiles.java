package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files an identity is read from: a PEM certificate chain, a PEM private key and its passphrase.
 *
 * <p>Both may be one file, as in Nano's single-PEM form. Nothing is read before {@link #load()}.
 *
 * <h2>Security</h2>
 *
 * Loading is all or nothing: a file that is missing, too large or broken, a passphrase that is missing or wrong, a key of
 * another certificate, a chain with a stranger in it and a leaf outside its validity each throw their own exception with
 * the file and the reason. A key file that other users of the machine can read is a warning of the identity, because
 * mounted secrets often look so.
 *
 * <h2>Threads</h2>
 *
 * Immutable; loading may happen on any thread.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * ServerIdentity identity = IdentityFiles.pem(
 *         Path.of("tls/server.cert.pem"), Path.of("tls/server.key.pem"), Passphrase.of(secret)).load();
 * }</pre>
 */
public final class IdentityFiles {
    private static final Set<PosixFilePermission> READ_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final Path certificate;
    private final Path key;
    private final Passphrase passphrase;

    private IdentityFiles(Path certificate, Path key, Passphrase passphrase) {
        this.certificate = certificate;
        this.key = key;
        this.passphrase = passphrase;
    }

    /**
     * An identity in PEM files, in any form OpenSSL writes.
     *
     * @param certificate the file of the chain
     * @param key the file of the private key; may be the same file
     * @param passphrase for an encrypted key; ignored if the key is not encrypted, as in OpenSSL
     * @return the place to load from
     */
    public static IdentityFiles pem(Path certificate, Path key, Passphrase passphrase) {
        return new IdentityFiles(
                requireNonNull(certificate, "certificate"),
                requireNonNull(key, "key"),
                requireNonNull(passphrase, "passphrase"));
    }

    /**
     * Reads the files now, judging the leaf's validity by the system's clock.
     *
     * @return an identity that is ready to serve
     * @throws CertificateFileException if the certificate file cannot be used
     * @throws PrivateKeyException if the key file cannot be used
     * @throws PassphraseException if the key is encrypted and the passphrase is missing, wrong or cannot be read
     * @throws KeyMismatchException if the key is not the key of any of the certificates
     * @throws CertificateChainException if the certificates do not form one chain
     * @throws CertificateValidityException if the leaf has expired or is not valid yet
     */
    public ServerIdentity load() {
        return load(InstantSource.system());
    }

    /**
     * Reads the files now, judging the leaf's validity by a clock of the caller's.
     *
     * @param clock what time it is
     * @return an identity that is ready to serve
     * @throws CertificateFileException if the certificate file cannot be used
     * @throws PrivateKeyException if the key file cannot be used
     * @throws PassphraseException if the key is encrypted and the passphrase is missing, wrong or cannot be read
     * @throws KeyMismatchException if the key is not the key of any of the certificates
     * @throws CertificateChainException if the certificates do not form one chain
     * @throws CertificateValidityException if the leaf has expired or is not valid yet
     */
    public ServerIdentity load(InstantSource clock) {
        requireNonNull(clock, "clock");
        return load(FileContents.read(paths()), clock.instant());
    }

    /**
     * The same from files that were read already.
     *
     * @param contents of all {@link #paths()}
     * @param now when the leaf must be valid
     * @return an identity that is ready to serve
     * @throws CertificateFileException if the certificate file cannot be used
     * @throws PrivateKeyException if the key file cannot be used
     * @throws PassphraseException if the key is encrypted and the passphrase is missing, wrong or cannot be read
     * @throws KeyMismatchException if the key is not the key of any of the certificates
     * @throws CertificateChainException if the certificates do not form one chain
     * @throws CertificateValidityException if the leaf has expired or is not valid yet
     */
    public ServerIdentity load(FileContents contents, Instant now) {
        requireNonNull(contents, "contents");
        requireNonNull(now, "now");
        List<X509Certificate> certificates =
                CertificateFile.parse(certificate, CertificateFile.bytes(certificate, contents));
        PrivateKey privateKey = PrivateKeyFile.parse(key, PrivateKeyFile.bytes(key, contents), passphrase.in(contents));
        try {
            return ServerIdentity.of(certificates, privateKey, certificate, warnings())
                    .requireValidAt(now, certificate);
        } catch (KeyMismatchException mismatch) {
            throw mismatch.withKeyFile(key);
        }
    }

    /**
     * Every file that is read, for watching.
     *
     * @return certificate, key and passphrase file, each once
     */
    public List<Path> paths() {
        List<Path> paths = new ArrayList<>(List.of(certificate));
        if (!key.equals(certificate)) {
            paths.add(key);
        }
        passphrase.file().ifPresent(paths::add);
        return List.copyOf(paths);
    }

    /** Names the files, hides the passphrase. */
    @Override
    public String toString() {
        return "IdentityFiles[certificate=" + certificate + ", key=" + key + ", passphrase=" + passphrase + "]";
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        warnIfReadable("private key file", key, warnings);
        passphrase.file().ifPresent(file -> warnIfReadable("passphrase file", file, warnings));
        return warnings;
    }

    private static void warnIfReadable(String kind, Path file, List<String> warnings) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class, new LinkOption[0]);
        if (view == null) {
            return; // a file system without such permissions
        }
        try {
            Set<PosixFilePermission> permissions = view.readAttributes().permissions();
            if (READ_BY_OTHERS.stream().anyMatch(permissions::contains)) {
                warnings.add(kind + " '" + file + "': readable by other users (expected: mode 0600)");
            }
        } catch (IOException e) {
            warnings.add(
                    kind + " '" + file + "': permissions cannot be read: " + e.getMessage() + " (expected: mode 0600)");
        }
    }
}
