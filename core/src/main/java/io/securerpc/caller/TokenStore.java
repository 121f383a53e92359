package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.SharedFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What every file of tokens is, whatever its form: a place, a clock of whole seconds, and changes that wait for each other. */
final class TokenStore {
    private final Path path;
    private final InstantSource clock;
    private final Runnable step;

    /** With what to call between any two steps of a change, for tests that end it there. */
    TokenStore(Path path, InstantSource clock, Runnable step) {
        this.path = requireNonNull(path, "path");
        this.clock = requireNonNull(clock, "clock");
        this.step = step;
    }

    Path path() {
        return path;
    }

    /** What time it is. */
    Instant now() {
        return seconds(clock.instant());
    }

    /** Nobody reads fractions of a second, Parity's file has none, and a token must not outlive what was asked for. */
    static Instant seconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Makes a change, and the file if it is missing. */
    void begin(SharedFile.Change change) {
        SharedFile.of(path, SharedFile.Readers.OWNER_AND_GROUP)
                .withStep(step)
                .change(change, (found, expected) -> new TokenFileException(path, 0, found, expected));
    }

    /** Makes a change of a file that is there and can be read: a misspelt path must not leave a lock behind. */
    void change(Runnable read, SharedFile.Change change) {
        read.run();
        begin(change);
    }

    /** The use to write down: that of now, unless the file knows of it or of a later one. */
    static Optional<Instant> news(Optional<Instant> used, Optional<Instant> known) {
        return used.map(TokenStore::seconds)
                .filter(moment -> known.filter(last -> !last.isBefore(moment)).isEmpty());
    }
}
