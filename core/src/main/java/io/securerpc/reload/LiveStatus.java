package io.securerpc.reload;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How a {@link Live} value and its files are doing.
 *
 * @param subject what it is, such as {@code identity 'tls/server.cert.pem'}
 * @param servingSince when the value in use was put there
 * @param lastLook the last look at the files that came to an end; one that lies far back means a file system that hangs
 * @param lastGood the last look that found the value in use in the files
 * @param failing whether the files hold something else than what is in use
 * @param lastFailure the last time files were not taken into use, and why; stays when all is well again
 * @param successes how often files were found good, the first time included; each change counts once
 * @param failures how often files were tried and not taken into use, retries included
 */
public record LiveStatus(
        String subject,
        Instant servingSince,
        Instant lastLook,
        Instant lastGood,
        boolean failing,
        Optional<Failure> lastFailure,
        long successes,
        long failures) {
    /**
     * Requires every part.
     *
     * @param subject what it is
     * @param servingSince when the value in use was put there
     * @param lastLook the last look at the files that came to an end
     * @param lastGood the last look that found the value in use in the files
     * @param failing whether the files hold something else than what is in use
     * @param lastFailure the last time files were not taken into use, and why
     * @param successes how often files were found good
     * @param failures how often files were tried and not taken into use
     */
    public LiveStatus {
        requireNonNull(subject, "subject");
        requireNonNull(servingSince, "servingSince");
        requireNonNull(lastLook, "lastLook");
        requireNonNull(lastGood, "lastGood");
        requireNonNull(lastFailure, "lastFailure");
    }

    static LiveStatus opened(String subject, Instant now) {
        return new LiveStatus(subject, now, now, now, false, Optional.empty(), 1, 0);
    }

    LiveStatus looked(Instant now, boolean good) {
        return new LiveStatus(
                subject, servingSince, now, good ? now : lastGood, failing && !good, lastFailure, successes, failures);
    }

    LiveStatus swapped(Instant now) {
        return new LiveStatus(subject, now, now, now, false, lastFailure, successes + 1, failures);
    }

    LiveStatus good(Instant now) {
        return new LiveStatus(subject, servingSince, now, now, false, lastFailure, successes + 1, failures);
    }

    LiveStatus failed(Instant now, String reason) {
        Failure failure = new Failure(now, reason);
        return new LiveStatus(
                subject, servingSince, now, lastGood, true, Optional.of(failure), successes, failures + 1);
    }

    /**
     * Files that were not taken into use.
     *
     * @param at when they were tried last
     * @param reason what is wrong with them
     */
    public record Failure(Instant at, String reason) {
        /**
         * Requires both.
         *
         * @param at when they were tried last
         * @param reason what is wrong with them
         */
        public Failure {
            requireNonNull(at, "at");
            requireNonNull(reason, "reason");
        }
    }
}
