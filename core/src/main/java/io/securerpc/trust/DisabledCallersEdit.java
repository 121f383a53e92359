package io.securerpc.trust;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.SharedFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** Changes to a list of disabled callers: one at a time, whoever makes them, and each in one step. */
final class DisabledCallersEdit {
    private DisabledCallersEdit() {}

    static boolean add(Path file, String callerId, Runnable step) {
        return edit(file, callerId, step, lines -> with(file, lines, callerId));
    }

    static boolean remove(Path file, String callerId, Runnable step) {
        return edit(
                file,
                callerId,
                step,
                lines -> lines.stream().filter(line -> !line.equals(callerId)).toList());
    }

    private static List<String> with(Path file, List<String> lines, String callerId) {
        if (lines.contains(callerId)) {
            return lines;
        }
        lines.stream()
                .filter(line -> DisabledCallersText.key(line).equals(DisabledCallersText.key(callerId)))
                .findFirst()
                .ifPresent(other -> {
                    throw DisabledCallersText.refusal(
                            file, callerId, "differs from line " + (lines.indexOf(other) + 1) + " in case only");
                });
        List<String> more = new ArrayList<>(lines);
        more.add(callerId);
        return more;
    }

    private static boolean edit(Path file, String callerId, Runnable step, UnaryOperator<List<String>> change) {
        Optional<String> flaw = DisabledCallersText.flaw(callerId);
        if (flaw.isPresent()) {
            throw DisabledCallersText.refusal(file, callerId, flaw.get());
        }
        DisabledCallers.load(file); // a misspelt path must not leave a lock behind
        AtomicBoolean changed = new AtomicBoolean();
        SharedFile.of(file, SharedFile.Readers.WHOEVER_COULD)
                .withStep(step)
                .change(
                        present -> {
                            Optional<byte[]> content = changed(file, change);
                            changed.set(content.isPresent());
                            return content;
                        },
                        (found, expected) -> new DisabledCallersException(file, 0, found, expected));
        return changed.get();
    }

    private static Optional<byte[]> changed(Path file, UnaryOperator<List<String>> change) {
        DisabledCallersText text = DisabledCallersText.of(file, FileContents.read(List.of(file)));
        text.required();
        List<String> lines = change.apply(text.lines());
        String joined = String.join("\n", lines) + (lines.isEmpty() ? "" : "\n");
        return lines.equals(text.lines()) ? Optional.empty() : Optional.of(joined.getBytes(StandardCharsets.UTF_8));
    }
}
