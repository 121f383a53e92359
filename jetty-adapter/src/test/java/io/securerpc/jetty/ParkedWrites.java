package io.securerpc.jetty;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * Looks through thread dumps for threads that wait inside of a write. One that waits for a callback is found at once; one that waits for a lock, which another may hold for a moment, only where
 * it has waited from one dump to the next, and so on for half a second, without ever going on.
 */
final class ParkedWrites implements AutoCloseable {
    private static final Pattern CALLBACK =
            Pattern.compile("org\\.eclipse\\.jetty\\.util\\.(FutureCallback|Blocker.*|SharedBlockingCallback.*|IO)");
    private static final Pattern WRITE = Pattern.compile("io\\.securerpc\\.(rpc\\.(ActiveSubscription|Subscriber).*"
            + "|jetty\\.(OutgoingMessages|QueueBudget|WebSocketChannel).*)"
            + "|org\\.eclipse\\.jetty\\.(websocket\\.core\\..*|io\\.WriteFlusher.*|ee11\\.websocket\\..*Remote.*)");

    /** Enough to see what is wrong; a crowd of them at each look would fill the heap. */
    private static final int MOST = 20;

    /** Dumps, of which there are ten a second at most. */
    private static final int UNMOVED = 6;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    final List<String> found = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::look, "thread dumps");
    private volatile boolean closed;
    private volatile int dumps;

    static ParkedWrites watch() {
        ParkedWrites watching = new ParkedWrites();
        watching.thread.start();
        return watching;
    }

    int dumps() {
        return dumps;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join();
    }

    private void look() {
        Map<Long, Wait> before = Map.of();
        while (!closed) {
            Map<Long, Wait> now = new HashMap<>();
            for (ThreadInfo each : THREADS.dumpAllThreads(false, false)) {
                if (each != null && waitsInAWrite(each)) {
                    Wait wait =
                            before.getOrDefault(each.getThreadId(), Wait.NEVER).next(each);
                    now.put(each.getThreadId(), wait);
                    if (found.size() < MOST && (isAnyOf(CALLBACK, each) || wait.dumps() >= UNMOVED)) {
                        found.add(each.getThreadName() + ": " + Arrays.toString(each.getStackTrace()));
                    }
                }
            }
            before = now;
            dumps++;
            try {
                thread.join(100);
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    /** How often a thread had waited by a dump, and in how many dumps in a row it was the same. */
    private record Wait(long number, int dumps) {
        static final Wait NEVER = new Wait(-1, 0);

        Wait next(ThreadInfo thread) {
            long now = thread.getBlockedCount() + thread.getWaitedCount();
            return new Wait(now, now == number ? dumps + 1 : 1);
        }
    }

    private static boolean waitsInAWrite(ThreadInfo each) {
        return each.getThreadState() != Thread.State.RUNNABLE && (isAnyOf(WRITE, each) || isAnyOf(CALLBACK, each));
    }

    private static boolean isAnyOf(Pattern pattern, ThreadInfo each) {
        return Arrays.stream(each.getStackTrace())
                .anyMatch(frame -> pattern.matcher(frame.getClassName()).matches());
    }
}
