package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.securerpc.event.SecurityEvent.ClientRefused;
import io.securerpc.event.SecurityEvent.CredentialsChanged;
import io.securerpc.event.SecurityEvent.IdentityExpired;
import io.securerpc.event.SecurityEvent.IdentityServed;
import io.securerpc.event.SecurityEvent.RequestRefused;
import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.event.SecurityEvent.ServerStopping;
import io.securerpc.event.SecurityEvent.TrustChanged;
import io.securerpc.event.SecurityEvent.Warning;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes events to the SLF4J logger {@code io.securerpc}: changes of trust and identities at level INFO, a certificate
 * that has expired at ERROR, everything else at WARN.
 *
 * <h2>Defaults</h2>
 *
 * <p>At most 20 lines in 10 s for each kind of event, set of codes, and reason for which clients are refused: enough to see what is going on, while a flood of refused requests writes
 * a few megabytes a day and not gigabytes. The next line of the same kind says how many were left out. Kinds are
 * counted apart, so that a flood of refusals cannot hide a change of trust; so are warnings that peers bring about, and those about the server itself.
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread may call.
 */
public final class SecurityEventLog implements SecurityEventListener {
    static final int LINES = 20;
    static final Duration WINDOW = Duration.ofSeconds(10);
    /** Codes are ours and few; should a caller of this class make them up, memory still stays bounded. */
    static final int KINDS = 256;

    private final InstantSource clock;
    private final Logger log;
    private final Map<String, Window> windows = new HashMap<>();

    SecurityEventLog(InstantSource clock, Logger log) {
        this.clock = clock;
        this.log = log;
    }

    /**
     * Makes a log that measures its windows by a clock.
     *
     * @param clock tells the time
     * @return the listener
     */
    public static SecurityEventLog of(InstantSource clock) {
        return new SecurityEventLog(requireNonNull(clock, "clock"), LoggerFactory.getLogger("io.securerpc"));
    }

    @Override
    public void on(SecurityEvent event) {
        requireNonNull(event, "event");
        long leftOut = admit(kind(event));
        if (leftOut >= 0) {
            String more = leftOut == 0 ? "" : " (" + leftOut + " more of this kind were left out)";
            log.atLevel(level(event)).log("{}{}", event.text(), more);
        }
    }

    private static Level level(SecurityEvent event) {
        if (event instanceof IdentityExpired) {
            return Level.ERROR;
        }
        boolean news = event instanceof TrustChanged
                || event instanceof CredentialsChanged
                || event instanceof IdentityServed
                || event instanceof ServerStopping
                || (event instanceof ServerStopped stopped && stopped.cut() + stopped.webSocketsCut() == 0);
        return news ? Level.INFO : Level.WARN;
    }

    private static String kind(SecurityEvent event) {
        String kind = event.getClass().getSimpleName();
        if (event instanceof ClientRefused client) {
            return kind + client.reason();
        }
        if (event instanceof Warning warning) {
            return kind + warning.origin();
        }
        return event instanceof RequestRefused refused ? kind + refused.codes() : kind;
    }

    /** How many events of the kind were left out since the last line; negative when this one is to be left out too. */
    private synchronized long admit(String kind) {
        Instant now = clock.instant();
        String key = windows.containsKey(kind) || windows.size() < KINDS ? kind : "";
        Window window = windows.computeIfAbsent(key, any -> new Window(now));
        if (now.isBefore(window.begin) || !now.isBefore(window.begin.plus(WINDOW))) {
            window.begin = now;
            window.lines = 0;
        }
        if (window.lines == LINES) {
            window.leftOut++;
            return -1;
        }
        window.lines++;
        long leftOut = window.leftOut;
        window.leftOut = 0;
        return leftOut;
    }

    private static final class Window {
        private Instant begin;
        private int lines;
        private long leftOut;

        private Window(Instant begin) {
            this.begin = begin;
        }
    }
}
