package io.securerpc.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
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

    private PrivateKeyInfo open() {
        return switch (block.getType()) {
            case "PRIVATE KEY" -> plain(block.getContent());
            case "ENCRYPTED PRIVATE KEY" -> encrypted();
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> traditional();
            default -> throw new PrivateKeyException(file, block.getType(), PrivateKeyFile.EXPECTED, null);
        };
    }

    private PrivateKeyInfo plain(byte[] der) {
        try {
            return PrivateKeyInfo.getInstance(ASN1Sequence.getInstance(der));
        } catch (RuntimeException e) { // Bouncy Castle has many ways of saying that ASN.1 is malformed
            throw malformed(e);
        }
    }

    private PrivateKeyInfo encrypted() {
        EncryptedPrivateKeyInfo info;
        try {
            info = EncryptedPrivateKeyInfo.getInstance(ASN1Sequence.getInstance(block.getContent()));
        } catch (RuntimeException e) {
            throw malformed(e);
        }
        KeyDecryption decryption;
        try {
            decryption = KeyDecryption.of(info.getEncryptionAlgorithm());
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
        if (parts.length != 2 || !parts[0].matches("AES-(128|192|256)-CBC|DES-EDE3-CBC")) {
            throw new PrivateKeyException(
                    file, "encrypted with '" + parts[0] + "'", "AES-128, -192, -256 or DES-EDE3 in CBC mode", null);
        }
        byte[] iv = iv(parts[1]);
        // OpenSSL hashes the bytes of the passphrase; Bouncy Castle takes the low byte of each character.
        char[] secret =
                new String(secret().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1).toCharArray();
        try {
            return pkcs8(new BcPEMDecryptorProvider(secret).get(parts[0]).decrypt(block.getContent(), iv));
        } catch (IOException | RuntimeException e) {
            throw wrong(e);
        }
    }

    private byte[] iv(String hex) {
        try {
            return Hex.decode(hex.trim());
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
        String secret = passphrase.reveal(file);
        if (secret == null) {
            throw new PassphraseException(file, "none, but the key is encrypted", "the key's passphrase", null);
        }
        return secret;
    }

    private PassphraseException wrong(Exception cause) {
        return new PassphraseException(file, "wrong passphrase, or a damaged key", "the key's passphrase", cause);
    }

    private PrivateKeyException malformed(Exception cause) {
        return new PrivateKeyException(
                file, block.getType() + " block that is not ASN.1 of that type", PrivateKeyFile.EXPECTED, cause);
    }
}
