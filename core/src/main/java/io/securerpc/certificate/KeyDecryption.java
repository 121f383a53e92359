package io.securerpc.certificate;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * How an {@code ENCRYPTED PRIVATE KEY} is decrypted: PBES2 of PKCS#5 (RFC 8018) or the triple-DES scheme of PKCS#12
 * (RFC 7292, appendix C).
 *
 * <p>Keys are derived with Bouncy Castle, which knows every function OpenSSL writes, and decrypted with the JDK's ciphers.
 */
interface KeyDecryption {
    String EXPECTED = "PBES2 with PBKDF2 or scrypt and AES-CBC or 3DES, or PBE-SHA1-3DES";

    byte[] decrypt(String secret, byte[] data) throws Undecipherable;

    static KeyDecryption of(AlgorithmIdentifier algorithm) throws Unsupported {
        ASN1ObjectIdentifier scheme = algorithm.getAlgorithm();
        try {
            if (scheme.equals(PKCSObjectIdentifiers.id_PBES2)) {
                return pbes2(PBES2Parameters.getInstance(algorithm.getParameters()));
            }
            if (scheme.equals(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)) {
                return pkcs12(PKCS12PBEParams.getInstance(algorithm.getParameters()));
            }
        } catch (RuntimeException e) { // Bouncy Castle has many ways of saying that ASN.1 is malformed
            throw new Unsupported("encryption parameters that are not ASN.1 of their type", e);
        }
        throw new Unsupported("encryption scheme " + scheme, null);
    }

    private static KeyDecryption pbes2(PBES2Parameters parameters) throws Unsupported {
        ASN1ObjectIdentifier cipher = parameters.getEncryptionScheme().getAlgorithm();
        int keyBytes = keyBytes(cipher);
        String name = cipher.equals(PKCSObjectIdentifiers.des_EDE3_CBC) ? "DESede" : "AES";
        ASN1Encodable iv = parameters.getEncryptionScheme().getParameters();
        byte[] ivBytes = ASN1OctetString.getInstance(iv).getOctets();
        KeyDerivation derivation = KeyDerivation.of(parameters.getKeyDerivationFunc(), keyBytes);
        return (secret, data) -> decrypt(name, derivation.derive(secret), ivBytes, data);
    }

    private static KeyDecryption pkcs12(PKCS12PBEParams parameters) throws Unsupported {
        int iterations = KeyDerivation.bounded(parameters.getIterations(), "PKCS#12 iterations");
        return (secret, data) -> {
            PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(new SHA1Digest());
            generator.init(
                    PBEParametersGenerator.PKCS12PasswordToBytes(secret.toCharArray()), parameters.getIV(), iterations);
            ParametersWithIV derived = (ParametersWithIV) generator.generateDerivedParameters(192, 64);
            return decrypt("DESede", ((KeyParameter) derived.getParameters()).getKey(), derived.getIV(), data);
        };
    }

    private static int keyBytes(ASN1ObjectIdentifier cipher) throws Unsupported {
        if (cipher.equals(PKCSObjectIdentifiers.des_EDE3_CBC) || cipher.equals(NISTObjectIdentifiers.id_aes192_CBC)) {
            return 24;
        }
        if (cipher.equals(NISTObjectIdentifiers.id_aes128_CBC)) {
            return 16;
        }
        if (cipher.equals(NISTObjectIdentifiers.id_aes256_CBC)) {
            return 32;
        }
        throw new Unsupported("encryption cipher " + cipher, null);
    }

    private static byte[] decrypt(String name, byte[] key, byte[] iv, byte[] data) throws Undecipherable {
        try {
            Cipher cipher = Cipher.getInstance(name + "/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, name), new IvParameterSpec(iv));
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new Undecipherable(e);
        }
    }

    /** A way of encrypting that is not one of ours, as the phrase that goes into the caller's own exception. */
    final class Unsupported extends Exception {
        private static final long serialVersionUID = 1L;

        Unsupported(String found, @Nullable Throwable cause) {
            super(found, cause);
        }

        String found() {
            return String.valueOf(getMessage());
        }
    }

    /** Data that did not come out right: almost always the wrong passphrase. */
    final class Undecipherable extends Exception {
        private static final long serialVersionUID = 1L;

        Undecipherable(Throwable cause) {
            super(cause);
        }
    }
}
