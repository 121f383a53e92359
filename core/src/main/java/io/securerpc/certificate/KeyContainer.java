package io.securerpc.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.encoders.Hex;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** The block a key is kept in: opened, decrypted where needed, and brought to PKCS#8. */
final class KeyContainer {
    private final Path file;
    private final PemObject block;
    private final KeySecret passphrase;

    private KeyContainer(Path file, PemObject block, KeySecret passphrase) {
        this.file = file;
        this.block = block;
        this.passphrase = passphrase;
    }

    static PrivateKeyInfo open(Path file, PemObject block, KeySecret passphrase) {
        return new KeyContainer(file, block, passphrase).open();
    }

    /** How the key in a block is encrypted, for people; empty if it is not. */
    static Optional<Encryption> encryption(PemObject block) {
        KeyContainer container = new KeyContainer(Path.of(""), block, locked -> null);
        if (block.getType().equals("ENCRYPTED PRIVATE KEY")) {
            try {
                EncryptedPrivateKeyInfo info = container.encryptedInfo();
                KeyDecryption decryption = KeyDecryption.of(info.getEncryptionAlgorithm(), new DerivationCost());
                return Optional.of(new Encryption(decryption.name(), decryption.weak()));
            } catch (KeyDecryption.Unsupported | PrivateKeyException e) {
                return Optional.of(new Encryption("something that cannot be read", false));
            }
        }
        return Optional.ofNullable(container.header("DEK-Info"))
                .map(header -> new Encryption(Printable.of(header.split(",", 2)[0]) + ", one round of MD5", true));
    }

    /** A cipher and a derivation; weak if the key can be had without the passphrase, with patience. */
    record Encryption(String name, boolean weak) {}

    private PrivateKeyInfo open() {
        return switch (block.getType()) {
            case "PRIVATE KEY" -> plain(block.getContent());
            case "ENCRYPTED PRIVATE KEY" -> encrypted();
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> traditional();
            default ->
                throw new PrivateKeyException(file, Printable.of(block.getType()), PrivateKeyFile.EXPECTED, null);
        };
    }

    private PrivateKeyInfo plain(byte[] der) {
        try {
            return PrivateKeyInfo.getInstance(ASN1Sequence.getInstance(der));
        } catch (RuntimeException e) { // Bouncy Castle has many ways of saying that ASN.1 is malformed
            throw malformed(e);
        }
    }

    private EncryptedPrivateKeyInfo encryptedInfo() {
        try {
            return EncryptedPrivateKeyInfo.getInstance(ASN1Sequence.getInstance(block.getContent()));
        } catch (RuntimeException e) {
            throw malformed(e);
        }
    }

    private PrivateKeyInfo encrypted() {
        EncryptedPrivateKeyInfo info = encryptedInfo();
        KeyDecryption decryption;
        try {
            decryption = KeyDecryption.of(info.getEncryptionAlgorithm(), new DerivationCost());
        } catch (KeyDecryption.Unsupported e) {
            throw new PrivateKeyException(file, e.found(), KeyDecryption.EXPECTED, e);
        }
        String secret = secret();
        try {
            byte[] der = decryption.decrypt(secret, info.getEncryptedData());
            return PrivateKeyInfo.getInstance(ASN1Sequence.getInstance(der));
        } catch (KeyDecryption.Undecipherable | RuntimeException e) {
            // By chance, one wrong passphrase in 256 leaves valid padding around garbage.
            throw wrong(e);
        }
    }

    private PrivateKeyInfo traditional() {
        String algorithm = header("DEK-Info");
        if (algorithm == null) {
            try {
                return pkcs8(block.getContent());
            } catch (IOException | RuntimeException e) {
                throw malformed(e);
            }
        }
        String[] parts = algorithm.split(",", 2);
        KeyCipher cipher = KeyCipher.named(parts[0])
                .orElseThrow(() -> new PrivateKeyException(
                        file, "encrypted with '" + Printable.of(parts[0]) + "'", "a cipher such as AES-256-CBC", null));
        byte[] iv = iv(parts.length == 2 ? parts[1] : "", cipher);
        byte[] secret = secret().getBytes(StandardCharsets.UTF_8);
        try {
            return pkcs8(cipher.decrypt(oneRoundOfMd5(secret, iv, cipher.keyBytes()), iv, block.getContent()));
        } catch (IOException | KeyDecryption.Undecipherable | RuntimeException e) {
            throw wrong(e);
        }
    }

    /** What {@code EVP_BytesToKey} does with the first eight bytes of the initialisation vector as salt. */
    private static byte[] oneRoundOfMd5(byte[] secret, byte[] iv, int keyBytes) {
        OpenSSLPBEParametersGenerator generator = new OpenSSLPBEParametersGenerator();
        generator.init(secret, Arrays.copyOf(iv, 8));
        return ((KeyParameter) generator.generateDerivedParameters(keyBytes * 8)).getKey();
    }

    private byte[] iv(String hex, KeyCipher cipher) {
        try {
            return KeyCipherIds.requireLength(Hex.decode(hex.trim()), cipher);
        } catch (KeyDecryption.Unsupported e) {
            throw new PrivateKeyException(file, e.found(), "a whole DEK-Info header", e);
        } catch (DecoderException e) {
            throw malformed(e);
        }
    }

    private PrivateKeyInfo pkcs8(byte[] der) throws IOException {
        ASN1Sequence sequence = ASN1Sequence.getInstance(der);
        if (block.getType().startsWith("RSA")) {
            return new PrivateKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    RSAPrivateKey.getInstance(sequence));
        }
        ECPrivateKey key = ECPrivateKey.getInstance(sequence);
        if (key.getParametersObject() == null) {
            throw new PEMException("EC key without a curve");
        }
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
    }

    private @Nullable String header(String name) {
        for (Object header : block.getHeaders()) {
            if (header instanceof PemHeader pem && pem.getName().equals(name)) {
                return pem.getValue();
            }
        }
        return null;
    }

    private String secret() {
        String secret = passphrase.reveal(LockedFile.key(file));
        if (secret == null) {
            throw LockedFile.key(file).refusal("none, but the key is encrypted", "the key's passphrase", null);
        }
        return secret;
    }

    private PassphraseException wrong(Exception cause) {
        return LockedFile.key(file).refusal("wrong passphrase, or a damaged key", "the key's passphrase", cause);
    }

    private PrivateKeyException malformed(Exception cause) {
        return new PrivateKeyException(
                file, block.getType() + " block that is not ASN.1 of that type", PrivateKeyFile.EXPECTED, cause);
    }
}
