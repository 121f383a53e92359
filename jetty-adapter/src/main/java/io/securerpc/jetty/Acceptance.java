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

    /** Whether there may be more to accept. */
    static boolean isOpen(AbstractConnector connector) {
        return connector.getTransport() instanceof ServerSocketChannel server && server.isOpen();
    }
}
