package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.FileMutex;
import io.securerpc.internal.SharedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes to a list of disabled callers: one at a time, whoever makes them, and each in one step.
 *
 * <p>The lock is on a file beside the list, {@code .lock} after its name, because the list itself is replaced by each change.
 */
final class DisabledCallersEdit {
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
            SharedFile shared = SharedFile.of(file, () -> {});
            try (FileMutex lock = shared.lock(SharedFile.PATIENCE).orElseThrow(DisabledCallersEdit::busy)) {
                requireNonNull(lock, "lock");
                return editLocked(file, shared, change);
            }
        } catch (IOException e) {
            throw new DisabledCallersException(
                    file, 0, "cannot be changed: " + Texts.cause(e), "a file and a folder this process may write to");
        }
    }

    private static boolean editLocked(Path file, SharedFile shared, UnaryOperator<List<String>> change)
            throws IOException {
        DisabledCallersText text = DisabledCallersText.of(file, FileContents.read(List.of(file)));
        text.required();
        List<String> changed = change.apply(text.lines());
        if (changed.equals(text.lines())) {
            return false;
        }
        String joined = String.join("\n", changed) + (changed.isEmpty() ? "" : "\n");
        shared.replace(joined.getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private static IOException busy() {
        return new IOException("being changed by another process for " + SharedFile.PATIENCE.toSeconds() + " s");
    }
}
