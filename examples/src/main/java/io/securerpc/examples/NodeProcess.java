package io.securerpc.examples;

import io.securerpc.jetty.RunningServer;
import io.securerpc.jetty.SecureRpcServer;
import io.securerpc.jetty.SecureRpcServerBuilder;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the demo node: starts it, says so, and waits until it is asked to stop, by a signal or by the method {@code stop}. */
final class NodeProcess {
    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);

    private final Duration interval;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    NodeProcess(Duration interval) {
        this.interval = interval;
    }

    /** Blocks until the node has stopped. */
    void run(Consumer<SecureRpcServerBuilder> configure, Consumer<RunningServer> onListening)
            throws InterruptedException {
        try (DemoChain chain = DemoChain.start(interval);
                RunningServer running = server(chain, configure).start()) {
            Thread hook = new Thread(this::stopAndWait, "stop-on-signal");
            Runtime.getRuntime().addShutdownHook(hook);
            onListening.accept(running);
            asked.await();
            forget(hook);
        } finally {
            closed.countDown();
        }
    }

    private SecureRpcServer server(DemoChain chain, Consumer<SecureRpcServerBuilder> configure) {
        DemoNode node = new DemoNode(chain, ProgramVersion.text(), asked::countDown);
        SecureRpcServerBuilder builder = SecureRpcServer.builder().service(node.service());
        configure.accept(builder);
        try {
            return builder.build();
        } catch (IllegalStateException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Runs while the JVM ends: nothing may outlive it, so it waits for the server, whose stop has a deadline of its own. */
    private void stopAndWait() {
        asked.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the JVM ends already", e);
        }
    }
}
