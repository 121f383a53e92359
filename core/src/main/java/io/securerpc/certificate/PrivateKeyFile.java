package io.securerpc.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * The one private key of a PEM file, in any form OpenSSL writes, as a key of the JDK's own providers.
 *
 * <p>Bouncy Castle only takes the containers apart: SunJSSE signs with the JDK's keys, and no provider is registered.
 */
final class PrivateKeyFile {
    static final String EXPECTED =
            "PEM with one private key: PKCS#8, plain or encrypted, PKCS#1 RSA or SEC1 EC, as OpenSSL writes them";

    private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS = Map.of(
            PKCSObjectIdentifiers.rsaEncryption, "RSA",
            PKCSObjectIdentifiers.id_RSASSA_PSS, "RSASSA-PSS",
            X9ObjectIdentifiers.id_ecPublicKey, "EC",
            EdECObjectIdentifiers.id_Ed25519, "EdDSA",
            EdECObjectIdentifiers.id_Ed448, "EdDSA");

    private PrivateKeyFile() {}

    static byte[] bytes(Path file, FileContents contents) {
        try {
            return contents.bytes(file);
        } catch (SmallFile.Unreadable e) {
            throw new PrivateKeyException(file, e.found(), EXPECTED, e);
        }
    }

    static PrivateKey parse(Path file, byte[] pem, KeySecret passphrase) {
        PemObjects objects;
        try {
            objects = PemObjects.parse(pem);
        } catch (PemObjects.NotPem e) {
            throw new PrivateKeyException(file, e.found(), EXPECTED, e);
        }
        List<PemObject> keys = objects.blocks().stream()
                .filter(block -> block.getType().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.isEmpty()) {
            throw new PrivateKeyException(file, "only " + objects.types(), EXPECTED, null);
        }
        if (keys.size() > 1) {
            throw new PrivateKeyException(file, keys.size() + " private keys", EXPECTED, null);
        }
        return jdkKey(file, KeyContainer.open(file, keys.get(0), passphrase));
    }

    private static PrivateKey jdkKey(Path file, PrivateKeyInfo info) {
        ASN1ObjectIdentifier oid = info.getPrivateKeyAlgorithm().getAlgorithm();
        String algorithm = ALGORITHMS.get(oid);
        if (algorithm == null) {
            throw new PrivateKeyException(file, "key algorithm " + oid, "RSA, RSASSA-PSS, EC, Ed25519 or Ed448", null);
        }
        if (algorithm.startsWith("RSA")) {
            requireTractable(file, info);
        }
        try {
            // Version 0 without the optional public key, which not every JDK reads.
            byte[] pkcs8 = new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey()).getEncoded();
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() > KeyProof.MAX_RSA_BITS) {
                throw new PrivateKeyException(
                        file,
                        "RSA key of " + rsa.getModulus().bitLength() + " bits",
                        "at most " + KeyProof.MAX_RSA_BITS + " bits",
                        null);
            }
            return key;
        } catch (IOException | GeneralSecurityException e) {
            throw new PrivateKeyException(
                    file,
                    algorithm + " key that the JDK does not take: " + e.getMessage(),
                    "RSA, EC on P-256, P-384 or P-521 by name, Ed25519 or Ed448",
                    e);
        }
    }

    /** The JDK bounds the modulus alone; with an exponent as large as a file may be, one signature takes hours. */
    private static void requireTractable(Path file, PrivateKeyInfo info) {
        RSAPrivateKey numbers;
        try {
            numbers = RSAPrivateKey.getInstance(info.parsePrivateKey());
        } catch (IOException | RuntimeException e) { // Bouncy Castle has many ways of saying that ASN.1 is malformed
            throw new PrivateKeyException(file, "RSA key that is not ASN.1 of that type", EXPECTED, e);
        }
        int modulus = numbers.getModulus().bitLength();
        int largest = Stream.of(
                        numbers.getPublicExponent(),
                        numbers.getPrivateExponent(),
                        numbers.getPrime1(),
                        numbers.getPrime2(),
                        numbers.getExponent1(),
                        numbers.getExponent2(),
                        numbers.getCoefficient())
                .mapToInt(BigInteger::bitLength)
                .max()
                .orElseThrow();
        if (largest > modulus) {
            throw new PrivateKeyException(
                    file,
                    "RSA key with a number of " + largest + " bits",
                    "none larger than its modulus of " + modulus + " bits",
                    null);
        }
    }
}
