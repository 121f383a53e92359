package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S1ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * An encryption scheme that is one object identifier: PBES1 of PKCS#5 (RFC 8018, 6.1) and the schemes of PKCS#12 (RFC
 * 7292, appendix C). {@code openssl pkcs8 -v1} and {@code openssl pkcs12 -legacy} write them.
 */
final class PasswordScheme {
    private static final Map<String, PasswordScheme> SCHEMES = Map.of(
            "1.2.840.113549.1.5.3", pkcs5("PBE-MD5-DES", MD5Digest::new, "DES-CBC"),
            "1.2.840.113549.1.5.6", pkcs5("PBE-MD5-RC2-64", MD5Digest::new, "RC2-64-CBC"),
            "1.2.840.113549.1.5.10", pkcs5("PBE-SHA1-DES", SHA1Digest::new, "DES-CBC"),
            "1.2.840.113549.1.5.11", pkcs5("PBE-SHA1-RC2-64", SHA1Digest::new, "RC2-64-CBC"),
            "1.2.840.113549.1.12.1.1", pkcs12("PBE-SHA1-RC4-128", KeyCipher.rc4(128)),
            "1.2.840.113549.1.12.1.2", pkcs12("PBE-SHA1-RC4-40", KeyCipher.rc4(40)),
            "1.2.840.113549.1.12.1.3", pkcs12("PBE-SHA1-3DES", cipher("DES-EDE3-CBC")),
            "1.2.840.113549.1.12.1.4", pkcs12("PBE-SHA1-2DES", cipher("DES-EDE-CBC")),
            "1.2.840.113549.1.12.1.5", pkcs12("PBE-SHA1-RC2-128", cipher("RC2-CBC")),
            "1.2.840.113549.1.12.1.6", pkcs12("PBE-SHA1-RC2-40", cipher("RC2-40-CBC")));

    private final String name;
    private final boolean ofPkcs12;
    private final Supplier<Digest> digest;
    private final KeyCipher cipher;

    private PasswordScheme(String name, boolean ofPkcs12, Supplier<Digest> digest, KeyCipher cipher) {
        this.name = name;
        this.ofPkcs12 = ofPkcs12;
        this.digest = digest;
        this.cipher = cipher;
    }

    static Optional<PasswordScheme> byId(String oid) {
        return Optional.ofNullable(SCHEMES.get(oid));
    }

    KeyDecryption with(PKCS12PBEParams parameters, DerivationCost cost) throws KeyDecryption.Unsupported {
        int iterations = cost.spend(parameters.getIterations(), (ofPkcs12 ? "PKCS#12" : "PBES1") + " iterations");
        return new KeyDecryption(name, cipher.weak(), (secret, data) -> {
            PBEParametersGenerator generator = ofPkcs12
                    ? new PKCS12ParametersGenerator(digest.get())
                    : new PKCS5S1ParametersGenerator(digest.get());
            generator.init(
                    ofPkcs12 ? unicode(secret) : secret.getBytes(StandardCharsets.UTF_8),
                    parameters.getIV(),
                    iterations);
            return decrypt(generator, data);
        });
    }

    /** The passphrase as PKCS#12 hashes it: UTF-16 with a zero at its end, also when there is nothing before the zero. */
    static byte[] unicode(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_16BE);
        return Arrays.copyOf(bytes, bytes.length + 2);
    }

    private byte[] decrypt(PBEParametersGenerator generator, byte[] data) throws KeyDecryption.Undecipherable {
        int keyBits = cipher.keyBytes() * 8;
        if (cipher.ivBytes() == 0) {
            return cipher.decrypt(key(generator.generateDerivedParameters(keyBits)), new byte[0], data);
        }
        ParametersWithIV derived =
                (ParametersWithIV) generator.generateDerivedParameters(keyBits, cipher.ivBytes() * 8);
        return cipher.decrypt(key(requireNonNull(derived.getParameters())), derived.getIV(), data);
    }

    private static byte[] key(CipherParameters parameters) {
        return ((KeyParameter) parameters).getKey();
    }

    private static PasswordScheme pkcs5(String name, Supplier<Digest> digest, String cipher) {
        return new PasswordScheme(name, false, digest, cipher(cipher));
    }

    private static PasswordScheme pkcs12(String name, KeyCipher cipher) {
        return new PasswordScheme(name, true, SHA1Digest::new, cipher);
    }

    private static KeyCipher cipher(String name) {
        return KeyCipher.named(name).orElseThrow();
    }
}
