package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.IssuedCertificate;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A trust directory from its operator's side: who is in it, and letting clients in and putting them out.
 *
 * <p>What is changed here, a server that follows the directory sees within 2 seconds; it need not run, and need not be this
 * process. The folder stays what OpenSSL's {@code -CApath} and Nano's {@code client_certs_path} expect.
 *
 * <h2>Security</h2>
 *
 * <ul>
 *   <li>No private key is ever written into the directory, or copied into it.
 *   <li>Each step happens whole or not at all and is on the disk before the next: whatever ends the process in between, nobody is trusted by half, and
 *       nobody else is put out. The link that lets a client in comes last, and goes first.
 *   <li>Revoking moves the last client of the same hash onto the number that became free, in one step: OpenSSL stops at the first gap. So
 *       for a server, that client is installed at every moment.
 *   <li>A client whose name is another's but for case and white space is refused.
 * </ul>
 *
 * Whoever may write to the directory can let in anybody; nothing here guards against that.
 *
 * <h2>Threads</h2>
 *
 * Any thread, and any process: changes wait for each other, by a lock on the file {@value DirectoryLock#NAME} in the directory. Looking does not wait.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * ClientDirectory clients = ClientDirectory.of(Path.of("tls/clients"));
 * clients.add(NewClient.named("rpc.user.1"), Path.of("rpc.user.1.pem"));  // give it to the user, and delete it
 * clients.revoke("rpc.user.1");
 * }</pre>
 */
public final class ClientDirectory {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");
    private static final int FINGERPRINT_DIGITS = 16;

    private final Path directory;
    private final InstantSource clock;
    private final Runnable afterStep;

    private ClientDirectory(Path directory, InstantSource clock, Runnable afterStep) {
        this.directory = directory;
        this.clock = clock;
        this.afterStep = afterStep;
    }

    /**
     * Names a trust directory; nothing is looked at yet.
     *
     * @param directory as it is given to {@link ClientTrust#installed}
     * @return the directory
     */
    public static ClientDirectory of(Path directory) {
        return of(directory, InstantSource.system(), () -> {});
    }

    static ClientDirectory of(Path directory, InstantSource clock, Runnable afterStep) {
        return new ClientDirectory(requireNonNull(directory, "directory"), clock, afterStep);
    }

    /**
     * The directory.
     *
     * @return as it was given
     */
    public Path directory() {
        return directory;
    }

    /**
     * Makes a key and a certificate for a client, and installs the certificate.
     *
     * @param client whom
     * @param pem where the certificate and its key go, in one file for its owner alone; must not exist, nor lie in the directory
     * @return what was made
     * @throws IllegalArgumentException if the file would lie in the directory
     * @throws TakenCallerException if the name is another client's
     * @throws io.securerpc.certificate.IssuedFileException if the file exists or cannot be written
     * @throws io.securerpc.certificate.PassphraseException if a passphrase is to be read and cannot be
     * @throws TrustDirectoryException if the directory cannot be read or changed
     */
    public AddedClient add(NewClient client, Path pem) {
        return add(client, pem, false);
    }

    /**
     * Makes a new key and certificate for a client that is installed, and puts the certificate in the place of the old one, in one
     * step: from then on the new one is let in, and the old one is not.
     *
     * @param client whom
     * @param pem where the certificate and its key go, in one file for its owner alone; must not exist, nor lie in the directory
     * @return what was made
     * @throws IllegalArgumentException if the file would lie in the directory
     * @throws UnknownClientException if there is no such client
     * @throws AmbiguousClientException if there are several certificates it may replace
     * @throws io.securerpc.certificate.IssuedFileException if the file exists or cannot be written
     * @throws io.securerpc.certificate.PassphraseException if a passphrase is to be read and cannot be
     * @throws TrustDirectoryException if the directory cannot be read or changed
     */
    public AddedClient renew(NewClient client, Path pem) {
        return add(client, pem, true);
    }

