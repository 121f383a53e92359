package io.securerpc.certificate;

import io.securerpc.SecureRpcException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** The identities of a key store in the JDK's old format of its own, read by the JDK. */
final class JksStore {
    private static final String ONE_PASSPHRASE =
            "one passphrase for the store and its keys; 'keytool -keypasswd' sets it";

    private final Path file;

    private JksStore(Path file) {
        this.file = file;
    }

    static StoredIdentity read(Path file, byte[] bytes, KeySecret passphrase, @Nullable String alias) {
        String secret = passphrase.reveal(LockedFile.store(file));
        if (secret == null) {
            throw LockedFile.store(file).refusal("none, but the key store is encrypted", "its passphrase", null);
        }
        return new JksStore(file).read(bytes, secret.toCharArray(), alias);
    }

    private StoredIdentity read(byte[] bytes, char[] secret, @Nullable String alias) {
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(new ByteArrayInputStream(bytes), secret);
            List<String> aliases = new ArrayList<>();
            for (String each : Collections.list(store.aliases())) {
                if (store.isKeyEntry(each)) {
                    aliases.add(each);
                }
            }
            Collections.sort(aliases); // the JDK lists them in the order of a hash table
            String chosen = aliases.get(StoredIdentity.choose(file, aliases, alias));
            return new StoredIdentity(JdkKey.of(key(store, chosen, secret)), chain(store, chosen));
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw LockedFile.store(file).refusal("wrong passphrase, or a damaged key store", "its passphrase", e);
            }
            throw new KeyStoreFileException(file, "broken: " + e.getMessage(), StoredIdentity.EXPECTED, e);
        } catch (JdkKey.Refused e) {
            throw new KeyStoreFileException(file, e.found(), e.expected(), e);
        } catch (StackOverflowError e) { // the JDK reads certificates in the store by recursion, without a bound
            throw new KeyStoreFileException(file, "nested without end", StoredIdentity.EXPECTED, e);
        } catch (SecureRpcException e) {
            throw e;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new KeyStoreFileException(file, "broken: " + e.getMessage(), StoredIdentity.EXPECTED, e);
        }
    }

    private PrivateKeyInfo key(KeyStore store, String alias, char[] secret) throws GeneralSecurityException {
        Key key;
        try {
            key = store.getKey(alias, secret);
        } catch (UnrecoverableKeyException e) {
            throw LockedFile.store(file)
                    .refusal("opens the store, but not its key '" + Printable.of(alias) + "'", ONE_PASSPHRASE, e);
        }
        return PrivateKeyInfo.getInstance(key.getEncoded());
    }

    private List<X509Certificate> chain(KeyStore store, String alias) throws GeneralSecurityException {
        Certificate[] chain = store.getCertificateChain(alias);
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate each : chain == null ? new Certificate[0] : chain) {
            if (!(each instanceof X509Certificate certificate)) {
                throw new KeyStoreFileException(file, each.getType() + " certificate", "X.509 certificates", null);
            }
            certificates.add(certificate);
        }
        return certificates;
    }
}
