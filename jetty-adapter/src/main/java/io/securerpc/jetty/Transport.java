package io.securerpc.jetty;

import java.io.IOException;
import java.net.StandardSocketOptions;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
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

    private static EndPoint raw(EndPoint endPoint) {
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
        if (raw instanceof SocketChannelEndPoint socket
                && socket.getChannel().supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            try {
                socket.getChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException closedAlready) {
                LOG.trace("connection was closed before it could be reset", closedAlready);
            }
        }
        raw.close();
    }
}