    /**
     * Installs a certificate that was made elsewhere.
     *
     * @param file one certificate, in PEM or DER; a private key beside it is not copied
     * @return what was installed
     * @throws UnfitCertificateException if the file holds no certificate, or one that the server would refuse
     * @throws TakenCallerException if the name is another client's, or the certificate installed already
     * @throws TrustDirectoryException if the directory cannot be read or changed
     */
    public AddedClient install(Path file) {
        return install(file, false);
    }

    /**
     * Installs a certificate that was made elsewhere in the place of the one its client has, in one step.
     *
     * @param file one certificate, in PEM or DER; a private key beside it is not copied
     * @return what was installed
     * @throws UnfitCertificateException if the file holds no certificate, or one that the server would refuse
     * @throws UnknownClientException if there is no such client
     * @throws AmbiguousClientException if there are several certificates it may replace
     * @throws TakenCallerException if the certificate is installed already
     * @throws TrustDirectoryException if the directory cannot be read or changed
     */
    public AddedClient installRenewal(Path file) {
        return install(file, true);
    }

    /**
     * Lists what is in the directory, judged as a server judges it.
     *
     * @return every certificate, and every other file
     * @throws TrustDirectoryException if the directory cannot be read
     */
    public ClientListing list() {
        return DirectoryInventory.read(directory, clock.instant()).listing();
    }

    /**
     * Finds one client.
     *
     * @param which its caller id or name, case aside, its fingerprint, or the name of one of its files
     * @return the only client this fits
     * @throws UnknownClientException if it fits none
     * @throws AmbiguousClientException if it fits several
     * @throws TrustDirectoryException if the directory cannot be read
     */
    public InstalledClient client(String which) {
        requireNonNull(which, "which");
        return ClientChoice.of(directory, which, list());
    }

    /**
     * Puts a client out: removes every name its certificate has in the directory.
     *
     * @param which its caller id or name, case aside, its fingerprint, or the name of one of its files
     * @return what was removed
     * @throws UnknownClientException if it fits none
     * @throws AmbiguousClientException if it fits several; nothing was changed then
     * @throws TrustDirectoryException if the directory cannot be read or changed
     */
    public RevokedClient revoke(String which) {
        requireNonNull(which, "which");
        return changing((inventory, files) -> {
            InstalledClient client = ClientChoice.of(directory, which, inventory.listing());
            ClientRemoval removal = new ClientRemoval(inventory, files);
            removal.remove(client.fingerprint(), Set.of());
            return new RevokedClient(
                    client, removal.removed(), removal.renamed(), inventoryNow().trusted());
        });
    }

    /**
     * What {@link #revoke} would do now; changes nothing.
     *
     * @param which its caller id or name, case aside, its fingerprint, or the name of one of its files
     * @return what would become of the directory, and of whom it vouches for
     * @throws UnknownClientException if it fits none
     * @throws AmbiguousClientException if it fits several
     * @throws TrustDirectoryException if the directory cannot be read
     */
    public TrustRemoval revocation(String which) {
        requireNonNull(which, "which");
        DirectoryInventory inventory = inventoryNow();
        InstalledClient client = ClientChoice.of(directory, which, inventory.listing());
        return TrustRemoval.of(inventory, client.fingerprint(), clock.instant());
    }

    /**
     * Gives every certificate and revocation list of the directory the link it needs, as {@code openssl rehash} does: numbers from
     * 0 without a gap, each content once, links to nothing removed. Different from it, files under hashed names and links to files outside
     * stay while what they hold belongs there, links are changed one by one without a moment in which one is missing, and a second
     * certificate of one caller gets no link.
     *
     * @return what was done
     * @throws TrustDirectoryException if the directory cannot be read or changed
     */
    public RehashReport rehash() {
        return changing((inventory, files) -> {
            RehashPlan plan = RehashPlan.of(inventory);
            plan.carryOut(files);
            return plan.report();
        });
    }

