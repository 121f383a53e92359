package io.securerpc.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Just enough of HTTP/2 (RFC 9113) on a {@link RawConnection} to post, read the body of the answer, and then watch
 * what becomes of the connection. Headers are sent as HPACK literals; response headers are passed over.
 */
public final class RawHttp2 implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;
    private static final int MAX_FRAME = 16_384;

    private final RawConnection connection;
    private int nextStream = 1;
    private int literal;

    private RawHttp2(RawConnection connection) {
        this.connection = connection;
    }

    /**
     * A frame as it was read.
     *
     * @param type the kind
     * @param flags as they are
     * @param stream 0 for the connection
     * @param payload its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    public record Frame(int type, int flags, int stream, byte[] payload) {
        /** Returns whether it is a GOAWAY. */
        public boolean isGoAway() {
            return type == GOAWAY;
        }

        /** Returns what a GOAWAY or RST_STREAM says, and of DATA its text; empty of all others. */
        public String text() {
            ByteBuffer content = ByteBuffer.wrap(payload);
            return switch (type) {
                case DATA -> "data " + stream + " " + new String(payload, StandardCharsets.UTF_8);
                case RST_STREAM -> "reset " + stream + " error " + content.getInt();
                case GOAWAY ->
                    "goaway " + content.getInt() + " error " + content.getInt() + " "
                            + new String(payload, 8, payload.length - 8, StandardCharsets.UTF_8);
                default -> "";
            };
        }
    }

    /** Sends the preface on a connection whose ALPN chose {@code h2}. */
    public static RawHttp2 open(RawConnection connection) throws IOException {
        if (!connection.applicationProtocol().equals("h2")) {
            connection.close();
            throw new IOException("application protocol: '" + connection.applicationProtocol() + "' (expected: h2)");
        }
        RawHttp2 http2 = new RawHttp2(connection);
        connection.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        http2.writeFrame(SETTINGS, 0, 0, new byte[0]);
        return http2;
    }

    /** From now on the server is asked to remember headers (RFC 7541 §6.2.1), as it is not otherwise. */
    public void rememberHeaders() {
        literal = 0x40;
    }

    /** Returns the connection under it. */
    public RawConnection connection() {
        return connection;
    }

    /** Returns a header block of literals, given as name, value, name, value. */
    public static byte[] headers(String... namesAndValues) {
        return headers(0, namesAndValues); // without indexing
    }

    private static byte[] headers(int literal, String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(literal); // with a new name
            }
            byte[] text = namesAndValues[i].getBytes(StandardCharsets.UTF_8);
            writeLength(block, text.length);
            block.writeBytes(text);
        }
        return block.toByteArray();
    }

    /** In seven bits, and from 127 on in further bytes (RFC 7541 §5.1). */
    private static void writeLength(ByteArrayOutputStream block, int length) {
        block.write(Math.min(length, 127));
        if (length >= 127) {
            int rest = length - 127;
            for (; rest >= 128; rest >>>= 7) {
                block.write((rest & 127) | 128);
            }
            block.write(rest);
        }
    }

    /** Returns the bytes of one frame of any kind. */
    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >>> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Sends one frame of any kind, whatever it breaks. */
    public void sendFrame(int type, int flags, int stream, byte[] payload) throws IOException {
        writeFrame(type, flags, stream, payload);
    }

    /** Reads until the server says GOAWAY, and returns the error it gives. */
    public int readGoAway() throws IOException {
        Frame frame = readFrame();
        while (frame.type() != GOAWAY) {
            frame = readFrame();
        }
        return ByteBuffer.wrap(frame.payload()).getInt(4);
    }

    /** Reads until the server resets a stream, and returns the error it gives. */
    public int readReset(int stream) throws IOException {
        Frame frame = readFrame();
        while (frame.type() != RST_STREAM || frame.stream() != stream) {
            frame = readFrame();
        }
        return ByteBuffer.wrap(frame.payload()).getInt();
    }

    /** Posts a JSON body to {@code /} and returns the body of the answer. */
    public String post(String json) throws IOException {
        int stream = beginPost();
        finishPost(stream, json);
        return readBody(stream);
    }

    /** Sends the headers of a POST of JSON to {@code /}, and returns its stream. */
    public int beginPost() throws IOException {
        return beginPost("127.0.0.1:" + connection.socket().getPort(), "content-type", "application/json");
    }

    /** Sends the headers of a POST to {@code /} with any authority and further headers, and returns its stream. */
    public int beginPost(String authority, String... namesAndValues) throws IOException {
        return sendHeaders(0, postHeaders(authority, namesAndValues));
    }

    /** Returns the headers of a POST to {@code /}: those that HTTP/2 demands, and further ones. */
    public static String[] postHeaders(String authority, String... namesAndValues) {
        List<String> all =
                new ArrayList<>(List.of(":method", "POST", ":scheme", "https", ":path", "/", ":authority", authority));
        all.addAll(List.of(namesAndValues));
        return all.toArray(String[]::new);
    }

    /** Sends the body of a POST that was begun. */
    public void finishPost(int stream, String json) throws IOException {
        finishPost(stream, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the body of a POST that was begun, in frames as large as they may be. */
    public void finishPost(int stream, byte[] body) throws IOException {
        int sent = 0;
        for (; body.length - sent > MAX_FRAME; sent += MAX_FRAME) {
            writeFrame(DATA, 0, stream, Arrays.copyOfRange(body, sent, sent + MAX_FRAME));
        }
        writeFrame(DATA, END_STREAM, stream, Arrays.copyOfRange(body, sent, body.length));
    }

    /** Resets a stream, as a client does that no longer wants the answer (CANCEL). */
    public void reset(int stream) throws IOException {
        writeFrame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
    }

    /** Reads until the server says GOAWAY. */
    public void awaitGoAway() throws IOException {
        Frame frame = readFrame();
        while (frame.type() != GOAWAY) {
            frame = readFrame();
        }
    }

    /** Sends the headers of a request, given as name, value, name, value, and returns its stream. */
    public int sendHeaders(int flags, String... namesAndValues) throws IOException {
        int stream = nextStream;
        nextStream += 2;
        writeFrame(HEADERS, flags | END_HEADERS, stream, headers(literal, namesAndValues));
        return stream;
    }

    /** Reads the body of the answer on a stream; a reset or the end of the connection is an exception. */
    public String readBody(int stream) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Frame frame = readFrame();
            if (frame.type() == GOAWAY) {
                throw new IOException("HTTP/2 connection ended by GOAWAY, error "
                        + ByteBuffer.wrap(frame.payload()).getInt(4));
            }
            if (frame.stream() != stream) {
                continue;
            }
            if (frame.type() == RST_STREAM) {
                throw new IOException("HTTP/2 stream reset, error "
                        + ByteBuffer.wrap(frame.payload()).getInt());
            }
            if (frame.type() == DATA) {
                body.writeBytes(frame.payload());
            }
            if ((frame.flags() & END_STREAM) != 0 && (frame.type() == DATA || frame.type() == HEADERS)) {
                return body.toString(StandardCharsets.UTF_8);
            }
        }
    }

    /** Reads the next frame; settings and pings are answered, and flow control is given back. */
    public Frame readFrame() throws IOException {
        ByteBuffer head = ByteBuffer.wrap(connection.readExactly(9));
        int length = ((head.getShort() & 0xffff) << 8) | (head.get() & 0xff);
        Frame frame = new Frame(head.get(), head.get(), head.getInt() & 0x7fffffff, connection.readExactly(length));
        if (frame.type() == SETTINGS && (frame.flags() & ACK) == 0) {
            writeFrame(SETTINGS, ACK, 0, new byte[0]);
        } else if (frame.type() == DATA && frame.payload().length > 0) {
            // Gives back what it took of the connection's window, or a long conversation would starve.
            byte[] taken = ByteBuffer.allocate(4).putInt(frame.payload().length).array();
            writeFrame(WINDOW_UPDATE, 0, 0, taken);
        } else if (frame.type() == PING && (frame.flags() & ACK) == 0) {
            writeFrame(PING, ACK, 0, frame.payload());
        }
        return frame;
    }

    private void writeFrame(int type, int flags, int stream, byte[] payload) throws IOException {
        connection.write(frame(type, flags, stream, payload));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
