package io.securerpc.certificate;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PKCS#12 or JKS key store, told apart by their first bytes. */
record KeyStoreSource(
        Path store, Passphrase passphrase, @Nullable String alias) implements IdentitySource {
    @Override
    public List<Path> paths() {
        return Stream.concat(Stream.of(store), passphrase.file().stream())
                .distinct()
                .toList();
    }

    @Override
    public Path certificateFile() {
        return store;
    }

    @Override
    public String name() {
        return alias == null ? store.toString() : store + "#" + alias;
    }

    @Override
    public List<LockedFile> secrets() {
        return List.of(LockedFile.store(store));
    }

    @Override
    public ServerIdentity load(FileContents contents, List<String> warnings) {
        StoredIdentity stored = read(bytes(contents), passphrase.in(contents));
        if (stored.certificates().isEmpty()) {
            throw new KeyStoreFileException(
                    store, "a private key without a certificate", StoredIdentity.EXPECTED, null);
        }
        // What belongs to other entries, or was put there to be trusted, is not this identity's business.
        List<X509Certificate> chain = ChainOrder.within(stored.certificates(), stored.key(), store);
        return ServerIdentity.of(chain, stored.key(), store, warnings);
    }

    @Override
    public String toString() {
        return "keyStore=" + store + (alias == null ? "" : ", alias=" + alias) + ", passphrase=" + passphrase;
    }

    private byte[] bytes(FileContents contents) {
        try {
            return contents.bytes(store);
        } catch (SmallFile.Unreadable e) {
            throw new KeyStoreFileException(store, e.found(), StoredIdentity.EXPECTED, e);
        }
    }

    private StoredIdentity read(byte[] bytes, KeySecret secret) {
        FileForm form = FileForm.of(bytes);
        return switch (form) {
            case PKCS12 -> Pkcs12Store.read(store, bytes, secret, alias);
            case JKS -> JksStore.read(store, bytes, secret, alias);
            case PEM ->
                throw new KeyStoreFileException(
                        store,
                        "PEM",
                        StoredIdentity.EXPECTED + "; give PEM as certificate and key file, or 'openssl pkcs12 -export'"
                                + " converts it",
                        null);
            default ->
                throw new KeyStoreFileException(
                        store,
                        form == FileForm.OTHER ? "no key store" : form.phrase(),
                        form.expected(StoredIdentity.EXPECTED),
                        null);
        };
    }
}
