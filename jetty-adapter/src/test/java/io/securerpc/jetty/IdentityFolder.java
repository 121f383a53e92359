package io.securerpc.jetty;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.jetty.RenewalPairs.Pair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The files of one identity, laid out and rewritten as some program does it, with the moments between two writes up to the test. */
abstract class IdentityFolder {
    private static final FileTime ALWAYS = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    final Path folder;
    private final String name;
    private final Random random;
    private final Runnable between;
    private int number;

    /** The last argument is run at every moment when files are half done, and may take its time. */
    private IdentityFolder(String name, Path parent, Random random, Runnable between) {
        this.name = name;
        this.folder = parent.resolve(name);
        this.random = random;
        this.between = between;
    }

    static List<IdentityFolder> all(Path parent, Random random, Runnable between) {
        return List.of(
                new TwoFiles(parent, random, between),
                new OneFile(parent, random, between),
                new Links(parent, random, between),
                new DataLink(parent, random, between));
    }

    abstract IdentityFiles files();

    /** Puts the files there, by one of the ways of this layout. */
    abstract void place(Pair pair) throws IOException;

    @Override
    public String toString() {
        return name;
    }

    final Random random() {
        return random;
    }

    final void pause() {
        between.run();
    }

    final int nextNumber() {
        return ++number;
    }

    /** Both, one after the other, in either order. */
    final void inAnyOrder(Write first, Write second) throws IOException {
        boolean straight = random.nextBoolean();
        (straight ? first : second).run();
        pause();
        (straight ? second : first).run();
    }

    final void write(Path file, String text) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> Files.writeString(file, text);
            case 1 -> inPieces(file, text);
            case 2 -> {
                Path aside = Files.writeString(file.resolveSibling("aside"), text);
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            }
            default -> {
                Files.deleteIfExists(file);
                pause();
                Files.writeString(file, text);
            }
        }
        if (random.nextBoolean()) {
            Files.setLastModifiedTime(file, ALWAYS);
        }
    }

    /** Truncated first, as a shell's redirection does; cut anywhere, or where one PEM block ends. */
    private void inPieces(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int block = text.indexOf("-----BEGIN", 1);
        int cut = block > 0 && random.nextBoolean() ? block : random.nextInt(bytes.length + 1);
        Files.write(file, new byte[0]);
        pause();
        Files.write(file, Arrays.copyOf(bytes, cut));
        pause();
        Files.write(file, Arrays.copyOfRange(bytes, cut, bytes.length), StandardOpenOption.APPEND);
    }

    interface Write {
        void run() throws IOException;
    }

    /** Certificates and key in a file each. */
    private static final class TwoFiles extends IdentityFolder {
        TwoFiles(Path parent, Random random, Runnable between) {
            super("two files", parent, random, between);
        }

        @Override
        IdentityFiles files() {
            return IdentityFiles.pem(folder.resolve("cert.pem"), folder.resolve("key.pem"), Passphrase.none());
        }

        @Override
        void place(Pair pair) throws IOException {
            Files.createDirectories(folder);
            inAnyOrder(
                    () -> write(folder.resolve("cert.pem"), pair.certificates()),
                    () -> write(folder.resolve("key.pem"), pair.key()));
        }
    }

    /** Everything in one file, as Nano has it. */
    private static final class OneFile extends IdentityFolder {
        OneFile(Path parent, Random random, Runnable between) {
            super("one file", parent, random, between);
        }

        @Override
        IdentityFiles files() {
            Path file = folder.resolve("server.pem");
            return IdentityFiles.pem(file, file, Passphrase.none());
        }

        @Override
        void place(Pair pair) throws IOException {
            Files.createDirectories(folder);
            String text = random().nextBoolean() ? pair.certificates() + pair.key() : pair.key() + pair.certificates();
            write(folder.resolve("server.pem"), text);
        }
    }

    /** A link for each file into an archive, as certbot has it. */
    private static final class Links extends IdentityFolder {
        Links(Path parent, Random random, Runnable between) {
            super("links", parent, random, between);
        }

        @Override
        IdentityFiles files() {
            return IdentityFiles.pem(folder.resolve("fullchain.pem"), folder.resolve("privkey.pem"), Passphrase.none());
        }

        @Override
        void place(Pair pair) throws IOException {
            Path archive = Files.createDirectories(folder.resolve("archive"));
            int number = nextNumber();
            Path certificate = archive.resolve("fullchain" + number + ".pem");
            Path key = archive.resolve("privkey" + number + ".pem");
            Files.writeString(certificate, pair.certificates());
            Files.writeString(key, pair.key());
            inAnyOrder(
                    () -> flip(folder.resolve("fullchain.pem"), certificate),
                    () -> flip(folder.resolve("privkey.pem"), key));
            Files.deleteIfExists(archive.resolve("fullchain" + (number - 3) + ".pem"));
            Files.deleteIfExists(archive.resolve("privkey" + (number - 3) + ".pem"));
        }

        private void flip(Path link, Path target) throws IOException {
            if (random().nextBoolean()) {
                Path aside = link.resolveSibling("aside");
                Files.createSymbolicLink(aside, target);
                Files.move(aside, link, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(link);
                pause();
                Files.createSymbolicLink(link, target);
            }
        }
    }

    /** Links through one link to a folder that is swapped, as Kubernetes has it. */
    private static final class DataLink extends IdentityFolder {
        DataLink(Path parent, Random random, Runnable between) {
            super("data link", parent, random, between);
        }

        @Override
        IdentityFiles files() {
            return IdentityFiles.pem(folder.resolve("tls.crt"), folder.resolve("tls.key"), Passphrase.none());
        }

        @Override
        void place(Pair pair) throws IOException {
            int number = nextNumber();
            Path data = Files.createDirectories(folder.resolve("..2026_" + number));
            Files.writeString(data.resolve("tls.crt"), pair.certificates());
            Files.writeString(data.resolve("tls.key"), pair.key());
            Path aside = folder.resolve("..data_tmp");
            Files.createSymbolicLink(aside, data.getFileName());
            Files.move(aside, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            Path before = folder.resolve("..2026_" + (number - 1));
            if (number == 1) {
                Files.createSymbolicLink(folder.resolve("tls.crt"), Path.of("..data", "tls.crt"));
                Files.createSymbolicLink(folder.resolve("tls.key"), Path.of("..data", "tls.key"));
            } else {
                Files.delete(before.resolve("tls.crt"));
                Files.delete(before.resolve("tls.key"));
                Files.delete(before);
            }
        }
    }
}
