package io.securerpc.reload;

import io.securerpc.certificate.FileContents;
import java.time.Duration;

/** When files that were seen are worth an attempt at loading them. Times are those of a clock that only goes forward. */
final class Pace {
    /** Time alone can make unchanged files good, such as a certificate of the future; nobody waits for that to the second. */
    static final Duration RETRY = Duration.ofSeconds(10);
    /** An attempt at unchanged files is followed by 19 times as long without: a dear key derivation costs 5 % of one core. */
    private static final long REST_FACTOR = 19;

    private FileContents seen;
    private long seenSince;
    private boolean tried = true;
    private boolean failed;
    private Duration retryAfter = RETRY;
    private long end;
    private long cost;

    /** Begins with files that were loaded. */
    Pace(FileContents loaded, long now) {
        this.seen = loaded;
        this.seenSince = now;
        this.end = now;
    }

    void saw(FileContents contents, long now) {
        if (!contents.sameAs(seen)) {
            seen = contents;
            seenSince = now;
            tried = false;
        }
    }

    /** Changed files soon, so that a renewal is served within 2 s, yet never more than half of the time. */
    boolean due(long now) {
        long rested = now - end;
        return tried ? failed && rested >= Math.max(retryAfter.toNanos(), REST_FACTOR * cost) : rested >= cost;
    }

    /** Whether the files that were seen last are the ones that were loaded last. */
    boolean isGood() {
        return tried && !failed;
    }

    /** Whether the files that were seen last have not been tried. */
    boolean rests() {
        return !tried;
    }

    boolean unchangedFor(Duration time, long now) {
        return now - seenSince >= time.toNanos();
    }

    void succeeded(long begin, long now) {
        tried(begin, now, false);
    }

    void failed(Duration retry, long begin, long now) {
        retryAfter = retry.compareTo(RETRY) < 0 ? retry : RETRY;
        tried(begin, now, true);
    }

    private void tried(long begin, long now, boolean withoutSuccess) {
        tried = true;
        failed = withoutSuccess;
        cost = now - begin;
        end = now;
    }
}
