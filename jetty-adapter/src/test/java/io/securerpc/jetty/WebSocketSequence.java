package io.securerpc.jetty;

import io.securerpc.testsupport.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Frames of one client, at random: good ones, then perhaps something that is none, and how the standard says that it ends. */
final class WebSocketSequence {
    private static final byte[] NONE = {};
    private static final Set<Integer> ANY = Set.of(1000, 1002, 1003, 1005, 1007, 1008, 1009);

    /** How it ends. */
    private enum End {
        GOODBYE(Set.of(1000)),
        GOODBYE_WITHOUT_CODE(Set.of(1000, 1005)),
        /** Of the TCP connection, between frames or within one. */
        LEFT(Set.of()),
        LEFT_WITHIN_A_FRAME(Set.of()),
        RESERVED_BIT(Set.of(1002)),
        UNKNOWN_OPCODE(Set.of(1002)),
        NO_MASK(Set.of(1002)),
        LONG_PING(Set.of(1002)),
        FRAGMENTED_PONG(Set.of(1002)),
        ORPHAN(Set.of(1002)),
        NESTED(Set.of(1002)),
        NEGATIVE_LENGTH(Set.of(1002)),
        BAD_GOODBYE(Set.of(1002)),
        BINARY(Set.of(1003)),
        NO_UTF8(Set.of(1007)),
        TOO_BIG(Set.of(1009)),
        PINGS(Set.of(1008)),
        FRAGMENTS(Set.of(1008)),
        NOISE(ANY);

        private final Set<Integer> codes;

        End(Set<Integer> codes) {
            this.codes = codes;
        }
    }

    private final Random random;
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> ids = new ArrayList<>();
    private final List<String> pings = new ArrayList<>();
    private final End end;

    WebSocketSequence(long seed, int maxBytes) {
        this.random = new Random(seed);
        this.maxBytes = maxBytes;
        int messages = random.nextInt(6);
        for (int i = 0; i < messages; i++) {
            message("m" + i);
        }
        this.end = End.values()[random.nextInt(End.values().length)];
        append();
    }

    /** What the client writes, one piece after the other. */
    List<byte[]> pieces() {
        byte[] all = bytes.toByteArray();
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        while (from < all.length) {
            int longest = random.nextBoolean() ? all.length : 1 + random.nextInt(40);
            int to = pieces.size() < 20 ? Math.min(all.length, from + 1 + random.nextInt(longest)) : all.length;
            pieces.add(Arrays.copyOfRange(all, from, to));
            from = to;
        }
        return pieces;
    }

    /** Ids of the calls; each is answered at most once. */
    List<String> ids() {
        return List.copyOf(ids);
    }

    /** Payloads of the pings. */
    List<String> pings() {
        return List.copyOf(pings);
    }

    /** Whether each call and each ping has to be answered before it ends. */
    boolean isAnswered() {
        return end == End.GOODBYE || end == End.GOODBYE_WITHOUT_CODE;
    }

    /** Whether the client ends it, and perhaps nobody says goodbye. */
    boolean isLeft() {
        return end == End.LEFT || end == End.LEFT_WITHIN_A_FRAME || end == End.NOISE;
    }

    Set<Integer> closeCodes() {
        return end.codes;
    }

    @Override
    public String toString() {
        return end + " after " + ids.size() + " calls and " + pings.size() + " pings";
    }

    private void message(String id) {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"count\"}";
        byte[] payload = (call + " ".repeat(random.nextInt(300))).getBytes(StandardCharsets.UTF_8);
        ids.add(id);
        int fragments = 1 + random.nextInt(4);
        int from = 0;
        for (int i = 0; i < fragments; i++) {
            boolean last = i == fragments - 1;
            int to = last ? payload.length : from + random.nextInt(payload.length - from + 1);
            frame(last, i == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION, Arrays.copyOfRange(payload, from, to));
            from = to;
            if (random.nextInt(4) == 0) {
                control(id + "." + i);
            }
        }
    }

