package io.securerpc.reload;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.FileContents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that follows its files, and that new files can only improve.
 *
 * <p>Each {@linkplain #look() look} reads all files. If their bytes differ from those of the last attempt, a candidate is loaded aside, from
 * exactly these bytes, and judged against the value in use; then either it takes the place in one step, or everything stays and
 * {@link #status()} says why. Because bytes are compared and nothing else, it does not matter how files come to differ: rewritten in place,
 * renamed, deleted and made again, behind a symbolic link that was moved, with a preserved modification time.
 *
 * <h2>Defaults</h2>
 *
 * <p>Files that were refused are tried again after 10 s, because time may have made them good, and after 19 times what the attempt took, so
 * that one that is dear costs 5 % of a core. Files that changed are tried at once, but for a rest as long as the attempt before took: what is written
 * again and again costs half of a core at most. Listeners hear of a failure when it has lasted 1 s: a renewal may write its files one after the other.
 *
 * <h2>Security</h2>
 *
 * <p>The bytes of the files of the last look stay in memory, as the value made of them does.
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread may call any method. {@link #current()} and {@link #status()} never wait, not even while a look hangs in a file system.
 *
 * @param <T> the value; immutable
 */
public final class Live<T> implements Watched {
    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.reload");

    /** One reference, so that a value is never seen with the status of another. */
    private record State<T>(T value, LiveStatus status) {}

    private final LiveSource<T> source;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final List<LiveListener<T>> listeners = new CopyOnWriteArrayList<>();
    private final Object looking = new Object();
    private final Complaint complaint = new Complaint();
    private final Pace pace;
    private volatile State<T> state;

    private Live(LiveSource<T> source, InstantSource clock, LongSupplier nanoTime) {
        this.source = source;
        this.clock = clock;
        this.nanoTime = nanoTime;
        Instant now = clock.instant();
        FileContents contents = FileContents.read(source.files());
        this.pace = new Pace(contents, nanoTime.getAsLong());
        this.state = new State<>(source.load(contents, now), LiveStatus.opened(source.subject(), now));
    }

    /**
     * Loads a value for the first time. Nothing follows its files until a {@link LiveWatch} does, or somebody calls {@link #look()}.
     *
     * @param source where it comes from
     * @param clock what time it is
     * @param <T> the value
     * @return the value, in use
     * @throws io.securerpc.SecureRpcException if the files cannot be used; says why
     */
    public static <T> Live<T> open(LiveSource<T> source, InstantSource clock) {
        return open(source, clock, System::nanoTime);
    }

    static <T> Live<T> open(LiveSource<T> source, InstantSource clock, LongSupplier nanoTime) {
        return new Live<>(requireNonNull(source, "source"), requireNonNull(clock, "clock"), nanoTime);
    }

    /**
     * The value in use.
     *
     * @return the best that the files have held so far
     */
    public T current() {
        return state.value();
    }

    /**
     * How value and files are doing.
     *
     * @return as of the last look
     */
    public LiveStatus status() {
        return state.status();
    }

    /**
     * Adds a listener. Without any, failures and warnings are logged.
     *
     * @param listener told of each swap, and once of each failure that lasts
     */
    public void addListener(LiveListener<T> listener) {
        listeners.add(requireNonNull(listener, "listener"));
    }

    /** Looks at the files now, and does what follows from it; what changed right after a dear attempt is left to a later look. Does not throw. */
    @Override
    public void look() {
        synchronized (looking) {
            try {
                Instant now = clock.instant();
                FileContents seen = FileContents.read(source.files());
                long nanos = nanoTime.getAsLong();
                pace.saw(seen, nanos);
                if (pace.due(nanos)) {
                    attempt(seen, now, nanos);
                } else {
                    state = new State<>(state.value(), state.status().looked(now, pace.isGood()));
                }
                complaint.due(nanoTime.getAsLong()).ifPresent(this::rejected);
            } catch (Throwable e) {
                // Whoever looks again and again must not be ended by one look.
                lookFailed(e);
            }
        }
    }

    /** Whether the files that were seen last still wait to be tried, because the attempt before took a while. */
    boolean rests() {
        synchronized (looking) {
            return pace.rests();
        }
    }

    private void attempt(FileContents seen, Instant now, long begin) {
        Duration retry = Pace.RETRY;
        try {
            T candidate = source.load(seen, now);
            Judgement judgement = source.judge(state.value(), candidate, now);
            if (judgement instanceof Judgement.NotYet notYet && pace.unchangedFor(notYet.stableFor(), begin)) {
                judgement = takenAfterAll(notYet);
            }
            if (judgement instanceof Judgement.Better better) {
                pace.succeeded(begin, nanoTime.getAsLong());
                swap(candidate, better.warnings(), now);
                return;
            }
            if (judgement instanceof Judgement.Unchanged) {
                pace.succeeded(begin, nanoTime.getAsLong());
                good(now);
                return;
            }
            if (judgement instanceof Judgement.HeldBack heldBack) {
                failed("held back", heldBack.reason(), seen, now);
            } else if (judgement instanceof Judgement.NotYet notYet) {
                retry = notYet.stableFor();
                failed("not yet", notYet.reason(), seen, now);
            }
        } catch (SecureRpcException e) {
            failed(e.getClass().getName(), String.valueOf(e.getMessage()), seen, now);
        } catch (Throwable e) {
            // Files must not be able to make our own mistakes fatal: they are kept from use, and loudly.
            LOG.error("{}: loading failed", state.status().subject(), e);
            failed(e.getClass().getName(), "loading failed: " + e, seen, now);
        }
        pace.failed(retry, begin, nanoTime.getAsLong());
    }

    private void lookFailed(Throwable failure) {
        LiveStatus status = state.status();
        String reason = "looking at the files failed: " + failure;
        boolean known = status.lastFailure()
                .filter(last -> last.reason().equals(reason))
                .isPresent();
        state = new State<>(state.value(), status.failed(status.lastLook(), reason));
        if (!known) {
            LOG.error("{}: looking at the files failed", status.subject(), failure);
        }
    }

    private static Judgement.Better takenAfterAll(Judgement.NotYet notYet) {
        List<String> warnings = new ArrayList<>();
        warnings.add(notYet.reason() + "; taken nevertheless, because unchanged for "
                + notYet.stableFor().toSeconds() + " s");
        warnings.addAll(notYet.warnings());
        return new Judgement.Better(warnings);
    }

    private void swap(T candidate, List<String> warnings, Instant now) {
        T before = state.value();
        state = new State<>(candidate, state.status().swapped(now));
        complaint.end();
        if (listeners.isEmpty()) {
            warnings.forEach(warning -> LOG.warn("{}: {}", source.subject(), warning));
        }
        tell(listener -> listener.swapped(before, candidate, warnings));
    }

    private void good(Instant now) {
        state = new State<>(state.value(), state.status().good(now));
        if (complaint.end()) {
            tell(LiveListener::recovered);
        }
    }

    private void failed(String kind, String reason, FileContents seen, Instant now) {
        state = new State<>(state.value(), state.status().failed(now, reason));
        complaint.failed(kind, reason, seen, nanoTime.getAsLong());
    }

    private void rejected(String reason) {
        if (listeners.isEmpty()) {
            LOG.warn("{}: new files are not used: {}", source.subject(), reason);
        }
        tell(listener -> listener.rejected(reason));
    }

    private void tell(Consumer<LiveListener<T>> news) {
        for (LiveListener<T> listener : listeners) {
            try {
                news.accept(listener);
            } catch (Throwable e) {
                LOG.error("{}: a listener failed", source.subject(), e);
            }
        }
    }
}
