package io.securerpc.jetty;

import io.securerpc.testsupport.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keeps one HTTP/2 connection and asks for numbers on it, one after another. */
final class Http2Member extends Member {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The number of the last answer; each was the one asked for. */
    volatile int last;

    volatile String unexpected = "";
    volatile boolean goneAway;

    private final int port;
    private int asked;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Http2Member(int client, int port) {
        super(client);
        this.port = port;
    }

    @Override
    byte[] greeting() {
        open = true;
        return ByteBuffer.allocate(PREFACE.length + 9)
                .put(PREFACE)
                .put(frame(4, 0, 0))
                .array();
    }

    /** Asks for the next number, unless it is still waiting for the last. */
    void ask() {
        if (endedAt == 0 && !goneAway && asked == last) {
            asked++;
            int stream = 2 * asked - 1;
            send(frame(
                    1,
                    4,
                    stream,
                    RawHttp2.headers(RawHttp2.postHeaders("127.0.0.1:" + port, "content-type", "application/json"))));
            String request =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"text\":\"n" + asked + "n\"}}";
            send(frame(0, 1, stream, request.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    void received(ByteBuffer bytes) {
        while (bytes.remaining() >= 9 && bytes.remaining() >= 9 + length(bytes)) {
            byte[] payload = new byte[length(bytes)];
            bytes.position(bytes.position() + 3);
            int type = bytes.get();
            int flags = bytes.get();
            bytes.getInt();
            bytes.get(payload);
            handle(type, flags, payload);
        }
    }

    private static int length(ByteBuffer bytes) {
        return bytes.getInt(bytes.position()) >>> 8;
    }

    private void handle(int type, int flags, byte[] payload) {
        if (type == 4 && (flags & 1) == 0) {
            send(frame(4, 1, 0));
        } else if (type == 6 && (flags & 1) == 0) {
            send(frame(6, 1, 0, payload));
        } else if (type == 7) {
            goneAway = true;
        } else if (type == 3) {
            unexpected = "stream reset after " + last;
        } else if (type == 0) {
            body.writeBytes(payload);
            if (payload.length > 0) {
                send(frame(
                        8, 0, 0, ByteBuffer.allocate(4).putInt(payload.length).array()));
            }
            if ((flags & 1) != 0) {
                answered(body.toString(StandardCharsets.UTF_8));
                body.reset();
            }
        }
    }

    private void answered(String answer) {
        if (unexpected.isEmpty() && answer.contains("\"n" + asked + "n\"")) {
            last = asked;
        } else {
            unexpected = "after " + last + ": " + answer;
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte... payload) {
        return RawHttp2.frame(type, flags, stream, payload);
    }
}
