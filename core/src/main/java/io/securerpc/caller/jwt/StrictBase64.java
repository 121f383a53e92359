package io.securerpc.caller.jwt;

import java.util.Base64;
import java.util.Optional;

/** Base64url as RFC 7515 §2 has it, in the one text that each value has: no padding, no other alphabet, no stray bits at the end. */
final class StrictBase64 {
    private StrictBase64() {}

    static Optional<byte[]> decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
