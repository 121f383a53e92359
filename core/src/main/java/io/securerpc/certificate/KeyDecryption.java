package io.securerpc.certificate;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * How something in PKCS#8 or PKCS#12 is decrypted with a passphrase: PBES2 of PKCS#5 (RFC 8018), or one of the {@link
 * PasswordScheme}s before it.
 *
 * <p>Keys are derived and data is decrypted with Bouncy Castle's own classes, which know every function OpenSSL writes
 * without a registered provider.
 */
final class KeyDecryption {
    static final String EXPECTED = "PBES2 with PBKDF2 or scrypt, or PBES1, and a cipher such as AES-256-CBC;"
            + " 'openssl pkcs8 -topk8 -v2 aes-256-cbc' writes it anew";

    private final String name;
    private final boolean weak;
    private final Step step;

    KeyDecryption(String name, boolean weak, Step step) {
        this.name = name;
        this.weak = weak;
        this.step = step;
    }

    /** Derives the key and decrypts. */
    @FunctionalInterface
    interface Step {
        byte[] decrypt(String secret, byte[] data) throws Undecipherable;
    }

    static KeyDecryption of(AlgorithmIdentifier algorithm, DerivationCost cost) throws Unsupported {
        ASN1ObjectIdentifier id = algorithm.getAlgorithm();
        try {
            if (id.equals(PKCSObjectIdentifiers.id_PBES2)) {
                return pbes2(PBES2Parameters.getInstance(algorithm.getParameters()), cost);
            }
            PasswordScheme scheme = PasswordScheme.byId(id.getId())
                    .orElseThrow(() -> new Unsupported("encryption scheme " + id.getId(), null));
            return scheme.with(PKCS12PBEParams.getInstance(algorithm.getParameters()), cost);
        } catch (RuntimeException e) { // Bouncy Castle has many ways of saying that ASN.1 is malformed
            throw new Unsupported("encryption parameters that are not ASN.1 of their type", e);
        }
    }

    private static KeyDecryption pbes2(PBES2Parameters parameters, DerivationCost cost) throws Unsupported {
        AlgorithmIdentifier scheme =
                AlgorithmIdentifier.getInstance(parameters.getEncryptionScheme().toASN1Primitive());
        KeyCipher cipher = KeyCipherIds.cipher(scheme);
        byte[] iv = KeyCipherIds.iv(scheme, cipher);
        KeyDerivation derivation = KeyDerivation.of(parameters.getKeyDerivationFunc(), cipher.keyBytes(), cost);
        return new KeyDecryption(
                cipher.name() + ", " + derivation.name(),
                cipher.weak(),
                (secret, data) -> cipher.decrypt(derivation.derive(secret), iv, data));
    }

    /** The cipher and how its key comes from the passphrase, for people. */
    String name() {
        return name;
    }

    /** Whether whoever has the file needs no passphrase, only some patience. */
    boolean weak() {
        return weak;
    }

    byte[] decrypt(String secret, byte[] data) throws Undecipherable {
        return step.decrypt(secret, data);
    }

    /** A way of encrypting that is not one of ours, as the phrase that goes into the caller's own exception. */
    static final class Unsupported extends Exception {
        private static final long serialVersionUID = 1L;

        Unsupported(String found, @Nullable Throwable cause) {
            super(found, cause);
        }

        String found() {
            return String.valueOf(getMessage());
        }
    }

    /** Data that did not come out right: almost always the wrong passphrase. */
    static final class Undecipherable extends Exception {
        private static final long serialVersionUID = 1L;

        Undecipherable(Throwable cause) {
            super(cause);
        }
    }
}
