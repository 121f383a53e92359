package io.securerpc.caller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SHA-256 of a token's text: all that is kept of it. A token has 256 random bits, so no slow hash is needed to keep whoever has the file from finding it.
 * Two are compared in a time that does not depend on where they differ.
 */
final class TokenHash {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private static final int MARK = 16;

    private final byte[] digest;

    private TokenHash(byte[] digest) {
        this.digest = digest;
    }

    /** As {@code printf %s TOKEN | sha256sum} has it. */
    static TokenHash of(String secret) {
        try {
            return new TokenHash(
                    MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: part of every JDK)", e);
        }
    }

    /** Empty for anything but 64 lower-case digits, so that one hash has one text. */
    static Optional<TokenHash> parse(String hex) {
        return HEX.matcher(hex).matches()
                ? Optional.of(new TokenHash(HexFormat.of().parseHex(hex)))
                : Optional.empty();
    }

    String hex() {
        return HexFormat.of().formatHex(digest);
    }

    /** Enough of it to tell secrets apart, and not what the file has: it is printed. */
    String mark() {
        return hex().substring(0, MARK);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash hash && MessageDigest.isEqual(hash.digest, digest);
    }

    /** What is hashed here is a hash already: its first bits are as good as any. */
    @Override
    public int hashCode() {
        int bits = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            bits = (bits << Byte.SIZE) | (digest[i] & 0xff);
        }
        return bits;
    }

    @Override
    public String toString() {
        return "****";
    }
}
