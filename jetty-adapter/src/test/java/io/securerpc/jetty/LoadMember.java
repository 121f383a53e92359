package io.securerpc.jetty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLongArray;

/** Subscribes to one topic and notes how long each numbered event took; sparing, because there are hundreds of them beside the server. */
final class LoadMember extends Member {
    private final int port;
    private final String topic;
    private final AtomicLongArray sentAt;
    private final LatencyCounts latencies;
    /** Numbers that were left out or came twice. */
    volatile int outOfTurn;

    volatile int received;
    private final int step;
    private int last = -1;
    private boolean upgraded;

    LoadMember(int client, int port, String topic, int step, AtomicLongArray sentAt, LatencyCounts latencies) {
        super(client);
        this.port = port;
        this.topic = topic;
        this.step = step;
        this.sentAt = sentAt;
        this.latencies = latencies;
    }

    @Override
    byte[] greeting() {
        return ("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    void received(ByteBuffer bytes) {
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
            subscribe();
        }
        long now = System.nanoTime();
        while (frame(bytes, now)) {}
    }

    private boolean frame(ByteBuffer bytes, long now) {
        if (bytes.remaining() < 2) {
            return false;
        }
        int start = bytes.position();
        int length = bytes.get(start + 1);
        int head = 2;
        if (length == 126) {
            if (bytes.remaining() < 4) {
                return false;
            }
            length = bytes.getShort(start + 2) & 0xffff;
            head = 4;
        }
        if (bytes.remaining() < head + length) {
            return false;
        }
        if (bytes.get(start) == (byte) 0x81) {
            if (open) {
                event(bytes, start + head + length, now);
            } else {
                open = true; // the answer to the subscription
            }
        }
        bytes.position(start + head + length);
        return true;
    }

    /** An event ends with its number: {@code "result":123}}}. */
    private void event(ByteBuffer bytes, int end, long now) {
        int number = 0;
        int factor = 1;
        for (int at = end - 3; bytes.get(at) != ':'; at--) {
            number += factor * (bytes.get(at) - '0');
            factor *= 10;
        }
        if (last >= 0 && number != last + step) {
            outOfTurn++;
        }
        last = number;
        received++;
        latencies.add(now - sentAt.get(number));
    }

    private void subscribe() {
        byte[] payload = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"" + topic + "\"]}")
                .getBytes(StandardCharsets.UTF_8);
        // A mask of zeros changes nothing.
        send(ByteBuffer.allocate(6 + payload.length)
                .put((byte) 0x81)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .array());
    }
}
