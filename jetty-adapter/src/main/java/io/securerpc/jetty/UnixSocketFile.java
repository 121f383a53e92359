package io.securerpc.jetty;

import io.securerpc.listener.Listener;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix domain socket. It is bound in a folder that only this user may enter, gets its mode there, and only then appears under its
 * name: at no moment can somebody connect whom the mode would not let, whatever the umask.
 */
final class UnixSocketFile {
    /** What the kernel takes, without the byte that ends it. */
    private static final int MAX_PATH = 107;

    /** Of the socket in its folder, whose name is a random number. */
    private static final String LONGEST_NAME = ".18446744073709551615/s";

    private final Listener.Unix listener;
    private final Path path;
    private @Nullable Path folder;
    private @Nullable Object key;

    UnixSocketFile(Listener.Unix listener) {
        this.listener = listener;
        this.path = listener.path().toAbsolutePath();
    }

    /** Where to bind at first. A name that something else has is refused, unless it is a socket on which nobody listens any more. */
    Path prepare() throws IOException {
        requireFree();
        Path parent = path.getParent();
        if (parent == null) {
            throw refused("no file name");
        }
        Path made = Files.createTempDirectory(
                parent, ".", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        folder = made;
        Path inside = made.resolve("s");
        int length = inside.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH) {
            throw refused("a path that is " + (length - MAX_PATH) + " bytes too long for a socket");
        }
        return inside;
    }

    /** Gives the bound socket its mode and its name; a link, because that never takes a name from another. */
    void publish(Path inside) throws IOException {
        Files.setPosixFilePermissions(inside, listener.mode());
        requireFree();
        Files.deleteIfExists(path);
        Files.createLink(path, inside);
        key = key();
    }

    /** Removes what was made here, and nothing that another process has put in its place. */
    void remove() throws IOException {
        if (key != null && Objects.equals(key, key())) {
            Files.deleteIfExists(path);
        }
        key = null;
        Path made = folder;
        if (made != null) {
            Files.deleteIfExists(made.resolve("s"));
            Files.deleteIfExists(made);
        }
    }

    /** A socket that a process left behind when it died refuses connections. */
    private boolean isListenedTo() throws IOException {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
            return true;
        } catch (ConnectException refused) {
            return false;
        }
    }

    /** What would stop a start, whoever listens there now; makes nothing. */
    void check() {
        Path parent = path.getParent();
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw refused("no folder this process may write to");
        }
        int length = parent.resolve(LONGEST_NAME).toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH) {
            throw refused("a path that is " + (length - MAX_PATH) + " bytes too long for a socket");
        }
        try {
            isThere();
        } catch (IOException e) {
            throw refused(String.valueOf(e));
        }
    }

    private void requireFree() throws IOException {
        if (isThere() && isListenedTo()) {
            throw refused("in use by another process");
        }
    }

    private boolean isThere() throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isOther()) {
                throw refused("a file that is no socket");
            }
            return true;
        } catch (NoSuchFileException free) {
            return false;
        }
    }

    ListenerException refused(String found) {
        return new ListenerException(listener.place(), found, "a path at which a socket can be made");
    }

    private @Nullable Object key() throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }
}
