package io.securerpc.trust;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * A trust directory with two users that a test breaks and repairs. It is laid out as a mounted volume is: {@code clients} leads through the link {@code
 * ..data} to the folder with the files, which may be swapped.
 */
final class FailingDirectory {
    static final TestCertificate USER = TestCertificate.named("rpc.user.1").selfSigned();
    static final TestCertificate OTHER = TestCertificate.named("rpc.user.2").selfSigned();
    private static final TestCertificate RENEWED =
            TestCertificate.named("rpc.user.1").selfSigned();

    /** The directory as it is configured; a link, so that all of its parts can fail. */
    final Path clients;
    /** The folder with the files. */
    final Path folder;
    /** The link that makes the user trusted. */
    final Path link;
    /** The file it leads to. */
    final Path file;

    private final Path root;
    private final Path data;
    private final Path aside;

    private FailingDirectory(Path root) throws IOException {
        this.root = root;
        this.aside = root.resolve("aside");
        this.data = root.resolve("..data");
        Path version = Files.createDirectories(root.resolve("..1"));
        this.folder = Files.createDirectory(version.resolve("clients"));
        Files.createSymbolicLink(data, Path.of("..1"));
        this.clients = Files.createSymbolicLink(root.resolve("clients"), Path.of("..data/clients"));
        this.file = folder.resolve("rpcuser1.cert.pem");
        this.link = clients.resolve(TrustFixture.hash(USER) + ".0");
        install();
        OTHER.writeCertificate(folder.resolve(TrustFixture.hash(OTHER) + ".0"));
    }

    static FailingDirectory in(Path root) throws IOException {
        return new FailingDirectory(root);
    }

    /** The user's file and link, as at the beginning. */
    void install() throws IOException {
        deleteAll(file);
        USER.writeCertificate(file);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, file.getFileName());
    }

    /** Another certificate of the same name, renamed over the user's. */
    void renew() throws IOException {
        Files.move(RENEWED.writeCertificate(root.resolve("renewed")), file, StandardCopyOption.ATOMIC_MOVE);
    }

    void write(String content) throws IOException {
        Files.writeString(file, content);
    }

    /** The user's entry is a link to nothing. */
    void dangle() throws IOException {
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("nothing"));
    }

    void folderInPlaceOfFile() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
    }

    void takeAway() throws IOException {
        Files.move(folder, aside);
    }

    void bringBack() throws IOException {
        deleteAll(folder);
        Files.move(aside, folder);
    }

    void fileInPlaceOfDirectory() throws IOException {
        takeAway();
        Files.writeString(folder, "not a folder");
    }

    void emptyInPlaceOfDirectory() throws IOException {
        takeAway();
        Files.createDirectory(folder);
    }

    /** Another folder with the other user alone. */
    void otherInPlaceOfDirectory() throws IOException {
        emptyInPlaceOfDirectory();
        OTHER.writeCertificate(folder.resolve(TrustFixture.hash(OTHER) + ".0"));
    }

    /** As a volume is that is not mounted at the moment. */
    void swapDataFor(String target) throws IOException {
        Path next = Files.createSymbolicLink(root.resolve("..next"), Path.of(target));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A version of the volume in which there are no clients at all. */
    void swapDataForEmptyVersion() throws IOException {
        Files.createDirectories(root.resolve("..2/clients"));
        swapDataFor("..2");
    }

    static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    void deleteEntries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }
    }

    void installBoth() throws IOException {
        install();
        OTHER.writeCertificate(folder.resolve(TrustFixture.hash(OTHER) + ".0"));
    }

    private static void deleteAll(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> entries = Files.list(path)) {
                for (Path entry : entries.toList()) {
                    Files.delete(entry);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
