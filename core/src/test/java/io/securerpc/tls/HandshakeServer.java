package io.securerpc.tls;

import io.securerpc.certificate.ServerIdentities;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A real TLS port that does a handshake with one client after another, and remembers what each one offered. */
final class HandshakeServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Thread thread = new Thread(this::serve, "handshake-server");
    private final BlockingQueue<byte[]> hellos = new LinkedBlockingQueue<>();
    private volatile TlsPolicy policy = TlsPolicy.intermediate();
    private volatile Optional<ServerIdentities> identities = Optional.empty();

    HandshakeServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    void serve(TlsPolicy nextPolicy, ServerIdentities nextIdentities) {
        policy = nextPolicy;
        identities = Optional.of(nextIdentities);
    }

    /** What the last client said, once it has said it. */
    ClientOffer offer() throws InterruptedException {
        byte[] hello = hellos.poll(60, TimeUnit.SECONDS);
        if (hello == null) {
            throw new AssertionError("no client came");
        }
        return HelloOffer.of(hello);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.setSoTimeout(60_000);
                handshake(client);
            } catch (IOException e) {
                // The client's own report says how it went; a closed port ends the loop.
                continue;
            }
        }
    }

    private void handshake(Socket client) throws IOException {
        TlsPolicy served = policy;
        SSLEngine engine = ServerTls.context(served, identities::orElseThrow, Optional.empty())
                .createSSLEngine();
        served.applyTo(engine, ClientAuthentication.none());
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        byte[] record = record(in);
        hellos.add(record);
        try {
            unwrap(engine, record);
            flush(engine, out);
            while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING && !engine.isInboundDone()) {
                unwrap(engine, record(in));
                flush(engine, out);
            }
        } catch (SSLException e) {
            flush(engine, out);
            return;
        }
        untilClosed(in);
    }

    /** The client ends the conversation, so that it has printed everything before it sees an end. */
    private static void untilClosed(DataInputStream in) throws IOException {
        try {
            while (true) {
                record(in);
            }
        } catch (EOFException e) {
            return;
        }
    }

    private static byte[] record(DataInputStream in) throws IOException {
        byte[] header = new byte[5];
        in.readFully(header);
        int length = (header[3] & 0xff) << 8 | header[4] & 0xff;
        byte[] record = new byte[5 + length];
        System.arraycopy(header, 0, record, 0, 5);
        in.readFully(record, 5, length);
        return record;
    }

    private static void unwrap(SSLEngine engine, byte[] record) throws SSLException {
        ByteBuffer in = ByteBuffer.wrap(record);
        while (in.hasRemaining() && !engine.isInboundDone()) {
            engine.unwrap(in, ByteBuffer.allocate(1 << 15));
            runTasks(engine);
        }
    }

    private static void flush(SSLEngine engine, OutputStream out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 15);
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
            bytes.clear();
            engine.wrap(ByteBuffer.allocate(0), bytes);
            runTasks(engine);
            out.write(bytes.array(), 0, bytes.position());
        }
        out.flush();
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
