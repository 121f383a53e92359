package io.securerpc.examples;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One block of the demo chain: what it says, and a hash over that and over the block before it.
 *
 * @param height 0 for the first
 * @param previous hash of the block before, 64 hex digits; zeros for the first
 * @param timestamp milliseconds since 1970
 * @param payload any text
 * @param hash SHA-256 over the four others, 64 hex digits
 */
public record Block(long height, String previous, long timestamp, String payload, String hash) {
    private static final String NOTHING_BEFORE = "0".repeat(64);

    /** Refuses a hash that is not the hash of the rest: a block that does not verify cannot exist. */
    public Block {
        requireNonNull(previous, "previous");
        requireNonNull(payload, "payload");
        requireNonNull(hash, "hash");
        String expected = hash(height, previous, timestamp, payload);
        if (!hash.equals(expected)) {
            throw new IllegalArgumentException("block " + height + ": hash " + hash + " (expected: " + expected + ")");
        }
    }

    static Block first(Instant now) {
        return of(0, NOTHING_BEFORE, now.toEpochMilli(), "first block");
    }

    Block next(Instant now, String nextPayload) {
        // A clock that was set back must not make a chain whose time runs backwards.
        return of(height + 1, hash, Math.max(timestamp, now.toEpochMilli()), nextPayload);
    }

    /** Whether this block is the one right after the other. */
    boolean follows(Block other) {
        return height == other.height + 1 && previous.equals(other.hash) && timestamp >= other.timestamp;
    }

    private static Block of(long height, String previous, long timestamp, String payload) {
        return new Block(height, previous, timestamp, payload, hash(height, previous, timestamp, payload));
    }

    private static String hash(long height, String previous, long timestamp, String payload) {
        byte[] text = payload.getBytes(StandardCharsets.UTF_8);
        byte[] before = HexFormat.of().parseHex(previous);
        // All parts but the last have a fixed length, so no two blocks have the same bytes.
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES + before.length + text.length);
        bytes.putLong(height).putLong(timestamp).put(before).put(text);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: part of every JDK)", e);
        }
    }
}
