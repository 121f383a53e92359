package io.securerpc.tls;

import io.securerpc.tls.RawHello.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The key that a TLS 1.3 server encrypts its half of the handshake with (RFC 8446, section 7.1). */
final class Tls13Secrets {
    private final boolean chacha;
    private final byte[] key;
    private final byte[] iv;
    private long sequence;

    private Tls13Secrets(boolean chacha, byte[] key, byte[] iv) {
        this.chacha = chacha;
        this.key = key;
        this.iv = iv;
    }

    static Tls13Secrets of(String suite, byte[] shared, byte[] transcript) throws GeneralSecurityException {
        String hash = digest(suite);
        int length = MessageDigest.getInstance(hash).getDigestLength();
        byte[] early = hmac(hash, new byte[length], new byte[length]);
        byte[] derived =
                expand(hash, early, "derived", MessageDigest.getInstance(hash).digest(), length);
        byte[] handshake = hmac(hash, derived, shared);
        byte[] server = expand(hash, handshake, "s hs traffic", hash(suite, transcript), length);
        byte[] key = expand(hash, server, "key", new byte[0], suite.contains("AES_128") ? 16 : 32);
        return new Tls13Secrets(suite.contains("CHACHA20"), key, expand(hash, server, "iv", new byte[0], 12));
    }

    static byte[] hash(String suite, byte[] transcript) throws GeneralSecurityException {
        return MessageDigest.getInstance(digest(suite)).digest(transcript);
    }

    /** The handshake messages in a record, in the order in which the records were sent. */
    byte[] open(byte[] record) throws GeneralSecurityException {
        byte[] nonce = iv.clone();
        for (int i = 0; i < 8; i++) {
            nonce[11 - i] ^= (byte) (sequence >> (8 * i));
        }
        sequence++;
        Cipher cipher = Cipher.getInstance(chacha ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, chacha ? "ChaCha20" : "AES"),
                chacha ? new IvParameterSpec(nonce) : new GCMParameterSpec(128, nonce));
        cipher.updateAAD(record, 0, 5);
        byte[] inner = cipher.doFinal(record, 5, record.length - 5);
        int end = inner.length - 1;
        while (inner[end] == 0) {
            end--;
        }
        return inner[end] == 22 ? Arrays.copyOf(inner, end) : new byte[0];
    }

    private static String digest(String suite) {
        return suite.endsWith("SHA384") ? "SHA-384" : "SHA-256";
    }

    private static byte[] hmac(String hash, byte[] key, byte[] data) throws GeneralSecurityException {
        String algorithm = "Hmac" + hash.replace("-", "");
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(data);
    }

    /** HKDF-Expand-Label; no output here is longer than one block of the hash. */
    private static byte[] expand(String hash, byte[] secret, String label, byte[] context, int length)
            throws GeneralSecurityException {
        byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] info = new Bytes()
                .u16(length)
                .u8(name.length)
                .raw(name)
                .u8(context.length)
                .raw(context)
                .u8(1)
                .array();
        return Arrays.copyOf(hmac(hash, secret, info), length);
    }
}
