package io.securerpc.caller;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.digests.KeccakDigest;

/**
 * The text by which somebody proves to have a Parity token: 16 letters and digits, some 95 bits, as {@code parity signer new-token} makes them. It is hashed with the time by whoever has
 * it, so it has to be kept as it is: a hash of it would prove nothing.
 */
final class ParityTokenSecret {
    static final String RULE = "16 to 128 letters and digits";

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 16;
    private static final int GROUP = 4;

    /** Parity drops what is shorter; longer ones are of whoever typed a token of their own. */
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z]{16,128}");

    private static final int KECCAK_BITS = 256;

    private final String text;
    private final TokenHash hash;

    private ParityTokenSecret(String text) {
        this.text = text;
        this.hash = TokenHash.of(text);
    }

    static ParityTokenSecret random(SecureRandom random) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return new ParityTokenSecret(text.toString());
    }

    /** Dashes are how a token is shown, and no part of it. */
    static Optional<ParityTokenSecret> parse(String text) {
        String bare = text.replace("-", "");
        return FORM.matcher(bare).matches() ? Optional.of(new ParityTokenSecret(bare)) : Optional.empty();
    }

    /** Keccak-256 of the token and a time; the padding is Keccak's own and not that of SHA-3. */
    byte[] proofAt(long seconds) {
        byte[] input = (text + ":" + seconds).getBytes(StandardCharsets.US_ASCII);
        KeccakDigest digest = new KeccakDigest(KECCAK_BITS);
        digest.update(input, 0, input.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    /** What stands for it where it must not be seen. */
    TokenHash hash() {
        return hash;
    }

    /** As the file has it. */
    String text() {
        return text;
    }

    /** As people copy it: groups of four. */
    String shown() {
        StringBuilder shown = new StringBuilder(text);
        for (int i = (text.length() - 1) / GROUP * GROUP; i > 0; i -= GROUP) {
            shown.insert(i, '-');
        }
        return shown.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParityTokenSecret secret && secret.hash.equals(hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    /** Four stars. */
    @Override
    public String toString() {
        return "****";
    }
}
