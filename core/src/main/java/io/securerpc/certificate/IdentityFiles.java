package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.FileRights;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The files an identity is read from: a PEM certificate chain and a PEM private key, or a key store, and the passphrase.
 *
 * <p>Chain and key may be one file, as in Nano's single-PEM form. A key store is PKCS#12 or JKS, told apart by content.
 * Nothing is read before {@link #load()}.
 *
 * <h2>Security</h2>
 *
 * Loading is all or nothing: a file that is missing, too large or broken, a passphrase that is missing or wrong, a key of
 * another certificate, a chain with a stranger in it and a leaf outside its validity each throw their own exception with
 * the file and the reason. A key file that other users of the machine can read or write, and a certificate file that they can
 * write or replace, is a warning of the identity, because mounted secrets often look so.
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
    private final IdentitySource source;
    private final Passphrase passphrase;

    private IdentityFiles(IdentitySource source, Passphrase passphrase) {
        this.source = source;
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
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
        requireNonNull(passphrase, "passphrase");
        return new IdentityFiles(new PemSource(certificate, key, passphrase), passphrase);
    }

    /**
     * An identity in a key store: PKCS#12, as {@code openssl pkcs12 -export} and {@code keytool} write it, or JKS.
     *
     * @param store the file; must hold one private key, unless {@link #withAlias(String)} names one
     * @param passphrase of the store and of the key in it
     * @return the place to load from
     */
    public static IdentityFiles keyStore(Path store, Passphrase passphrase) {
        requireNonNull(store, "store");
        requireNonNull(passphrase, "passphrase");
        return new IdentityFiles(new KeyStoreSource(store, passphrase, null), passphrase);
    }

    /**
     * Names the private key to take, for key stores with several.
     *
     * @param alias the entry's alias, called friendly name in PKCS#12, in any letter case; of a PKCS#12 key without one,
     *     its number from 1
     * @return a copy that takes this key only
     * @throws IllegalStateException if these are PEM files, which have no aliases
     */
    public IdentityFiles withAlias(String alias) {
        requireNonNull(alias, "alias");
        if (!(source instanceof KeyStoreSource store)) {
            throw new IllegalStateException("alias: '" + alias + "' for " + this + " (expected: a key store)");
        }
        return new IdentityFiles(new KeyStoreSource(store.store(), passphrase, alias), passphrase);
    }

    /**
     * Reads the files now, judging the leaf's validity by the system's clock.
     *
     * @return an identity that is ready to serve
     * @throws CertificateFileException if the certificate file cannot be used
     * @throws PrivateKeyException if the key file cannot be used
     * @throws KeyStoreFileException if the key store cannot be used
     * @throws PassphraseException if the key is encrypted and the passphrase is missing, wrong or cannot be read
     * @throws KeyMismatchException if the key is not the key of any of the certificates
     * @throws CertificateChainException if the certificates do not form one chain
     * @throws UnsuitableKeyException if the key is too short, or on a curve TLS does not sign on
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
     * @throws KeyStoreFileException if the key store cannot be used
     * @throws PassphraseException if the key is encrypted and the passphrase is missing, wrong or cannot be read
     * @throws KeyMismatchException if the key is not the key of any of the certificates
     * @throws CertificateChainException if the certificates do not form one chain
     * @throws UnsuitableKeyException if the key is too short, or on a curve TLS does not sign on
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
     * @throws KeyStoreFileException if the key store cannot be used
     * @throws PassphraseException if the key is encrypted and the passphrase is missing, wrong or cannot be read
     * @throws KeyMismatchException if the key is not the key of any of the certificates
     * @throws CertificateChainException if the certificates do not form one chain
     * @throws UnsuitableKeyException if the key is too short, or on a curve TLS does not sign on
     * @throws CertificateValidityException if the leaf has expired or is not valid yet
     */
    public ServerIdentity load(FileContents contents, Instant now) {
        requireNonNull(contents, "contents");
        requireNonNull(now, "now");
        return source.load(contents, warnings()).requireValidAt(now, source.certificateFile());
    }

    /**
     * What tells this identity from others in a log.
     *
     * @return the path of the certificate file or key store, with the alias where one was named
     */
    public String name() {
        return source.name();
    }

    /**
     * Every file that is read, for watching.
     *
     * @return certificate, key or key store, and passphrase file, each once
     */
    public List<Path> paths() {
        return source.paths();
    }

    /** Names the files, hides the passphrase. */
    @Override
    public String toString() {
        return "IdentityFiles[" + source + "]";
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Set<Path> secrets = new LinkedHashSet<>();
        source.secrets().forEach(secret -> {
            secrets.add(secret.path());
            warnings.addAll(rights(secret.kind(), secret.path(), FileRights.SECRET));
        });
        passphrase.file().ifPresent(file -> {
            secrets.add(file);
            warnings.addAll(rights("passphrase file", file, FileRights.SECRET));
        });
        paths().stream()
                .filter(file -> !secrets.contains(file))
                .forEach(file -> warnings.addAll(rights("certificate file", file, FileRights.PUBLIC)));
        return warnings;
    }

    private static List<String> rights(String kind, Path file, FileRights rights) {
        return rights.warnings(kind + " '" + file + "'", file);
    }
}
