package io.securerpc.jetty;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.IO;

/** How a connector takes connections from the kernel, so that none is forgotten while it is still open: its peer would wait for ever. */
final class Acceptance {
    /** Before it is tried again: what is missing, such as descriptors or memory, comes back later or never. */
    private static final long PAUSE_MILLIS = 1_000;

    private Acceptance() {}

    /** What is set on a socket before anything is read from it. */
    @FunctionalInterface
    interface Configuration {
        void apply(SocketChannel channel) throws IOException;
    }

    /** Waits for one connection, and hands it to the connector's selectors, or resets it. */
    static void acceptOne(AbstractConnector connector, ConnectionGuard guard, Configuration configuration)
            throws IOException {
        if (!(connector.getTransport() instanceof ServerSocketChannel server)) {
            throw new ClosedChannelException();
        }
        SocketChannel channel = server.accept();
        try {
            guard.accepts();
            channel.configureBlocking(false);
            configuration.apply(channel);
            connector.getBean(SelectorManager.class).accept(channel);
            if (!connector.isRunning()) {
                // The selectors may have stopped before they looked at it. Asked behind the hand-over: while it runs,
                // they end what they
                // were given as they stop.
                throw new ClosedChannelException();
            }
        } catch (IOException | RuntimeException | Error failure) {
            guard.onAcceptFailed(channel, failure);
            Transport.reset(channel);
            throw failure;
        }
    }

    /** Wakes those that wait for connections by closing what they wait on. Never by an interrupt, as Jetty would: the JDK forgets what an interrupted accept has just taken. */
    static void end(AbstractConnector connector) {
        if (connector.getTransport() instanceof ServerSocketChannel server) {
            IO.close(server);
        }
    }

    /**
     * Waits for a moment after none could be accepted; whether there may be more to accept. Nothing that fails ends it, not even what is done about it: a server whose memory was short would be deaf ever after.
     */
    static boolean goesOnAfter(Throwable failure, AbstractConnector connector, ConnectionGuard guard) {
        if (!isOpen(connector)) {
            return false;
        }
        try {
            guard.acceptsNone(failure);
        } catch (Throwable unsaid) {
            // Whatever would be done about it needs what is missing. It is tried again.
        }
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            // Only the end of the port ends an acceptor.
            return isOpen(connector);
        }
        return isOpen(connector);
    }

    /** Whether there may be more to accept. */
    static boolean isOpen(AbstractConnector connector) {
        return connector.getTransport() instanceof ServerSocketChannel server && server.isOpen();
    }
}
