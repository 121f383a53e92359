package io.securerpc.caller.jwt;

import io.securerpc.reload.Live;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes at an address. They are fetched at the start and then whenever they are asked for and have become old: each request and, twice a second, each
 * open WebSocket asks, and a server that nobody uses fetches nothing. So there is no thread that somebody would have to stop.
 */
final class KeyEndpoint implements KeySupply {
    /** Soon enough for a key that was taken back, seldom enough for any issuer. */
    static final Duration REFRESH = Duration.ofMinutes(5);

    /** Between two attempts, whatever strangers write into their tokens. */
    static final Duration RETRY = Duration.ofSeconds(30);

    /** An issuer that cannot be reached signs nothing new, and what it signed ends within a day; and somebody may keep us from hearing that a key was taken back. */
    static final Duration OLDEST = Duration.ofHours(24);

    /** How long a token of an unknown key waits for a fetch that is under way; its thread is one of few. */
    static final Duration WAIT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.caller");
    private static final KeyRing NOTHING = KeyRing.of(List.of());

    private record State(KeyRing ring, Instant good) {
        boolean isOlderThan(Duration age, Instant now) {
            return now.isAfter(good.plus(age));
        }
    }

    private final KeyReader reader;
    private final KeyFetch fetch;
    private final Duration grace;
    private final InstantSource clock;
    private final Executor executor;
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> running = new AtomicReference<>();
    private volatile @Nullable State state;
    private volatile Instant attempted;
    private volatile @Nullable String failure;
    private volatile boolean tooOldSaid;

    private KeyEndpoint(KeyReader reader, KeyFetch fetch, Duration grace, InstantSource clock, Executor executor) {
        this.reader = reader;
        this.fetch = fetch;
        this.grace = grace;
        this.clock = clock;
        this.executor = executor;
        this.attempted = clock.instant();
    }

    /** Fetches them once; a server whose issuer cannot be reached starts all the same, and takes none of its tokens until it can be. */
    static KeySupply open(KeyReader reader, KeyFetch fetch, Duration grace, InstantSource clock) {
        return open(reader, fetch, grace, clock, fetcher());
    }

    static KeySupply open(KeyReader reader, KeyFetch fetch, Duration grace, InstantSource clock, Executor executor) {
        KeyEndpoint endpoint = new KeyEndpoint(reader, fetch, grace, clock, executor);
        endpoint.refresh();
        return endpoint;
    }

    @Override
    public KeyRing current() {
        Instant now = clock.instant();
        if (isDue(now, failure == null ? REFRESH : RETRY)) {
            begin(now);
        }
        State known = state;
        if (known == null || known.isOlderThan(OLDEST, now)) {
            sayTooOld(known);
            return NOTHING;
        }
        return isForgotten(known, now) ? NOTHING : known.ring();
    }

    /** Nobody has asked for so long that keys may have been taken back unnoticed: whoever comes first waits for the fetch that is under way. */
    private boolean isForgotten(State known, Instant now) {
        return failure == null && known.isOlderThan(REFRESH.multipliedBy(2), now);
    }

    /** A key that the issuer may have begun to use since: looked for at once, if that was not done just now. */
    @Override
    public void missed() {
        Instant now = clock.instant();
        if (isDue(now, RETRY)) {
            begin(now);
        }
        CompletableFuture<Boolean> fetching = running.get();
        if (fetching != null) {
            await(fetching);
        }
    }

    /** No files. */
    @Override
    public List<Live<?>> followed() {
        return List.of();
    }

    /** After a clock was set back too. */
    private boolean isDue(Instant now, Duration after) {
        Duration since = Duration.between(attempted, now);
        return since.isNegative() || since.compareTo(after) >= 0;
    }

    private void begin(Instant now) {
        CompletableFuture<Boolean> fetching = new CompletableFuture<>();
        if (!running.compareAndSet(null, fetching)) {
            return;
        }
        attempted = now;
        try {
            executor.execute(() -> {
                try {
                    refresh();
                } finally {
                    running.set(null);
                    fetching.complete(true);
                }
            });
        } catch (RuntimeException | Error e) {
            running.set(null);
            fetching.complete(false);
            failed("no thread to fetch them: " + e);
        }
    }

    private void refresh() {
        try {
            List<VerificationKey> keys = reader.read(subject(), fetch.bytes());
            Instant now = clock.instant();
            State before = state;
            KeyRing ring = before == null ? KeyRing.of(keys) : before.ring().replacedBy(keys, now, grace);
            state = new State(ring, now);
            succeeded(before, ring);
        } catch (KeyFetch.Failed | JwtKeyException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.error("{}: fetching failed", subject(), e);
            failure = e.toString();
        }
    }

    private void succeeded(@Nullable State before, KeyRing ring) {
        if (failure != null) {
            failure = null;
            LOG.info("{}: fetched again", subject());
        }
        tooOldSaid = false;
        if (before != null && !ring.sameKeysAs(before.ring())) {
            LOG.info("{}: changed, in use from now on", subject());
        }
        if (ring.isEmpty()) {
            LOG.warn("{}: no key is left, so none of its tokens is accepted", subject());
        }
    }

    /** Once for each reason. */
    private void failed(String why) {
        if (!why.equals(failure)) {
            failure = why;
            LOG.warn(
                    "{}: not fetched, {}: {}",
                    subject(),
                    state == null ? "none of its tokens is accepted" : "what was good before stays so for 24 h at most",
                    why);
        }
    }

    private void sayTooOld(@Nullable State known) {
        if (known != null && failure != null && !tooOldSaid) {
            tooOldSaid = true;
            LOG.warn("{}: not fetched for 24 h, none of its tokens is accepted any more", subject());
        }
    }

    private String subject() {
        return reader.subject("'" + fetch.address() + "'");
    }

    private static void await(CompletableFuture<Boolean> fetching) {
        try {
            fetching.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.debug("keys of a token were not fetched in time"); // it is judged by those that are there
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it so", e);
        }
    }

    /** One thread, which is gone a second after it has fetched: nobody has to close it. */
    private static Executor fetcher() {
        return new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), task -> {
            Thread thread = new Thread(task, "secure-rpc-jwt-keys");
            thread.setDaemon(true);
            return thread;
        });
    }
}
