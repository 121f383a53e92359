package io.securerpc.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/** How far a long look has come: for the log, and to end one that takes too long. */
interface LookProgress {
    /** Says nothing, and lets a look take its time. */
    LookProgress NONE = files -> {};

    /** That many files have been read or compared since the look began. */
    void passed(int files) throws IOException;

    /** Of the first look: a line every 5 s, and an end to a folder that is too slow to be followed. */
    static LookProgress first(Path directory, LongSupplier nanoTime) {
        return new FirstLook(directory, nanoTime, LoggerFactory.getLogger("io.securerpc.trust")::info);
    }

    /** The look that a start waits for. */
    final class FirstLook implements LookProgress {
        /** The largest folder takes half a minute on a slow disk; whoever waits longer should hear why. */
        static final Duration LONGEST = Duration.ofMinutes(5);

        private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

        private final Path directory;
        private final LongSupplier nanoTime;
        private final long begin;
        private final Consumer<String> lines;
        private long said;

        FirstLook(Path directory, LongSupplier nanoTime, Consumer<String> lines) {
            this.directory = directory;
            this.nanoTime = nanoTime;
            this.lines = lines;
            this.begin = nanoTime.getAsLong();
        }

        @Override
        public void passed(int files) throws IOException {
            long time = nanoTime.getAsLong() - begin;
            if (time > LONGEST.toNanos()) {
                throw new IOException("only " + files + " files read in " + LONGEST.toMinutes() + " minutes");
            }
            if (time / INTERVAL_NANOS > said) {
                said = time / INTERVAL_NANOS;
                lines.accept("trust directory " + Texts.path(directory) + ": " + files + " files read so far");
            }
        }
    }
}
