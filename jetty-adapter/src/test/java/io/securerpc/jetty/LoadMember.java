package io.securerpc.jetty;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;

/** Subscribes to one topic and notes how long each numbered event took; sparing, because there are hundreds of them beside the server. */
final class LoadMember extends UpgradedMember {
    private final String topic;
    private final AtomicLongArray sentAt;
    private final LatencyCounts latencies;

    /** Numbers that were left out or came twice. */
    volatile int outOfTurn;

    volatile int received;
    private final int step;
    private int last = -1;

    LoadMember(int client, int port, String topic, int step, AtomicLongArray sentAt, LatencyCounts latencies) {
        super(client, port, "");
        this.topic = topic;
        this.step = step;
        this.sentAt = sentAt;
        this.latencies = latencies;
    }

    @Override
    String firstMessage() {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"" + topic + "\"]}";
    }

    @Override
    void frames(ByteBuffer bytes) {
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
}
