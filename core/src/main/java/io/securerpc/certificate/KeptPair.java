package io.securerpc.certificate;

import io.securerpc.internal.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The certificate and key file of a folder, replaced together though a file system can only replace one at a time.
 *
 * <p>Both are first written under new names, key before certificate, and then renamed, key before certificate. So a new
 * certificate without its new key beside it says that the key is in place already and one rename is missing; a new key
 * says that nothing was replaced yet.
 */
final class KeptPair {
    private final Path folder;
    private final Path certificate;
    private final Path key;
    private final Path newCertificate;
    private final Path newKey;

    private final Runnable afterStep;

    KeptPair(Path folder) {
        this(folder, () -> {});
    }

    /** Lets tests stop between any two steps, as a crash may. */
    KeptPair(Path folder, Runnable afterStep) {
        this.folder = folder;
        this.afterStep = afterStep;
        certificate = folder.resolve("server.cert.pem");
        key = folder.resolve("server.key.pem");
        newCertificate = folder.resolve("server.cert.pem.new");
        newKey = folder.resolve("server.key.pem.new");
    }

    Path certificate() {
        return certificate;
    }

    Path key() {
        return key;
    }

    void finishInterruptedWrite() throws IOException {
        if (Files.exists(newCertificate) && !Files.exists(newKey) && Files.exists(key)) {
            rename(newCertificate, certificate);
            return;
        }
        Files.deleteIfExists(newCertificate);
        Files.deleteIfExists(newKey);
    }

    boolean complete() {
        boolean hasCertificate = Files.exists(certificate);
        boolean hasKey = Files.exists(key);
        if (hasCertificate != hasKey) {
            throw new SelfSignedIdentityException(
                    folder,
                    "'" + (hasCertificate ? certificate : key) + "' without '" + (hasCertificate ? key : certificate)
                            + "'",
                    "both files or neither",
                    null);
        }
        return hasCertificate;
    }

    void replace(IssuedCertificate issued) throws IOException {
        OwnerOnlyFiles.writeNew(newKey, issued.keyPem(Passphrase.none()).getBytes(StandardCharsets.US_ASCII));
        afterStep.run();
        OwnerOnlyFiles.writeNew(newCertificate, issued.certificatePem().getBytes(StandardCharsets.US_ASCII));
        OwnerOnlyFiles.forceFolder(folder);
        afterStep.run();
        rename(newKey, key);
        rename(newCertificate, certificate);
    }

    private void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        OwnerOnlyFiles.forceFolder(folder); // the order of the renames must be the order on the disk
        afterStep.run();
    }
}
