package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.reload.LiveWatch;
import java.time.Duration;

/**
 * A file of credentials, or of disabled callers, that could not be looked at for some time, as where a network file system hangs: what was taken back in it meanwhile nobody has
 * seen.
 *
 * <h2>Defaults</h2>
 *
 * <p>As for a folder of client certificates: from 15 s on nobody is admitted by it, since no healthy disk takes so long; and what was opened before ends after 60 s, because a network folder
 * that is away for a moment should not disconnect everybody.
 *
 * @param subject what it is, for logs; such as {@code token file 'tokens'}
 * @param time how long ago the last look came to an end that counts
 */
public record UncheckedFile(String subject, Duration time) {
    /** For how long nobody need look at a file for new credentials to be believed by it. */
    public static final Duration BELIEVED = Duration.ofSeconds(LiveWatch.STALLED_SECONDS);

    /** For how long nobody need look at a file for WebSockets to stay open by it. */
    public static final Duration BORNE = Duration.ofSeconds(60);

    /**
     * Requires both parts.
     *
     * @param subject what it is, for logs
     * @param time how long ago the last look came to an end that counts
     */
    public UncheckedFile {
        requireNonNull(subject, "subject");
        requireNonNull(time, "time");
    }

    /**
     * Whether it has been too long to admit anybody by what the file said last.
     *
     * @return true after {@link #BELIEVED}
     */
    public boolean admitsNobody() {
        return time.compareTo(BELIEVED) > 0;
    }

    /**
     * Whether it has been too long for what is open already.
     *
     * @return true after {@link #BORNE}
     */
    public boolean endsWhatIsOpen() {
        return time.compareTo(BORNE) > 0;
    }

    /** For logs: {@code token file 'tokens' not looked at for 16 s, its file system may hang}. */
    @Override
    public String toString() {
        return subject + " not looked at for " + time.toSeconds() + " s, its file system may hang";
    }
}
