package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.trust.FileContent.One;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * Puts one certificate into a trust directory: the certificate under its own name first, the link that makes it count last.
 *
 * <p>A renewal with the same subject takes the old one's place in one step: from then on the new one is trusted and
 * the old one is not.
 */
final class ClientInstallation {
    private final DirectoryInventory inventory;
    private final DirectoryFiles files;
    private final X509Certificate x509;
    private final InstalledCertificate certificate;
    private final boolean renewal;

    ClientInstallation(
            DirectoryInventory inventory,
            DirectoryFiles files,
            X509Certificate x509,
            InstalledCertificate certificate,
            boolean renewal) {
        this.inventory = inventory;
        this.files = files;
        this.x509 = x509;
        this.certificate = certificate;
        this.renewal = renewal;
    }

    /** Whether it may be installed, asked before anything is written. */
    void requireFree() {
        for (ScannedFile file : inventory.namesOf(certificate.fingerprint())) {
            if (file.name() != null && file.name().hash().equals(certificate.hash())) {
                throw new TakenCallerException(
                        certificate.callerId(), file.file(), "a certificate that is not installed yet");
            }
        }
        List<ScannedFile> rivals = inventory.rivalsOf(certificate);
        if (!renewal && !rivals.isEmpty()) {
            throw new TakenCallerException(
                    one(rivals.get(0)).callerId(),
                    rivals.get(0).file(),
                    "a name that differs by more than case and white space; or a renewal, which replaces that client's"
                            + " certificate");
        }
        if (renewal) {
            requireOne(rivals);
        }
    }

    /** Under the given name, with a link to it. */
    void install(String fileName) throws IOException {
        Path own = ownFile(fileName);
        Optional<InstalledCertificate> old = inventory.rivalsOf(certificate).stream()
                .map(ClientInstallation::one)
                .findFirst();
        if (old.isPresent() && old.get().hash().equals(certificate.hash())) {
            replace(old.get().fingerprint(), own);
            return;
        }
        linkUnderHash(own);
        if (old.isPresent()) {
            // Until then it is refused as a second certificate of one caller: nobody is let in twice.
            new ClientRemoval(inventory, files).remove(old.get().fingerprint(), Set.of(own));
        }
    }

    private void requireOne(List<ScannedFile> rivals) {
        List<InstalledClient> clients = rivals.stream()
                .map(file -> one(file).fingerprint())
                .distinct()
                .flatMap(fingerprint -> inventory.client(fingerprint).stream())
                .toList();
        if (clients.isEmpty()) {
            throw new UnknownClientException(inventory.directory(), certificate.callerId());
        }
        if (clients.size() > 1) {
            throw new AmbiguousClientException(certificate.callerId(), clients);
        }
    }

    /** The certificate alone; where it lies in the directory already, there is nothing to write. */
    private Path ownFile(String fileName) throws IOException {
        for (ScannedFile file : inventory.namesOf(certificate.fingerprint())) {
            if (file.name() == null && !ClientFile.holdsKey(file.file())) {
                return file.file();
            }
        }
        Path own = inventory.directory().resolve(fileName);
        ScannedFile there = inventory.files().get(own);
        if (renewal && there != null && isRival(there)) {
            files.replace(own, ClientFile.pem(x509));
            return own;
        }
        if (Files.exists(own, LinkOption.NOFOLLOW_LINKS)) {
            throw new TrustDirectoryException(
                    inventory.directory(),
                    "'" + Texts.name(own) + "' is there already",
                    "a free name for the certificate: install that file, or remove it");
        }
        files.write(own, ClientFile.pem(x509));
        return own;
    }

    private boolean isRival(ScannedFile file) {
        return file.content() instanceof One one
                && inventory.rivalsOf(certificate).stream()
                        .anyMatch(rival -> one(rival)
                                .fingerprint()
                                .equals(one.certificate().fingerprint()));
    }

    private void replace(Fingerprint old, Path own) throws IOException {
        Path place = inventory.rivalsOf(certificate).get(0).file();
        // Where the link leads to the file that was replaced, all is done.
        if (!Files.isSameFile(place, own)) {
            files.relink(place, own.getFileName());
        }
        new ClientRemoval(inventory, files).remove(old, Set.of(place, own));
    }

    private void linkUnderHash(Path own) throws IOException {
        NavigableMap<Integer, ScannedFile> numbers = inventory.numbers(certificate.hash());
        int number = 0;
        while (true) {
            while (numbers.containsKey(number)) {
                number++;
            }
            Path name = inventory.directory().resolve(new EntryName(certificate.hash(), number).toString());
            if (inventory.files().containsKey(name)) {
                files.relink(name, own.getFileName()); // a link to nothing
                return;
            }
            try {
                files.link(name, own.getFileName());
                return;
            } catch (FileAlreadyExistsException e) {
                number++; // somebody installed one by hand just now
            }
        }
    }

    private static InstalledCertificate one(ScannedFile file) {
        return ((One) file.content()).certificate();
    }
}
