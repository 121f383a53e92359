package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When tokens were last used, kept in memory until somebody writes it down with {@link #writeTo}.
 *
 * <h2>Defaults</h2>
 *
 * <p>A use is worth writing when the file's own is an hour old ({@link #RARELY}): the question it answers is whether a token can go, and one write an hour
 * wears out nothing.
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread; {@link #used} never waits for a file.
 */
public final class TokenUses {
    /** How far the file may be behind. */
    public static final Duration RARELY = Duration.ofHours(1);

    private final Map<String, Instant> uses = new ConcurrentHashMap<>();

    /** Nothing used yet. */
    public TokenUses() {}

    /**
     * Notes a use.
     *
     * @param token which
     * @param now when
     */
    public void used(BearerToken token, Instant now) {
        requireNonNull(now, "now");
        // As many entries as the file has names: whoever is not in it proves nothing.
        uses.merge(requireNonNull(token, "token").name(), now, (known, next) -> next.isAfter(known) ? next : known);
    }

    /**
     * Writes down what is worth it.
     *
     * @param file where
     * @param known what it says now
     * @param behind how far it may be behind; zero writes everything
     * @return whether there was anything to write
     * @throws TokenFileException if it cannot be written; what was to be written is tried again by the next call
     */
    public boolean writeTo(TokenFile file, Tokens known, Duration behind) {
        requireNonNull(file, "file");
        requireNonNull(known, "known");
        requireNonNull(behind, "behind");
        uses.keySet().removeIf(name -> known.named(name).isEmpty());
        Map<String, Instant> pending = Map.copyOf(uses);
        boolean due = pending.entrySet().stream().anyMatch(use -> {
            Optional<Instant> before = known.named(use.getKey()).flatMap(BearerToken::lastUse);
            return before.isEmpty() || use.getValue().isAfter(before.get().plus(behind));
        });
        if (due) {
            file.recordUses(pending);
            pending.forEach(uses::remove);
        }
        return due;
    }
}
