package io.securerpc.jetty;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where passwords are hashed: few threads of their own and a short queue, so that a flood of credentials delays nothing but credentials. */
final class ProofThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProofThreads.class);

    /** With a quarter of a second each, whoever is last in the queue waits some seconds; more would have gone away. */
    private static final int WAITING = 32;

    private final ThreadPoolExecutor threads;

    /** Half of the cores: the other half has calls to serve. */
    ProofThreads() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), ProofThreads::thread);
    }

    ProofThreads(int count, ThreadFactory factory) {
        threads =
                new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** False if it will not be done, because too much is waiting. */
    boolean offer(Runnable proof) {
        try {
            threads.execute(proof);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        } catch (OutOfMemoryError noThread) {
            LOG.warn("a credential is not judged: {}", noThread.toString());
            threads.remove(proof);
            return false;
        }
    }

    /** What is still waiting is not done. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "secure-rpc-proof");
        thread.setDaemon(true);
        return thread;
    }
}
