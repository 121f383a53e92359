package io.securerpc.jetty;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done to the TCP connection under everything else. */
final class Transport {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private Transport() {}

    /** Ends what is sent, so that the peer reads it to its end. */
    static void finish(EndPoint endPoint) {
        raw(endPoint).shutdownOutput();
    }

    static EndPoint raw(EndPoint endPoint) {
        EndPoint raw = endPoint;
        while (raw instanceof EndPoint.Wrapper wrapper) {
            raw = wrapper.unwrap();
        }
        return raw;
    }

    /** Closes at once with RST: what the kernel still holds for a peer that never reads is thrown away. */
    static void reset(EndPoint endPoint) {
        EndPoint raw = raw(endPoint);
        // A Unix domain socket does not linger.
        if (raw instanceof SocketChannelEndPoint socket) {
            lingerNot(socket.getChannel());
        }
        raw.close();
    }

    /** The same for a channel that has no endpoint yet. */
    static void reset(SocketChannel channel) {
        lingerNot(channel);
        IO.close(channel);
    }

    private static void lingerNot(SocketChannel channel) {
        if (!channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            return;
        }
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException closedAlready) {
            LOG.trace("connection was closed before it could be reset", closedAlready);
        }
    }
}
