package io.securerpc.jetty;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Clients that never stop calling, and what they were shown. */
final class Handshakes implements AutoCloseable {
    private static final int THREADS = 3;
    /** Three times what is asked for; more would only take the processor from the histories. */
    private static final int PER_SECOND = 150;

    private final RenewalNode node;
    private final RootClient client = new RootClient(RenewalPairs.ROOT.certificate());
    private final AtomicIntegerArray newest;
    private final AtomicLong count = new AtomicLong();
    private final AtomicInteger favourite = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads;
    private volatile boolean stopped;

    Handshakes(RenewalNode node, int listeners) {
        this.node = node;
        this.newest = new AtomicIntegerArray(listeners);
        this.threads = IntStream.range(0, THREADS)
                .mapToObj(number -> new Thread(() -> run(number), "client-" + number))
                .toList();
        threads.forEach(Thread::start);
    }

    /** Most clients call this listener from now on. */
    void favour(int listener) {
        favourite.set(listener);
    }

    /** Calls a listener once, and returns the newest generation that any client was shown there. */
    int callOnce(int listener, String version) {
        // What somebody was shown before this call began must not be newer than what this one is shown.
        int floor = newest.get(listener);
        try {
            X509Certificate leaf = client.call(node.port(listener), version);
            int generation = RenewalPairs.generation(leaf);
            if (generation < floor) {
                failures.add("listener " + listener + ": generation " + generation + " after " + floor);
            }
            newest.accumulateAndGet(listener, generation, Math::max);
            count.incrementAndGet();
        } catch (IOException | RuntimeException e) {
            failures.add("listener " + listener + ", " + version + ": " + e);
        }
        return newest.get(listener);
    }

    long count() {
        return count.get();
    }

    List<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(int number) {
        long begin = System.nanoTime();
        for (int i = number; !stopped; i++) {
            while (!stopped && count.get() > PER_SECOND * (System.nanoTime() - begin) / 1_000_000_000L) {
                LockSupport.parkNanos(1_000_000);
            }
            int listener = i % 4 == 0 ? i / 4 % newest.length() : favourite.get();
            callOnce(listener, i % 3 == 0 ? "TLSv1.2" : "TLSv1.3");
        }
    }
}
