package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.PeerText;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import io.securerpc.trust.TrustDecision.Trusted;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Callers that are switched off, however good their certificates, passwords or tokens are: a text file with the id of one caller on each line.
 *
 * <p>Blank lines mean nothing, nor do lines that begin with {@code #}. Ids stand here as in grants and in the log: {@code
 * certificate:rpc.user.1}, {@code ca:corp|alice}, {@code basic:alice}, {@code token:ci}. They are compared exactly, but for the case (A to Z) of those that a
 * certificate proves: a renewal in other letters is the same client's. UTF-8, at most 1 MiB.
 *
 * <h2>Security</h2>
 *
 * <p>A line that can be nobody's id is an error and not skipped, because somebody meant it: a misspelt kind, white space around, a control character, {@code *},
 * and two ids of certificates that differ only in case, of which one may be a mistake. Nobody can be switched off who proves nothing: {@code anonymous} is none.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable. {@link #add} and {@link #remove} may be called by several threads and processes at once: none of their changes is lost, and whoever reads sees
 * the list before or after a change, whole.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * DisabledCallers.add(Path.of("disabled-callers"), "certificate:rpc.user.1");
 * }</pre>
 */
public final class DisabledCallers {
    static final DisabledCallers NONE = new DisabledCallers(Path.of(""), Map.of());

    private final Path file;
    private final Map<String, Integer> lines;
    private final Map<String, Integer> linesByKey = new HashMap<>();

    private DisabledCallers(Path file, Map<String, Integer> lines) {
        this.file = file;
        this.lines = lines;
        lines.forEach((id, line) -> linesByKey.put(DisabledCallersText.key(id), line));
    }

    static DisabledCallers of(Path file, Map<String, Integer> lines) {
        return new DisabledCallers(file, new LinkedHashMap<>(lines));
    }

    /**
     * Reads a list.
     *
     * @param file the file; it may be empty, and must exist
     * @return who is disabled
     * @throws DisabledCallersException when it cannot be read, or when a line cannot be the id of a caller
     */
    public static DisabledCallers load(Path file) {
        requireNonNull(file, "file");
        return DisabledCallersText.of(file, FileContents.read(List.of(file))).required();
    }

    /**
     * Adds a caller to a list, at its end, and leaves everything else in it as it is. A link to the file stays a link.
     *
     * @param file the file; it must exist, so that a misspelt path is not taken for one that a server follows
     * @param callerId whom to disable
     * @return whether the list has changed; {@code false} when the caller was in it
     * @throws DisabledCallersException when this cannot be the id of a caller, when the file cannot be read or written, or when one of its lines is wrong
     */
    public static boolean add(Path file, String callerId) {
        return DisabledCallersEdit.add(requireNonNull(file, "file"), requireNonNull(callerId, "callerId"), () -> {});
    }

    /**
     * Removes a caller from a list, wherever it stands in it, and leaves everything else as it is.
     *
     * @param file the file
     * @param callerId whom to enable again
     * @return whether the list has changed; {@code false} when the caller was not in it
     * @throws DisabledCallersException as {@link #add} does
     */
    public static boolean remove(Path file, String callerId) {
        return DisabledCallersEdit.remove(requireNonNull(file, "file"), requireNonNull(callerId, "callerId"), () -> {});
    }

    /**
     * Who is disabled.
     *
     * @return ids, in the order of the file
     */
    public List<String> ids() {
        return List.copyOf(lines.keySet());
    }

    /**
     * Where a caller is disabled.
     *
     * @param callerId exact id
     * @return the line, from 1; empty when the caller is not disabled
     */
    public OptionalInt line(String callerId) {
        Integer line = lines.get(requireNonNull(callerId, "callerId"));
        return line == null ? OptionalInt.empty() : OptionalInt.of(line);
    }

    /** Why a client that is trusted otherwise is refused; null where its caller is not disabled. */
    @Nullable
    Distrusted refusal(Trusted trusted, X509Certificate client) {
        // A renewal that writes the name otherwise is the same client's, to whom nobody meant to give its access back.
        Integer line = linesByKey.get(DisabledCallersText.key(trusted.callerId()));
        return line == null
                ? null
                : RefusalLine.of(
                        Reason.CALLER_DISABLED,
                        Texts.certificate(client, trusted.fingerprint()),
                        ": caller " + PeerText.escape(trusted.callerId()) + " is disabled",
                        "line " + line + " of " + Texts.path(file));
    }

    /** Those of some kinds. */
    DisabledCallers only(Predicate<String> ours) {
        Map<String, Integer> some = new LinkedHashMap<>(lines);
        some.keySet().removeIf(ours.negate());
        return new DisabledCallers(file, some);
    }

    /** Whoever is in one of both; a line is that of the newer list where it is in both. */
    DisabledCallers and(DisabledCallers newer) {
        Map<String, Integer> both = new LinkedHashMap<>(lines);
        both.putAll(newer.lines);
        return new DisabledCallers(newer.file, both);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DisabledCallers callers && file.equals(callers.file) && lines.equals(callers.lines);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, lines);
    }

    /** {@return how many there are; their names are for whoever asks} */
    @Override
    public String toString() {
        return "DisabledCallers[" + lines.size() + "]";
    }
}
