package io.securerpc.jetty;

import io.securerpc.testsupport.FairTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** One TLS connection of a {@link Crowd}; all but the constructor and the fields for others runs on the crowd's thread. */
abstract class Member {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final FairTime CLOCK = FairTime.start();

    /** Whose connection it is. */
    final int client;
    /** When it ended, by the nano clock; 0 while it is open. */
    volatile long endedAt;
    /** The same {@linkplain #fairNow() by a clock} that stands still where everything does. */
    volatile long fairEnd;
    /** Reads nothing any more from the moment this is set. */
    volatile boolean deaf;
    /** Ready to do what it is there for. */
    volatile boolean open;

    private SocketChannel channel;
    private SSLEngine engine;
    private SelectionKey key;
    private final ByteBuffer incoming = ByteBuffer.allocate(20_000);
    private final ByteBuffer outgoing = ByteBuffer.allocate(20_000);
    private final ByteBuffer plain = ByteBuffer.allocate(20_000);
    private final ByteArrayOutputStream toSend = new ByteArrayOutputStream();
    private boolean greeted;

    Member(int client) {
        this.client = client;
    }

    /** What to send first. */
    abstract byte[] greeting();

    /** Takes what it can of the bytes between position and limit, and leaves the rest for later. */
    abstract void received(ByteBuffer bytes);

    /** In nanoseconds since any moment, without those in which everything stood still. */
    static long fairNow() {
        return CLOCK.elapsed().toNanos();
    }

    final void begin(SocketChannel channel, SSLEngine engine) {
        this.channel = channel;
        this.engine = engine;
    }

    final void register(SelectionKey key) throws IOException {
        this.key = key;
        engine.beginHandshake();
        turn();
    }

    final void ready() {
        if (deaf) {
            key.interestOps(0);
            return;
        }
        try {
            if (key.isReadable() && channel.read(incoming) < 0) {
                ended();
                return;
            }
            turn();
        } catch (IOException | RuntimeException e) {
            ended();
        }
    }

    /** Sends some bytes, now or once the handshake is done. */
    final void send(byte[] bytes) {
        toSend.writeBytes(bytes);
        if (endedAt == 0 && greeted) {
            try {
                turn();
            } catch (IOException e) {
                // It has been reset: what was said before that can still be read, and then its end.
                toSend.reset();
            }
        }
    }

    final void ended() {
        if (endedAt == 0) {
            fairEnd = fairNow();
            endedAt = System.nanoTime();
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads again what has come meanwhile, if anything may still be read. */
    final void listenAgain() {
        deaf = false;
        key.interestOps(SelectionKey.OP_READ);
    }

    private void turn() throws IOException {
        boolean moved = true;
        while (moved) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                moved = wrap(NOTHING);
            } else if (status == HandshakeStatus.NOT_HANDSHAKING && !greeted) {
                greeted = true;
                toSend.writeBytes(greeting());
            } else if (status == HandshakeStatus.NOT_HANDSHAKING && toSend.size() > 0) {
                ByteBuffer bytes = ByteBuffer.wrap(toSend.toByteArray());
                toSend.reset();
                while (bytes.hasRemaining()) {
                    moved = wrap(bytes);
                }
            } else {
                moved = unwrap();
            }
        }
    }

    private boolean wrap(ByteBuffer bytes) throws IOException {
        outgoing.clear();
        SSLEngineResult result = engine.wrap(bytes, outgoing);
        outgoing.flip();
        while (outgoing.hasRemaining()) {
            channel.write(outgoing); // requests are small: the kernel always has room for them
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException("closed");
        }
        return true;
    }

    private boolean unwrap() throws IOException {
        incoming.flip();
        SSLEngineResult result = engine.unwrap(incoming, plain);
        incoming.compact();
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            ended();
            return false;
        }
        if (result.bytesProduced() > 0) {
            plain.flip();
            received(plain);
            plain.compact();
        }
        return result.getStatus() == SSLEngineResult.Status.OK && endedAt == 0;
    }
}
