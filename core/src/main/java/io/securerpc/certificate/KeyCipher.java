package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.DefaultBufferedBlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.ARIAEngine;
import org.bouncycastle.crypto.engines.BlowfishEngine;
import org.bouncycastle.crypto.engines.CAST5Engine;
import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.RC2Engine;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.engines.SEEDEngine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.modes.OFBBlockCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.RC2Parameters;

/**
 * A cipher that OpenSSL encrypts private keys with, under OpenSSL's name for it.
 *
 * <p>Many of them are old or regional and protect little or are rare; reading what an operator has is another thing than
 * writing it. Not here, because nobody should have them: ECB, one-bit CFB, DESX, and ChaCha20 without authentication.
 */
final class KeyCipher {
    private static final Pattern NAME = Pattern.compile(
            "(AES|ARIA|CAMELLIA|SEED|SM4|DES-EDE3|DES-EDE|DES|BF|CAST5|RC2)(-\\d+)?-(CBC|CFB8?|OFB|CTR)");

    private static final Map<String, Supplier<BlockCipher>> ENGINES = Map.ofEntries(
            Map.entry("AES", AESEngine::newInstance),
            Map.entry("ARIA", ARIAEngine::new),
            Map.entry("CAMELLIA", CamelliaEngine::new),
            Map.entry("SEED", SEEDEngine::new),
            Map.entry("SM4", SM4Engine::new),
            Map.entry("DES-EDE3", DESedeEngine::new),
            Map.entry("DES-EDE", DESedeEngine::new),
            Map.entry("DES", DESEngine::new),
            Map.entry("BF", BlowfishEngine::new),
            Map.entry("CAST5", CAST5Engine::new),
            Map.entry("RC2", RC2Engine::new));

    private static final Map<String, Integer> KEY_BITS = Map.of("DES-EDE3", 192, "DES", 64);
    private static final List<String> SIZED = List.of("AES", "ARIA", "CAMELLIA");

    private final String name;
    private final String family;
    private final int keyBits;
    private final String mode;

    private KeyCipher(String name, String family, int keyBits, String mode) {
        this.name = name;
        this.family = family;
        this.keyBits = keyBits;
        this.mode = mode;
    }

    /** The RC4 stream cipher, for which OpenSSL writes the key's length into no field. */
    static KeyCipher rc4(int keyBits) {
        return new KeyCipher("RC4-" + keyBits, "RC4", keyBits, "");
    }

    /** By a name as {@code DEK-Info} has it, such as {@code AES-256-CBC}. */
    static Optional<KeyCipher> named(String name) {
        Matcher matcher = NAME.matcher(name.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String family = matcher.group(1);
        boolean sized = matcher.group(2) != null;
        int bits = sized ? Integer.parseInt(matcher.group(2).substring(1)) : KEY_BITS.getOrDefault(family, 128);
        boolean known = SIZED.contains(family)
                ? sized && List.of(128, 192, 256).contains(bits)
                : !sized || (family.equals("RC2") && List.of(40, 64).contains(bits));
        return known ? Optional.of(new KeyCipher(matcher.group(), family, bits, matcher.group(3))) : Optional.empty();
    }

    String name() {
        return name;
    }

    int keyBytes() {
        return keyBits / 8;
    }

    int ivBytes() {
        return family.equals("RC4") ? 0 : engine().getBlockSize();
    }

    /** Whether the cipher itself has been broken or its keys can be searched, whatever the passphrase. */
    boolean weak() {
        return List.of("DES", "RC2", "RC4").contains(family);
    }

    byte[] decrypt(byte[] key, byte[] iv, byte[] data) throws KeyDecryption.Undecipherable {
        try {
            return family.equals("RC4") ? stream(key, data) : blocks(key, iv, data);
        } catch (InvalidCipherTextException | RuntimeException e) { // such as data that is no multiple of a block
            throw new KeyDecryption.Undecipherable(e);
        }
    }

    private static byte[] stream(byte[] key, byte[] data) {
        RC4Engine rc4 = new RC4Engine();
        rc4.init(false, new KeyParameter(key));
        byte[] out = new byte[data.length];
        rc4.processBytes(data, 0, data.length, out, 0);
        return out;
    }

    private byte[] blocks(byte[] key, byte[] iv, byte[] data) throws InvalidCipherTextException {
        CipherParameters parameters = family.equals("RC2") ? new RC2Parameters(key, keyBits) : new KeyParameter(key);
        BufferedBlockCipher cipher = inMode();
        cipher.init(false, new ParametersWithIV(parameters, iv));
        byte[] out = new byte[cipher.getOutputSize(data.length)];
        int length = cipher.processBytes(data, 0, data.length, out, 0);
        length += cipher.doFinal(out, length);
        return Arrays.copyOf(out, length);
    }

    private BufferedBlockCipher inMode() {
        BlockCipher engine = engine();
        int bits = engine.getBlockSize() * 8;
        return switch (mode) {
            case "CBC" -> new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(engine)); // padding of PKCS#7
            case "CFB" -> new DefaultBufferedBlockCipher(CFBBlockCipher.newInstance(engine, bits));
            case "CFB8" -> new DefaultBufferedBlockCipher(CFBBlockCipher.newInstance(engine, 8));
            case "OFB" -> new DefaultBufferedBlockCipher(new OFBBlockCipher(engine, bits));
            default -> new DefaultBufferedBlockCipher(SICBlockCipher.newInstance(engine));
        };
    }

    private BlockCipher engine() {
        return requireNonNull(ENGINES.get(family)).get();
    }
}
