package io.securerpc.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The client side of RFC 6455 on a {@link RawConnection}, frame by frame, so that a test may misbehave: binary
 * frames, fragments, never reading. It answers no ping and no close by itself, and reads only when asked to.
 */
public final class RawWebSocket implements AutoCloseable {
    /** Continuation of a fragmented message. */
    public static final int CONTINUATION = 0;
    /** A text message. */
    public static final int TEXT = 1;
    /** A binary message. */
    public static final int BINARY = 2;
    /** A close frame. */
    public static final int CLOSE = 8;
    /** A ping frame. */
    public static final int PING = 9;
    /** A pong frame. */
    public static final int PONG = 10;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final RawConnection connection;

    private RawWebSocket(RawConnection connection) {
        this.connection = connection;
    }

    /**
     * A frame as it was read.
     *
     * @param last whether it ends its message
     * @param opcode the kind
     * @param payload its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    public record Frame(boolean last, int opcode, byte[] payload) {
        /** Returns the payload as text. */
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** Returns the status of a close frame; 1005, as RFC 6455 names it, if it has none. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }
    }

    /** Opens a WebSocket at {@code /}; the handshake must succeed. */
    public static RawWebSocket open(RawConnection connection, String... headerLines) throws IOException {
        RawResponse response = handshake(connection, headerLines);
        if (response.status() != 101) {
            connection.close();
            throw new IOException("WebSocket handshake: status " + response.status() + " (expected: 101)");
        }
        return new RawWebSocket(connection);
    }

    /** Returns the WebSocket on a connection whose upgrade has been answered with 101. */
    public static RawWebSocket on(RawConnection connection) {
        return new RawWebSocket(connection);
    }

    /** Asks for a WebSocket at {@code /} and returns the server's answer, whatever it is; a refusal's body is read. */
    public static RawResponse handshake(RawConnection connection, String... headerLines) throws IOException {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String host = "127.0.0.1:" + connection.socket().getPort();
        for (String line : headerLines) {
            host = line.startsWith("Host: ") ? line.substring("Host: ".length()) : host;
        }
        StringBuilder request = new StringBuilder("GET / HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13")
                .append("\r\nSec-WebSocket-Key: ")
                .append(Base64.getEncoder().encodeToString(nonce));
        for (String line : headerLines) {
            if (!line.startsWith("Host: ")) {
                request.append("\r\n").append(line);
            }
        }
        connection.write(request.append("\r\n\r\n").toString());
        return connection.readResponse();
    }

    /** Returns the connection under it. */
    public RawConnection connection() {
        return connection;
    }

    /** Sends one text message in one frame. */
    public void send(String text) throws IOException {
        sendFrame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends one text message and reads the next message. */
    public String ask(String text) throws IOException {
        send(text);
        return readText();
    }

    /** Sends one frame of any kind, masked as clients must. */
    public void sendFrame(boolean last, int opcode, byte[] payload) throws IOException {
        connection.write(frame(last, opcode, payload));
    }

    /** Returns the bytes of a frame of any kind, masked as clients must. */
    public static byte[] frame(boolean last, int opcode, byte[] payload) {
        byte[] mask = new byte[4];
        RANDOM.nextBytes(mask);
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i % 4];
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(header((last ? 0x80 : 0) | opcode, payload.length));
        frame.writeBytes(mask);
        frame.writeBytes(masked);
        return frame.toByteArray();
    }

    /** Returns the start of a frame that will be masked, up to its length: whatever first byte, whether or not the payload ever comes. */
    public static byte[] header(int first, long length) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(first);
        if (length >= 0 && length < 126) {
            header.write(0x80 | (int) length);
        } else if (length >= 0 && length < 65_536) {
            header.write(0x80 | 126);
            header.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
        } else {
            header.write(0x80 | 127);
            header.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
        return header.toByteArray();
    }

    /** Reads one text message, joining fragments and passing over pings and pongs; anything else is an error. */
    public String readText() throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            Frame frame = readFrame();
            switch (frame.opcode()) {
                case TEXT, CONTINUATION -> text.append(frame.text());
                case PING, PONG -> {
                    continue;
                }
                default ->
                    throw new IOException("WebSocket frame: opcode " + frame.opcode() + ", close code "
                            + frame.closeCode() + " (expected: a text message)");
            }
            if (frame.last()) {
                return text.toString();
            }
        }
    }

    /** Reads frames until the server closes, and returns its close frame. */
    public Frame readClose() throws IOException {
        Frame frame = readFrame();
        while (frame.opcode() != CLOSE) {
            frame = readFrame();
        }
        return frame;
    }

    /** Reads the next frame. */
    public Frame readFrame() throws IOException {
        byte[] head = connection.readExactly(2);
        int length = head[1] & 0x7f;
        if (length == 126) {
            length = ByteBuffer.wrap(connection.readExactly(2)).getShort() & 0xffff;
        } else if (length == 127) {
            length = Math.toIntExact(ByteBuffer.wrap(connection.readExactly(8)).getLong());
        }
        return new Frame((head[0] & 0x80) != 0, head[0] & 0x0f, connection.readExactly(length));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
