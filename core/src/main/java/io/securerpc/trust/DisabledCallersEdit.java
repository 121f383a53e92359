package io.securerpc.trust;

import io.securerpc.certificate.FileContents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a list of disabled callers: one at a time, whoever makes them, and each in one step.
 *
 * <p>The lock is on a file beside the list, {@code .lock} after its name, because the list itself is replaced by each change.
 */
final class DisabledCallersEdit {
    private static final Object IN_THIS_PROCESS = new Object();

    private DisabledCallersEdit() {}

    static boolean add(Path file, String callerId) {
        return edit(file, callerId, lines -> with(file, lines, callerId));
    }

    static boolean remove(Path file, String callerId) {
        return edit(
                file,
                callerId,
                lines -> lines.stream().filter(line -> !line.equals(callerId)).toList());
    }

    private static List<String> with(Path file, List<String> lines, String callerId) {
        if (lines.contains(callerId)) {
            return lines;
        }
        lines.stream()
                .filter(line -> CallerId.key(line).equals(CallerId.key(callerId)))
                .findFirst()
                .ifPresent(other -> {
                    throw DisabledCallersText.refusal(
                            file, callerId, "differs from line " + (lines.indexOf(other) + 1) + " in case only");
                });
        List<String> more = new ArrayList<>(lines);
        more.add(callerId);
        return more;
    }

    private static boolean edit(Path file, String callerId, UnaryOperator<List<String>> change) {
        Optional<String> flaw = DisabledCallersText.flaw(callerId);
        if (flaw.isPresent()) {
            throw DisabledCallersText.refusal(file, callerId, flaw.get());
        }
        DisabledCallers.load(file); // a misspelt path must not leave a lock behind
        try {
            Path real = file.toRealPath();
            // A lock on a file is held by the whole process.
            synchronized (IN_THIS_PROCESS) {
                try (FileChannel channel = lockFile(real);
                        FileLock lock = channel.lock()) {
                    return lock.isValid() && editLocked(file, real, change);
                }
            }
        } catch (IOException e) {
            throw new DisabledCallersException(
                    file, 0, "cannot be changed: " + Texts.cause(e), "a file and a folder this process may write to");
        }
    }

    private static boolean editLocked(Path file, Path real, UnaryOperator<List<String>> change) throws IOException {
        DisabledCallersText text = DisabledCallersText.of(file, FileContents.read(List.of(file)));
        text.required();
        List<String> changed = change.apply(text.lines());
        if (changed.equals(text.lines())) {
            return false;
        }
        Path next = sibling(real, ".new");
        Files.deleteIfExists(next); // of a process that ended half-way; nobody else is here
        try {
            writeNew(next, String.join("\n", changed) + (changed.isEmpty() ? "" : "\n"), real);
            Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
        forceFolder(real);
        return true;
    }

    private static FileChannel lockFile(Path real) throws IOException {
        Path lock = sibling(real, ".lock");
        boolean fresh = !Files.exists(lock);
        FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (fresh) {
            // Whoever may change the list must be able to lock it, also after root was first.
            allowWhatIsAllowedOn(real, lock);
        }
        return channel;
    }

    private static Path sibling(Path real, String ending) {
        return real.resolveSibling(real.getFileName() + ending);
    }

    private static void writeNew(Path file, String text, Path like) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        allowWhatIsAllowedOn(like, file);
    }

    /** A server that runs as another user must be able to read what root has changed. */
    private static void allowWhatIsAllowedOn(Path model, Path file) throws IOException {
        PosixFileAttributeView view = posix(file);
        PosixFileAttributeView modelView = posix(model);
        if (view == null || modelView == null) {
            return;
        }
        PosixFileAttributes wanted = modelView.readAttributes();
        PosixFileAttributes given = view.readAttributes();
        if (!given.owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!given.group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(wanted.permissions());
    }

    private static @Nullable PosixFileAttributeView posix(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }

    /** The new name is on the disk when this returns; only where folders can be opened is there anything to do. */
    private static void forceFolder(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null && posix(file) != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
