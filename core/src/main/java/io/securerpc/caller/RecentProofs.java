package io.securerpc.caller;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Passwords that were found right a moment ago, so that a client with many requests pays for one hash. Kept as keyed digests of name, password and hash; never what
 * was wrong. Belongs to one state of the users: another state starts with nothing.
 */
final class RecentProofs {
    /** Long enough that a busy client hashes every five minutes, short enough that memory does not know passwords for hours. */
    static final Duration LIFETIME = Duration.ofMinutes(5);
    /** As many clients as a server has connections by default. */
    static final int MOST = 1_024;

    private final Map<String, Instant> until = new LinkedHashMap<>(16, 0.75f, true);

    /** What is looked up, and by whom it cannot be made without the password. */
    static String key(BasicPair pair, BcryptHash hash) {
        return KeyedDigest.of(KeyedDigest.utf8(pair.name()), pair.password(), KeyedDigest.utf8(hash.text()));
    }

    synchronized void remember(String key, Instant now) {
        until.put(key, now.plus(LIFETIME));
        if (until.size() > MOST) {
            until.keySet().stream().findFirst().ifPresent(until::remove);
        }
    }

    synchronized boolean knows(String key, Instant now) {
        // A clock that was set back does not make it live longer.
        return Optional.ofNullable(until.get(key))
                .filter(end -> now.isBefore(end) && !now.isBefore(end.minus(LIFETIME)))
                .isPresent();
    }
}
