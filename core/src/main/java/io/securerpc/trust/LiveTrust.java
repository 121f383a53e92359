package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Client trust as it is now: a snapshot that follows the files of the trust directory and of the authorities.
 *
 * <h2>Security</h2>
 *
 * <p>What happens to the directory decides who is refused and whose open connection is cut:
 * <ul>
 *   <li>an entry removed, replaced, or linked to nothing: refused, and cut at once;
 *   <li>an entry torn (was fine, cannot be read or parsed now): refused, and cut if it still is after 1 s;
 *   <li>a revocation list added, replaced or ended: whom it names, and where it cannot be used all clients of its issuer, refused, and cut at
 *       once; torn: after 1 s;
 *   <li>the directory missing or unreadable: everybody is refused, and cut after {@link ClientTrust#grace};
 *   <li>the directory listed and empty: everybody is refused, and cut at once.
 * </ul>
 * Each recovers by itself. Whatever goes wrong while looking counts as an unreadable directory, and so does a look that does not
 * return (a network folder that hangs) for {@value TrustWatcher#STALE_SECONDS} s.
 *
 * <p>The folders are looked at every 0.5 s, and listed when they have changed. All entries are compared (inode, change and modification time, size)
 * round and round, at 5 % of one core; after a change of a folder at a quarter of one. A file that is rewritten in place among tens of thousands may so
 * be noticed some seconds later; a file added, removed or renamed over another is not.
 *
 * <p>The files of an authority are compared every 0.5 s. While one of them is missing or cannot be used, the authority admits nobody, and whom
 * it admitted is cut after the grace time; whom a new revocation list names is cut at once.
 *
 * <p>So is the list of disabled callers. Whoever is added to it is refused and cut; whoever is removed is admitted again once the file has held still for
 * 1 s. While it is missing, or one of its lines is wrong, whoever was disabled stays so, and whom its good lines name is disabled as well.
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread may call any method. Listeners run on the watcher's thread, or on the one that calls {@link #refresh}.
 */
public final class LiveTrust implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.trust");

    private final ClientTrust trust;
    private final InstantSource clock;
    private final TrustWatcher watcher;
    private final List<Runnable> tickListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> changeListeners = new CopyOnWriteArrayList<>();
    private final Object looking = new Object();
    private final List<TrustSource> sources;
    private final Optional<FollowedDisabledCallers> disabled;
    private volatile TrustSnapshot snapshot;

    private LiveTrust(
            ClientTrust trust,
            InstantSource clock,
            LongSupplier nanoTime,
            List<TrustSource> sources,
            Optional<FollowedDisabledCallers> disabled) {
        this.disabled = disabled;
        this.watcher = new TrustWatcher(this, nanoTime);
        this.trust = trust;
        this.clock = clock;
        this.sources = List.copyOf(sources);
        this.snapshot = new TrustSnapshot(states(), disabledCallers());
    }

    static LiveTrust open(ClientTrust trust, InstantSource clock, LongSupplier nanoTime) {
        List<TrustSource> sources = new ArrayList<>();
        trust.directory()
                .ifPresent(
                        directory -> sources.add(InstalledDirectory.open(trust, directory, clock.instant(), nanoTime)));
        trust.authorities().forEach(authority -> sources.add(FollowedAuthority.open(authority, trust.grace())));
        return new LiveTrust(
                trust, clock, nanoTime, sources, trust.disabledCallers().map(FollowedDisabledCallers::ofCertificates));
    }

    /**
     * The setting this follows.
     *
     * @return as it was opened
     */
    public ClientTrust trust() {
        return trust;
    }

    /**
     * The state at the last look.
     *
     * @return an immutable snapshot
     */
    public TrustSnapshot current() {
        return snapshot;
    }

    /**
     * What other users of the machine may do with the files that they should not: whoever can write them can add clients, or replace one that is trusted.
     *
     * @return one line each, read now; of each folder the first of its files by name
     */
    public List<String> warnings() {
        return Stream.concat(
                        sources.stream().flatMap(source -> source.warnings().stream()),
                        disabled.stream().flatMap(list -> list.warnings().stream()))
                .toList();
    }

    /**
     * Judges a client at a handshake, full or resumed, by the current snapshot and the clock's now. Does not throw.
     *
     * @param chain what the client presented, its own certificate first
     * @return trusted or not, with the reason
     */
    public TrustDecision judge(List<X509Certificate> chain) {
        requireNonNull(chain, "chain");
        try {
            Instant now = clock.instant();
            return atLeastAsStrictAsTheWatcher(now).judge(chain, now);
        } catch (Throwable e) {
            return TrustSnapshot.failed(chain, e);
        }
    }

    /**
     * Judges a client whose connection is open, by the current snapshot and the clock's now; see {@link TrustSnapshot#judgeOpen}. Does not throw.
     *
     * @param chain what the client presented, its own certificate first
     * @return trusted or not, with the reason
     */
    public TrustDecision judgeOpen(List<X509Certificate> chain) {
        requireNonNull(chain, "chain");
        try {
            Instant now = clock.instant();
            return atLeastAsStrictAsTheWatcher(now).judgeOpen(chain, now);
        } catch (Throwable e) {
            return TrustSnapshot.failed(chain, e);
        }
    }

    /**
     * Who vouches for a client whose connection is open, by the current snapshot and the clock's now.
     *
     * @param chain what the client presented, its own certificate first
     * @return see {@link TrustSnapshot#vouchers}
     */
    public Vouchers vouchers(List<X509Certificate> chain) {
        requireNonNull(chain, "chain");
        Instant now = clock.instant();
        return atLeastAsStrictAsTheWatcher(now).vouchers(chain, now);
    }

    /**
     * The state there would be after a removal, by which to judge who would be cut. Nothing is changed.
     *
     * @param removal what would be removed, and from where
     * @return the current state where that is not the directory that is followed here
     * @throws TrustDirectoryException if it cannot be told whether it is
     */
    public TrustSnapshot after(TrustRemoval removal) {
        requireNonNull(removal, "removal");
        return new TrustSnapshot(
                sources.stream().map(source -> source.after(removal)).toList(), disabledCallers());
    }

    /** A watcher that hangs or died leaves a snapshot that nobody corrects: it must not be believed for ever. */
    private TrustSnapshot atLeastAsStrictAsTheWatcher(Instant now) {
        TrustSnapshot current = snapshot;
        return watcher.staleFor()
                .map(stale -> current.unavailable(now.minus(stale), "not looked at for " + stale.toSeconds() + " s"))
                .orElse(current);
    }

    /**
     * Adds a listener that is called after each look (at least each second once started), when the snapshot it led to is current already:
     * the moment to judge open connections again. A listener that throws is logged, and the others are still called.
     *
     * @param listener returns soon, because nothing is looked at meanwhile
     */
    public void onTick(Runnable listener) {
        tickListeners.add(requireNonNull(listener, "listener"));
    }

    /**
     * Adds a listener that is told of each change of trust: who was added or removed, which file is not used and why, that the directory
     * cannot be read. Without any such listener changes are logged.
     *
     * @param listener is given one line without line breaks, and returns soon
     */
    public void onChange(Consumer<String> listener) {
        changeListeners.add(requireNonNull(listener, "listener"));
    }

    /**
     * Starts to follow the directory, on a daemon thread.
     *
     * @throws IllegalStateException when started before, or closed
     */
    public void start() {
        watcher.start();
    }

    /** Looks at everything now, and calls the listeners, all on this thread. Does not throw. */
    public void refresh() {
        look(true);
        tick();
    }

    /** Stops following the directory. The last snapshot stays, with certificates still judged by the clock. */
    @Override
    public void close() {
        watcher.close();
    }

    /** Looks at every source, everywhere or for a slice of time. Does not throw: what has been seen must count, whatever goes wrong afterwards. */
    void look(boolean everywhere) {
        synchronized (looking) {
            List<String> changes = new ArrayList<>();
            for (TrustSource source : sources) {
                guarded(() -> source.look(clock, everywhere).ifPresent(changes::add));
            }
            disabled.ifPresent(list -> guarded(() -> changes.addAll(list.look(clock))));
            List<TrustState> states = states();
            DisabledCallers callers = disabledCallers();
            if (!states.equals(snapshot.states()) || !callers.equals(snapshot.disabled())) {
                snapshot = new TrustSnapshot(states, callers);
            }
            changes.forEach(this::changed);
        }
    }

    private List<TrustState> states() {
        return sources.stream().map(TrustSource::state).toList();
    }

    private DisabledCallers disabledCallers() {
        return disabled.map(FollowedDisabledCallers::callers).orElse(DisabledCallers.NONE);
    }

    private void changed(String line) {
        if (changeListeners.isEmpty()) {
            LOG.warn("{}", line);
        }
        for (Consumer<String> listener : changeListeners) {
            guarded(() -> listener.accept(line));
        }
    }

    void tick() {
        tickListeners.forEach(LiveTrust::guarded);
    }

    private static void guarded(Runnable listener) {
        try {
            listener.run();
        } catch (Throwable e) {
            LOG.error("client trust: a look or a listener failed", e);
        }
    }
}
