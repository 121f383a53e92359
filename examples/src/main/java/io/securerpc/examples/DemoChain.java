package io.securerpc.examples;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small chain in this process that really appends hash-linked blocks, one in each interval and more on request.
 *
 * <p>Only the last blocks are kept ({@link #KEPT}); the count goes on. All methods may be called from any thread. Those who
 * follow the head hear of every block, in order, each exactly once; they run on the appending thread and must not block.
 */
public final class DemoChain implements AutoCloseable {
    /** How many blocks are kept: some hours of a second each, in a few megabytes. */
    public static final int KEPT = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(DemoChain.class);

    private final InstantSource clock;
    private final Deque<Block> kept = new ArrayDeque<>();
    private final Map<String, Block> byHash = new HashMap<>();
    private final List<Consumer<Block>> followers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService producer = Executors.newSingleThreadScheduledExecutor(DemoChain::thread);

    /**
     * A chain of one block, which grows only when it is told to.
     *
     * @param clock dates the blocks
     */
    public DemoChain(InstantSource clock) {
        this.clock = requireNonNull(clock, "clock");
        keep(Block.first(clock.instant()));
    }

    /**
     * A chain that grows by itself.
     *
     * @param interval from one block to the next
     * @return the chain; close it to stop its thread
     */
    public static DemoChain start(Duration interval) {
        requireNonNull(interval, "interval");
        DemoChain chain = new DemoChain(InstantSource.system());
        long nanos = interval.toNanos();
        Future<?> unused =
                chain.producer.scheduleAtFixedRate(() -> chain.append("tick"), nanos, nanos, TimeUnit.NANOSECONDS);
        return chain;
    }

    /**
     * Appends a block now.
     *
     * @param payload any text
     * @return the new head
     */
    public synchronized Block append(String payload) {
        Block block = kept.getLast().next(clock.instant(), requireNonNull(payload, "payload"));
        keep(block);
        followers.forEach(follower -> tell(follower, block));
        return block;
    }

    /**
     * The newest block.
     *
     * @return never absent, a chain starts with one
     */
    public synchronized Block head() {
        return kept.getLast();
    }

    /**
     * A kept block by its hash.
     *
     * @param hash 64 hex digits
     * @return empty if there never was one, or is no more
     */
    public synchronized Optional<Block> block(String hash) {
        return Optional.ofNullable(byHash.get(requireNonNull(hash, "hash")));
    }

    /**
     * Kept blocks in order.
     *
     * @param from height of the first one wanted
     * @param count how many at most
     * @return those that are kept
     */
    public synchronized List<Block> blocks(long from, int count) {
        return kept.stream()
                .filter(block -> block.height() >= from)
                .limit(count)
                .toList();
    }

    /**
     * Follows the head from now on.
     *
     * @param follower told of every new block
     * @return stops following when closed
     */
    public AutoCloseable onHead(Consumer<Block> follower) {
        // Wrapped, so that one who follows twice stops once for each.
        requireNonNull(follower, "follower");
        Consumer<Block> one = block -> follower.accept(block);
        followers.add(one);
        return () -> followers.remove(one);
    }

    /** Stops growing by itself. */
    @Override
    public void close() {
        producer.shutdownNow();
    }

    private void keep(Block block) {
        kept.addLast(block);
        byHash.put(block.hash(), block);
        if (kept.size() > KEPT) {
            byHash.remove(kept.removeFirst().hash());
        }
    }

    /** One follower's fault must neither hide the block from the others nor stop the chain. */
    private static void tell(Consumer<Block> follower, Block block) {
        try {
            follower.accept(block);
        } catch (RuntimeException e) {
            LOG.warn("block {}: a follower failed", block.height(), e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "demo-chain");
        thread.setDaemon(true);
        return thread;
    }
}
