package io.securerpc.caller;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The text by which somebody proves to have a token: {@code srt_}, 256 random bits in 43 characters, and a checksum in 6.
 *
 * <p>The prefix lets scanners for leaked secrets find it; the checksum lets them be certain without asking, and lets a mistyped token be told from a
 * revoked one. Letters and digits only, so that a double click selects it whole and nothing needs quoting.
 */
final class TokenSecret {
    static final String PREFIX = "srt_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int BITS = 256;
    /** 62 to the 43rd is the first power over 2 to the 256th. */
    private static final int RANDOM = 43;
    /** 62 to the 6th is the first power over 2 to the 32nd. */
    private static final int CHECKSUM = 6;

    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9A-Za-z]{" + (RANDOM + CHECKSUM) + "}");

    private final String text;

    private TokenSecret(String text) {
        this.text = text;
    }

    static TokenSecret random(SecureRandom random) {
        String start = PREFIX + digits(new BigInteger(BITS, random), RANDOM);
        return new TokenSecret(start + checksum(start));
    }

    /** Empty for what this library cannot have made. */
    static Optional<TokenSecret> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        int end = PREFIX.length() + RANDOM;
        return text.substring(end).equals(checksum(text.substring(0, end)))
                ? Optional.of(new TokenSecret(text))
                : Optional.empty();
    }

    TokenHash hash() {
        return TokenHash.of(text);
    }

    String text() {
        return text;
    }

    /** Four stars. */
    @Override
    public String toString() {
        return "****";
    }

    private static String checksum(String start) {
        CRC32 crc = new CRC32();
        crc.update(start.getBytes(StandardCharsets.US_ASCII));
        return digits(BigInteger.valueOf(crc.getValue()), CHECKSUM);
    }

    private static String digits(BigInteger number, int length) {
        char[] digits = new char[length];
        BigInteger rest = number;
        for (int i = length - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(digits);
    }
}
