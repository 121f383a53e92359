package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.CallerKind;
import io.securerpc.internal.FileRights;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A list of disabled callers being followed. Whoever is added is disabled at once; whoever is removed is enabled when the file has held still for a
 * second, because a file that is written in place is short for a moment; and while the file is missing or wrong nobody is enabled at all.
 *
 * <p>Client trust follows the ids of certificates, and whoever judges credentials those of all other kinds, so that each says of its own what has changed.
 *
 * <h2>Threads</h2>
 *
 * <p>One thread looks; any may ask.
 */
public final class FollowedDisabledCallers {
    /** Enough for whoever writes a file in place. */
    static final Duration STILL = Duration.ofSeconds(1);

    private static final int NAMED = 10;

    private final Path file;
    private final Predicate<String> ours;
    private FileContents contents;
    private @Nullable Instant changedAt;
    private Optional<String> problem = Optional.empty();
    private volatile DisabledCallers callers;

    private FollowedDisabledCallers(Path file, Predicate<String> ours) {
        this.file = file;
        this.ours = ours;
        this.contents = FileContents.read(List.of(file));
        this.callers = DisabledCallersText.of(file, contents).required().only(ours);
    }

    static FollowedDisabledCallers ofCertificates(Path file) {
        return new FollowedDisabledCallers(file, CallerKind::isProvenByCertificate);
    }

    /**
     * Follows whom the list disables of those who prove themselves by a password, a token or another credential.
     *
     * @param file the list
     * @return what it says now
     * @throws DisabledCallersException when it cannot be read, or when a line cannot be the id of a caller
     */
    public static FollowedDisabledCallers ofCredentials(Path file) {
        return new FollowedDisabledCallers(requireNonNull(file, "file"), id -> !CallerKind.isProvenByCertificate(id));
    }

    /**
     * Whether a caller is disabled, by the last look.
     *
     * @param callerId exact id
     * @return true also while the file is missing or wrong, if it was before
     */
    public boolean disables(String callerId) {
        return callers.line(callerId).isPresent();
    }

    /**
     * Whether the last look could read the list, and all of it. Asked by the thread that looks.
     *
     * @return false while the file is missing or wrong
     */
    public boolean good() {
        return problem.isEmpty();
    }

    /**
     * What other users of the machine may do with the file that they should not: whoever can write it can enable whom it disables.
     *
     * @return one line each, read now
     */
    public List<String> warnings() {
        return FileRights.PUBLIC.warnings("disabled callers " + Texts.path(file), file);
    }

    /** Who is disabled, by the last look. */
    DisabledCallers callers() {
        return callers;
    }

    /**
     * Looks at the file; one small file is read whole each time.
     *
     * @param clock what time it is
     * @return what has changed, or what is wrong, one line each
     */
    public List<String> look(InstantSource clock) {
        requireNonNull(clock, "clock");
        Instant now = clock.instant();
        FileContents seen = FileContents.read(List.of(file));
        if (!seen.sameAs(contents)) {
            contents = seen;
            changedAt = now;
        }
        Instant changed = changedAt;
        if (changed == null) {
            return List.of();
        }
        DisabledCallersText text = DisabledCallersText.of(file, seen);
        DisabledCallers before = callers;
        boolean still = now.isBefore(changed) || !now.isBefore(changed.plus(STILL));
        if (text.problem().isEmpty() && still) {
            callers = text.callers().only(ours);
            changedAt = null;
        } else {
            callers = before.and(text.callers().only(ours));
            // Settled as far as it can be: what is wrong is looked at again when the file has changed.
            changedAt = still ? null : changed;
        }
        return said(before, text);
    }

    private List<String> said(DisabledCallers before, DisabledCallersText text) {
        List<String> lines = new ArrayList<>();
        Optional<String> found = text.problem().map(one -> Texts.oneLine(one.getMessage()));
        if (!found.equals(problem)) {
            lines.add(found.map(one -> one + ": NOBODY IS ENABLED, and whoever was disabled stays so")
                    .orElse(subject() + ": good again"));
            problem = found;
        }
        named("disabled ", callers, before, lines);
        named("enabled ", before, callers, lines);
        return lines;
    }

    private void named(String what, DisabledCallers more, DisabledCallers less, List<String> lines) {
        List<String> names = more.ids().stream()
                .filter(id -> less.line(id).isEmpty())
                .map(PeerText::escape)
                .toList();
        if (!names.isEmpty()) {
            String others = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
            lines.add(subject()
                    + ": "
                    + what
                    + String.join(", ", names.stream().limit(NAMED).toList())
                    + others);
        }
    }

    /**
     * The list, for logs.
     *
     * @return a short phrase that names the file
     */
    public String subject() {
        return "disabled callers " + Texts.path(file);
    }
}
