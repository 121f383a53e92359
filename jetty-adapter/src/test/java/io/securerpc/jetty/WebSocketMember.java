package io.securerpc.jetty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Subscribes to {@code newHeads} and checks that the numbers it is sent come one after another. */
final class WebSocketMember extends UpgradedMember {
    private static final Pattern RESULT = Pattern.compile("\"result\":(\\d+)");

    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}";

    /** The number of the last event; each was the one before and one. */
    volatile int last;

    /** What came instead of the next number, if anything ever did. */
    volatile String unexpected = "";

    volatile int closeCode;

    WebSocketMember(int client, int port) {
        this(client, port, "");
    }

    /** With more lines in its request, each with its end. */
    WebSocketMember(int client, int port, String headers) {
        super(client, port, headers);
    }

    @Override
    String firstMessage() {
        return SUBSCRIBE;
    }

    @Override
    void frames(ByteBuffer bytes) {
        while (frame(bytes)) {}
    }

    private boolean frame(ByteBuffer bytes) {
        if (bytes.remaining() < 2) {
            return false;
        }
        int length = bytes.get(bytes.position() + 1);
        if (length < 0 || length > 125) {
            throw new IllegalStateException("frame of length byte " + length);
        }
        if (bytes.remaining() < 2 + length) {
            return false;
        }
        int opcode = bytes.get() & 0x0f;
        byte[] payload = new byte[bytes.get()];
        bytes.get(payload);
        if (opcode == 8) {
            closeCode = ByteBuffer.wrap(payload).getShort();
        } else if (opcode == 1) {
            text(new String(payload, StandardCharsets.UTF_8));
        }
        return true;
    }

    private void text(String text) {
        Matcher result = RESULT.matcher(text);
        if (!open) {
            open = true; // the answer to the subscription
        } else if (unexpected.isEmpty() && result.find() && Integer.parseInt(result.group(1)) == last + 1) {
            last++;
        } else {
            unexpected = "after " + last + ": " + text;
        }
    }
}
