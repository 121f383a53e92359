package io.securerpc.jetty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A member that asks for a WebSocket, and has one from then on. */
abstract class UpgradedMember extends Member {
    private final int port;
    private final String headers;
    private boolean upgraded;

    /** With more lines in its request, each with its end. */
    UpgradedMember(int client, int port, String headers) {
        super(client);
        this.port = port;
        this.headers = headers;
    }

    /** What to send when the WebSocket is there. */
    abstract String firstMessage();

    /** Takes the frames that have come whole, and leaves the rest for later. */
    abstract void frames(ByteBuffer bytes);

    @Override
    final byte[] greeting() {
        return ("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n" + headers
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    final void received(ByteBuffer bytes) {
        if (!upgraded) {
            String head = StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
            int end = head.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            if (!head.startsWith("HTTP/1.1 101")) {
                throw new IllegalStateException(head);
            }
            bytes.position(bytes.position() + end + 4);
            upgraded = true;
            sendText(firstMessage());
        }
        frames(bytes);
    }

    private void sendText(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        // A mask of zeros changes nothing.
        send(ByteBuffer.allocate(6 + payload.length)
                .put((byte) 0x81)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .array());
    }
}