    /**
     * Says what {@link #rehash} would do.
     *
     * @return what would be done
     * @throws TrustDirectoryException if the directory cannot be read
     */
    public RehashReport rehashPreview() {
        try {
            return RehashPlan.of(inventoryNow()).report();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public String toString() {
        return "ClientDirectory[" + Texts.path(directory) + "]";
    }

    private AddedClient add(NewClient client, Path pem, boolean renewal) {
        requireNonNull(client, "client");
        requireNonNull(pem, "pem");
        requireElsewhere(pem);
        return changing((inventory, files) -> {
            IssuedCertificate issued = client.issue(clock);
            ClientInstallation installation =
                    new ClientInstallation(inventory, files, issued.certificate(), judged(issued), renewal);
            installation.requireFree();
            issued.writeSinglePem(pem, client.passphrase());
            try {
                installation.install(client.name() + ".cert.pem");
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(pem); // ours: it did not exist before
                throw e;
            }
            return added(Fingerprint.of(issued.certificate()), Optional.of(pem), List.of());
        });
    }

    private AddedClient install(Path file, boolean renewal) {
        requireNonNull(file, "file");
        return changing((inventory, files) -> {
            ClientFile found = ClientFile.read(file, clock.instant());
            ClientInstallation installation =
                    new ClientInstallation(inventory, files, found.certificate(), found.judged(), renewal);
            installation.requireFree();
            installation.install(fileName(found.judged()));
            return added(found.judged().fingerprint(), Optional.empty(), found.notes());
        });
    }

    private AddedClient added(Fingerprint fingerprint, Optional<Path> pem, List<String> notes) {
        InstalledClient client = inventoryNow()
                .client(fingerprint)
                .orElseThrow(() -> new TrustDirectoryException(
                        directory, "certificate " + fingerprint + " gone at once", "nobody else removes files"));
        return new AddedClient(client, pem, notes);
    }

    private DirectoryInventory inventoryNow() {
        return DirectoryInventory.read(directory, clock.instant());
    }

    private static InstalledCertificate judged(IssuedCertificate issued) {
        try {
            return InstalledCertificate.of(issued.certificate());
        } catch (CertificateException e) {
            throw new IllegalStateException("issued certificate: unreadable (expected: just made)", e);
        }
    }

    /** The client's name where that is fit for a file, else what is unique in any case. */
    private static String fileName(InstalledCertificate certificate) {
        String name = certificate.callerId().substring(certificate.callerId().indexOf(':') + 1);
        String hex = certificate.fingerprint().hex();
        return (FILE_NAME.matcher(name).matches() ? name : "sha256-" + hex.substring(0, FINGERPRINT_DIGITS))
                + ".cert.pem";
    }

    private void requireElsewhere(Path pem) {
        Path folder = pem.toAbsolutePath().normalize().getParent();
        try {
            if (folder != null && Files.exists(folder) && Files.isSameFile(folder, directory)) {
                throw new IllegalArgumentException(
                        "pem file: " + Texts.path(pem)
                                + " in the trust directory (expected: elsewhere, because a client's key does not belong there)");
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private <T> T changing(Change<T> change) {
        try {
            if (!Files.isDirectory(directory)) {
                throw Files.exists(directory)
                        ? new NotDirectoryException(directory.toString())
                        : new NoSuchFileException(directory.toString());
            }
            try (DirectoryLock lock = DirectoryLock.take(directory)) {
                DirectoryFiles files = new DirectoryFiles(directory, afterStep);
                files.sweep();
                return change.apply(inventoryNow(), files);
            }
        } catch (IOException | SecurityException e) {
            throw failed(e);
        }
    }

    private TrustDirectoryException failed(Exception e) {
        String found = e instanceof AccessDeniedException denied
                ? "access denied to '" + Texts.name(Path.of(denied.getFile())) + "'"
                : OpeningChecks.found(directory, e);
        TrustDirectoryException failure =
                new TrustDirectoryException(directory, found, "a directory this process may read and change");
        failure.initCause(e);
        return failure;
    }

    /** What is done while nobody else changes the directory. */
    private interface Change<T> {
        T apply(DirectoryInventory inventory, DirectoryFiles files) throws IOException;
    }
}
