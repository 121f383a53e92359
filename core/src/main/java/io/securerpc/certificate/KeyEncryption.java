package io.securerpc.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** Encrypts a key the one way it is written here: PBES2 with AES-256-CBC and PBKDF2 with HMAC-SHA-256. */
final class KeyEncryption {
    /** OWASP's number for PBKDF2 with HMAC-SHA-256; half a second at each load, and for each guess. */
    static final int ROUNDS = 600_000;

    private static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyEncryption() {}

    /** An {@code EncryptedPrivateKeyInfo} around PKCS#8, both in DER. */
    static byte[] encrypt(byte[] pkcs8, String secret) {
        byte[] salt = random(SALT_BYTES);
        byte[] iv = random(SALT_BYTES);
        AlgorithmIdentifier hmac = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
        AlgorithmIdentifier scheme = new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                new PBES2Parameters(
                        new KeyDerivationFunc(
                                PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, ROUNDS, KEY_BITS / 8, hmac)),
                        new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv))));
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(secret.getBytes(StandardCharsets.UTF_8), salt, ROUNDS);
        PaddedBufferedBlockCipher cipher =
                new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(AESEngine.newInstance()));
        cipher.init(true, new ParametersWithIV(generator.generateDerivedParameters(KEY_BITS), iv));
        byte[] out = new byte[cipher.getOutputSize(pkcs8.length)];
        try {
            int length = cipher.processBytes(pkcs8, 0, pkcs8.length, out, 0);
            cipher.doFinal(out, length);
            return new EncryptedPrivateKeyInfo(scheme, out).getEncoded();
        } catch (InvalidCipherTextException | IOException e) {
            throw new IllegalStateException("private key: cannot be encrypted (expected: AES takes all bytes)", e);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
