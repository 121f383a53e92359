package io.securerpc.testsupport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A client's side of TLS that writes only what it is told to, record by record, and reads nothing once its handshake is done. */
public final class TlsRecords {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;

    private TlsRecords(SSLEngine engine) {
        this.engine = engine;
    }

    /** Shakes hands over a connection in plaintext. */
    public static TlsRecords handshake(RawConnection connection, SSLEngine engine, String version) throws IOException {
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        engine.beginHandshake();
        int size = engine.getSession().getPacketBufferSize();
        ByteBuffer in = ByteBuffer.allocate(4 * size).flip();
        ByteBuffer app = ByteBuffer.allocate(4 * size);
        TlsRecords records = new TlsRecords(engine);
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> connection.write(records.data(new byte[0]));
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_UNWRAP -> {
                    SSLEngineResult result = engine.unwrap(in, app);
                    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                        in.compact();
                        int read = connection.socket().getInputStream().read(in.array(), in.position(), in.remaining());
                        if (read < 0) {
                            throw new EOFException("server ended the handshake");
                        }
                        in.position(in.position() + read).flip();
                    }
                }
                default -> {
                    return records;
                }
            }
        }
    }

    /** Returns the record of data, or the next one of the handshake. */
    public byte[] data(byte[] data) throws SSLException {
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(data.length == 0 ? NOTHING : ByteBuffer.wrap(data), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Returns the record of a goodbye. */
    public byte[] goodbye() throws SSLException {
        engine.closeOutbound();
        return data(new byte[0]);
    }

    /** Returns the record of a key update, which TLS 1.3 has, that asks for one of the server. */
    public byte[] keyUpdate() throws SSLException {
        engine.beginHandshake();
        if (engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            throw new IllegalStateException(
                    "handshake status: " + engine.getHandshakeStatus() + " (expected: a key update to be written)");
        }
        return data(new byte[0]);
    }
}
