package io.securerpc.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * The endpoint under a WebSocket, which shows what it reads to {@link IncomingMessages} before Jetty parses it.
 *
 * <p>Jetty's own hooks come too late: a header that never ends is no frame yet, and what Jetty calls frames are pieces as large as its buffer, which says nothing of how many the client has sent.
 */
final class MeteredEndPoint extends ProxyEndPoint {
    private static final int DROPPED_AT_ONCE = 16 * 1024;

    private final IncomingMessages incoming;
    private final AtomicBoolean discarding = new AtomicBoolean();

    /** Nothing of a proxy: that class is the one of Jetty's that hands everything on. */
    MeteredEndPoint(EndPoint endPoint, IncomingMessages incoming) {
        super(
                endPoint,
                endPoint.getLocalSocketAddress(),
                endPoint.getRemoteSocketAddress(),
                null,
                endPoint.getSslSessionData());
        this.incoming = incoming;
    }

    IncomingMessages incoming() {
        return incoming;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int filled = super.fill(buffer);
        if (filled > 0) {
            // Before the fill there was nothing in it, or something that has been seen.
            incoming.read(buffer.slice(buffer.limit() - filled, filled));
        }
        return filled;
    }

    /** Closing at once under what the peer is still sending would reset the connection, and take the goodbye from it: that is dropped, and the connection reset soon. */
    @Override
    public void close(Throwable cause) {
        if (incoming.isRefused() && discarding.compareAndSet(false, true)) {
            discard();
        } else if (!incoming.isRefused()) {
            super.close(cause);
        }
    }

    private void discard() {
        ByteBuffer dropped = BufferUtil.allocate(DROPPED_AT_ONCE);
        try {
            int filled;
            do {
                BufferUtil.clear(dropped);
                filled = super.fill(dropped);
            } while (filled > 0);
            if (filled < 0 || !tryFillInterested(Callback.from(this::discard, super::close))) {
                super.close(null);
            }
        } catch (IOException gone) {
            super.close(gone);
        }
    }
}
