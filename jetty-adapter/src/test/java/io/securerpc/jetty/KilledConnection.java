package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A connection that has come as far as its stage, and ends with a reset. */
final class KilledConnection implements AutoCloseable {
    /** How far it comes. */
    enum Stage {
        /** Nothing is sent. */
        SILENT,
        /** A TLS record that says it is a ClientHello, and ends in the middle. */
        MID_HELLO,
        /** A ClientHello that is answered, and nothing after the answer. */
        MID_HANDSHAKE,
        /** A handshake, and nothing after it. */
        HANDSHAKE,
        MID_HEADER,
        MID_BODY,
        /** An upgrade is asked for, and the answer not read. */
        MID_UPGRADE,
        MID_FRAME,
        /** A long answer is asked for and not read. */
        MID_RESPONSE,
        /** An HTTP/2 stream whose body has not come. */
        MID_STREAM;

        boolean isBeforeTheHandshake() {
            return compareTo(HANDSHAKE) < 0;
        }

        /** Whether the client has read an answer that only whoever is let in gets, so that the server cannot have dropped it unseen. */
        boolean isConfirmed() {
            return this == MID_FRAME || this == MID_RESPONSE;
        }
    }

    private static final String UPGRADE = "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

    /** ECDHE with AES-128-GCM and either kind of certificate. */
    private static final RawHello HELLO = RawHello.of(RawHello.TLS_1_2, 0xc02b, 0xc02f);

    final Stage stage;
    private final RawConnection connection;
    private final Socket transport;

    private KilledConnection(Stage stage, RawConnection connection, Socket transport) {
        this.stage = stage;
        this.connection = connection;
        this.transport = transport;
    }

    static KilledConnection open(Stage stage, RawTlsClient client, int port) throws IOException {
        RawConnection plain = RawTlsClient.connectPlain(port);
        try {
            // Or the kernel takes the whole of a long answer, and it is not in its middle any more.
            plain.socket().setReceiveBufferSize(16 * 1024);
            RawTlsClient speaks = stage == Stage.MID_STREAM ? client.alpn("h2") : client;
            KilledConnection killed = new KilledConnection(
                    stage, stage.isBeforeTheHandshake() ? plain : speaks.handshake(plain), plain.socket());
            killed.come(port);
            return killed;
        } catch (IOException | RuntimeException refused) {
            plain.close();
            throw refused;
        }
    }

    private void come(int port) throws IOException {
        String header = "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Type: application/json\r\n";
        switch (stage) {
            case SILENT, HANDSHAKE -> {}
            case MID_HELLO -> connection.write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
            case MID_HANDSHAKE -> {
                if (HELLO.sendOver(transport).equals(RawHello.Answer.REFUSED)) {
                    throw new IOException("the server did not want the hello");
                }
            }
            case MID_HEADER -> connection.write(header.substring(0, 30));
            case MID_BODY -> connection.write(header + "Content-Length: 1000\r\n\r\n{\"jsonrpc\"");
            case MID_UPGRADE -> connection.write(UPGRADE.formatted(port));
            case MID_FRAME -> {
                RawWebSocket.open(connection);
                connection.write(ByteBuffer.allocate(8)
                        .put((byte) 0x81)
                        .put((byte) 0xfe)
                        .putShort((short) 1000)
                        .array());
            }
            case MID_RESPONSE ->
                connection.write(RawConnection.postRequest(
                        "127.0.0.1:" + port,
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"large\"}",
                        "Content-Type: application/json"));
            case MID_STREAM -> RawHttp2.open(connection).beginPost();
        }
        if (stage == Stage.MID_RESPONSE) {
            connection.readExactly("HTTP/1.1 200".getBytes(US_ASCII).length);
        }
    }

    /** With RST: nothing is said to the server, and nothing of what it sent is taken. */
    @Override
    public void close() throws IOException {
        transport.setSoLinger(true, 0);
        transport.close();
    }
}
