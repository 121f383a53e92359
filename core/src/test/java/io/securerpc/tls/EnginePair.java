package io.securerpc.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A client's and a server's engine that talk through memory, and how each of them sees the handshake end. */
final class EnginePair {
    private final Side client;
    private final Side server;

    EnginePair(SSLEngine client, SSLEngine server) {
        client.setUseClientMode(true);
        this.client = new Side(client);
        this.server = new Side(server);
    }

    /** Talks until both have nothing more to say. */
    EnginePair handshake() throws SSLException {
        client.engine.beginHandshake();
        boolean talking = true;
        for (int round = 0; talking; round++) {
            if (round > 1000) {
                throw new IllegalStateException("the engines never stop talking");
            }
            talking = client.step(server) | server.step(client);
        }
        return this;
    }

    SSLEngine client() {
        return client.engine;
    }

    SSLEngine server() {
        return server.engine;
    }

    /** {@code "ok"} or what the client's engine failed with. */
    String clientView() {
        return client.view();
    }

    /** {@code "ok"} or what the server's engine failed with. */
    String serverView() {
        return server.view();
    }

    private static final class Side {
        private final SSLEngine engine;
        private final ByteBuffer in = ByteBuffer.allocate(1 << 17);
        private final ByteBuffer out = ByteBuffer.allocate(1 << 17);
        private final ByteBuffer plain = ByteBuffer.allocate(1 << 17);
        private String failure = "";

        private Side(SSLEngine engine) {
            this.engine = engine;
        }

        private String view() {
            if (!failure.isEmpty()) {
                return failure;
            }
            return engine.getSession().getProtocol().equals("NONE") ? "no handshake" : "ok";
        }

        private boolean step(Side peer) {
            boolean moved = false;
            try {
                moved = runTasks();
                moved |= receive();
                moved |= runTasks();
            } catch (SSLException e) {
                fail(e);
            }
            try {
                moved |= send(peer);
            } catch (SSLException e) {
                fail(e);
            }
            return moved;
        }

        private void fail(SSLException e) {
            if (failure.isEmpty()) {
                // Newer JDKs put the name of the alert in front.
                failure = e.getMessage().replaceFirst("^\\([a-z_]+\\) ", "");
            }
        }

        private boolean runTasks() {
            boolean moved = false;
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
                moved = true;
            }
            return moved;
        }

        private boolean receive() throws SSLException {
            in.flip();
            try {
                int before = in.remaining();
                return before > 0
                        && !engine.isInboundDone()
                        && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP
                        && (engine.unwrap(in, plain).bytesConsumed() > 0 || in.remaining() != before);
            } finally {
                in.compact();
            }
        }

        private boolean send(Side peer) throws SSLException {
            boolean moved = false;
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
                int produced = engine.wrap(ByteBuffer.allocate(0), out).bytesProduced();
                if (produced == 0) {
                    break;
                }
                moved = true;
            }
            out.flip();
            peer.in.put(out);
            out.clear();
            return moved;
        }
    }
}
