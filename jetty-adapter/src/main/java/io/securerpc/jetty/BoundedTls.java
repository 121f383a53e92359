package io.securerpc.jetty;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;

/** A TLS connection whose peer cannot keep the server busy with records that carry nothing for anybody above TLS. */
abstract class BoundedTls extends SslConnection {
    private final ConnectionGuard guard;
    private final IdleRecords idleRecords = new IdleRecords(System::nanoTime);

    BoundedTls(ClientTlsConnectionFactory factory, Connector connector, EndPoint endPoint, SSLEngine engine) {
        super(
                connector.getByteBufferPool(),
                connector.getExecutor(),
                factory.getSslContextFactory(),
                endPoint,
                engine,
                factory.isDirectBuffersForEncryption(),
                factory.isDirectBuffersForDecryption());
        guard = ConnectionGuard.of(connector);
    }

    /** Whether its handshake is over. */
    abstract boolean isJudged();

    @Override
    protected boolean networkFlush(ByteBuffer output) throws IOException {
        boolean all = super.networkFlush(output);
        if (!all && idleRecords.answering()) {
            throw dropped(IdleRecords.UNREAD);
        }
        return all;
    }

    @Override
    protected SSLEngineResult wrap(SSLEngine engine, ByteBuffer[] input, ByteBuffer output) throws SSLException {
        SSLEngineResult result = super.wrap(engine, input, output);
        idleRecords.wrote(result, !isJudged());
        return result;
    }

    @Override
    protected SSLEngineResult unwrap(SSLEngine engine, ByteBuffer input, ByteBuffer output) throws SSLException {
        SSLEngineResult result = super.unwrap(engine, input, output);
        String limit = idleRecords.tooMuch(
                result, !isJudged(), getSslEndPoint().getWriteFlusher().isPending());
        if (limit != null) {
            throw dropped(limit);
        }
        return result;
    }

    /** Not told under this connection's lock, for which whoever closes it waits: a listener is the node's own code. */
    private SSLException dropped(String limit) {
        // Which an endpoint that is closed no longer knows.
        SocketAddress remote = getEndPoint().getRemoteSocketAddress();
        getExecutor().execute(() -> {
            Transport.reset(getEndPoint());
            guard.tell(remote, limit);
        });
        return new SSLException(limit);
    }
}
