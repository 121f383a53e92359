package io.securerpc.certificate;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;

/** The one private key of a PEM file, in any form OpenSSL writes, as a key of the JDK's own providers. */
final class PrivateKeyFile {
    static final String EXPECTED =
            "PEM with one private key: PKCS#8, plain or encrypted, PKCS#1 RSA or SEC1 EC, as OpenSSL writes them";

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
            throw new PrivateKeyException(file, e.found(), e.expected(EXPECTED), e);
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
        try {
            return JdkKey.of(KeyContainer.open(file, keys.get(0), passphrase));
        } catch (JdkKey.Refused e) {
            throw new PrivateKeyException(file, e.found(), e.expected(), e);
        }
    }
}