    private void control(String payload) {
        boolean ping = random.nextBoolean();
        if (ping) {
            pings.add(payload);
        }
        frame(true, ping ? RawWebSocket.PING : RawWebSocket.PONG, payload.getBytes(StandardCharsets.US_ASCII));
    }

    private void append() {
        switch (end) {
            case GOODBYE -> frame(true, RawWebSocket.CLOSE, new byte[] {3, (byte) 0xe8, 'b', 'y', 'e'});
            case GOODBYE_WITHOUT_CODE -> frame(true, RawWebSocket.CLOSE, NONE);
            case LEFT -> {}
            case LEFT_WITHIN_A_FRAME -> {
                byte[] frame = RawWebSocket.frame(random.nextBoolean(), RawWebSocket.TEXT, new byte[200]);
                bytes.write(frame, 0, 1 + random.nextInt(frame.length - 1));
            }
            case RESERVED_BIT -> bytes.writeBytes(empty(0x81 | 0x10 << random.nextInt(3)));
            case UNKNOWN_OPCODE -> bytes.writeBytes(empty(0x80 | (random.nextBoolean() ? 3 : 11) + random.nextInt(5)));
            case NO_MASK -> bytes.writeBytes(new byte[] {(byte) 0x81, 2, '{', '}'});
            case LONG_PING -> frame(true, RawWebSocket.PING, new byte[126 + random.nextInt(100)]);
            case FRAGMENTED_PONG -> frame(false, RawWebSocket.PONG, NONE);
            case ORPHAN -> frame(random.nextBoolean(), RawWebSocket.CONTINUATION, new byte[] {' '});
            case NESTED -> {
                frame(false, RawWebSocket.TEXT, new byte[] {' '});
                frame(random.nextBoolean(), RawWebSocket.TEXT, new byte[] {' '});
            }
            case NEGATIVE_LENGTH -> bytes.writeBytes(RawWebSocket.header(0x81, -1 - random.nextInt(1_000)));
            case BAD_GOODBYE -> frame(true, RawWebSocket.CLOSE, new byte[] {3, (byte) 0xed});
            case BINARY -> frame(random.nextBoolean(), RawWebSocket.BINARY, new byte[1 + random.nextInt(9)]);
            case NO_UTF8 -> frame(true, RawWebSocket.TEXT, new byte[] {'"', (byte) 0xff, '"'});
            case TOO_BIG -> tooBig();
            // Twice as many as a second may have, so that they are too many of one second wherever the next begins.
            case PINGS -> floodOf(2 * 129, true, RawWebSocket.PING, NONE);
            case FRAGMENTS -> {
                frame(false, RawWebSocket.TEXT, new byte[] {' '});
                floodOf(128, false, RawWebSocket.CONTINUATION, new byte[] {' '});
            }
            case NOISE -> {
                byte[] noise = new byte[1 + random.nextInt(400)];
                random.nextBytes(noise);
                bytes.writeBytes(noise);
            }
        }
    }

    private void tooBig() {
        if (random.nextBoolean()) {
            frame(false, RawWebSocket.TEXT, new byte[1_000]);
            bytes.writeBytes(RawWebSocket.header(0x80, maxBytes - 999L));
        } else {
            bytes.writeBytes(RawWebSocket.header(0x81, maxBytes + 1L + random.nextInt(1_000_000)));
        }
    }

    private void floodOf(int times, boolean last, int opcode, byte[] payload) {
        for (int i = 0; i < times; i++) {
            frame(last, opcode, payload);
        }
    }

    private void frame(boolean last, int opcode, byte[] payload) {
        bytes.writeBytes(RawWebSocket.frame(last, opcode, payload));
    }

    private static byte[] empty(int first) {
        return new byte[] {(byte) first, (byte) 0x80, 1, 2, 3, 4};
    }
}
