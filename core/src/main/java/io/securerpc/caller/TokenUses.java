package io.securerpc.caller;

import io.securerpc.SecureRpcException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When tokens were last used: noted in memory, and written to their file rarely and elsewhere, so that a request never waits for a disk. A server that ends
 * forgets what it has not written: an hour at most.
 */
final class TokenUses {
    /** How far the file may be behind: it is asked whether a token can go, and one write an hour wears out nothing. */
    static final Duration RARELY = Duration.ofHours(1);

    /** Between two writes, however many tokens are due one after the other. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.caller");

    private final UseRecord record;
    private final Duration pause;
    private final Executor writer;
    private final Map<String, Instant> uses = new ConcurrentHashMap<>();
    /** What this process wrote: it alone does not count as a change of the file. */
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile @Nullable Instant tried;
    private volatile boolean failing;

    /** pause: as of {@link #PAUSE}, unless a use that is not written down has consequences. */
    TokenUses(UseRecord record, Duration pause, Executor writer) {
        this.record = record;
        this.pause = pause;
        this.writer = writer;
    }

    /** One thread, which is gone a second after it has written: nobody has to close it. */
    static Executor writer() {
        return new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), task -> {
            Thread thread = new Thread(task, "secure-rpc-token-uses");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Never waits and never throws; there are as many names as the file has tokens. */
    void used(String name, Instant now) {
        uses.put(name, now);
        if (pauseIsOver(now) && behind(name, now) && writing.compareAndSet(false, true)) {
            tried = now;
            try {
                writer.execute(this::write);
            } catch (RuntimeException | Error e) { // no thread is to be had
                writing.set(false);
                LOG.warn("last use of tokens is not written: {}", e.toString());
            }
        }
    }

    /** Whether it was used since the server began, be that written down or not. */
    boolean knows(String name) {
        return uses.containsKey(name);
    }

    private boolean pauseIsOver(Instant now) {
        Instant last = tried;
        // A clock that was put back must not stop it.
        return last == null || now.isBefore(last) || !now.isBefore(last.plus(failing ? RARELY : pause));
    }

    private boolean behind(String name, Instant now) {
        Instant mine = written.get(name);
        if (mine != null && now.isBefore(mine.plus(RARELY))) {
            return false;
        }
        Optional<Instant> before = record.lastUse(name);
        return before.isEmpty() || !now.isBefore(before.get().plus(RARELY));
    }

    private void write() {
        try {
            uses.keySet().removeIf(name -> !record.has(name));
            written.keySet().retainAll(uses.keySet());
            Map<String, Instant> pending = Map.copyOf(uses);
            record.write(pending);
            written.putAll(pending);
            failing = false;
        } catch (SecureRpcException e) {
            if (!failing) {
                failing = true;
                LOG.warn("last use of tokens is not written, tried again in an hour: {}", e.getMessage());
            }
        } finally {
            writing.set(false);
        }
    }
}
