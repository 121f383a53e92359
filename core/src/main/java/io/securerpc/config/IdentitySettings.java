package io.securerpc.config;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where one identity is to be found: two PEM files or a key store, and at most one place for the passphrase. */
record IdentitySettings(
        TextSetting certificate,
        TextSetting key,
        TextSetting keyStore,
        TextSetting alias,
        TextSetting passphrase,
        TextSetting passphraseFile,
        TextSetting passphraseEnvironment) {
    /** The first identity, in Nano's keys and ours beside them. */
    static IdentitySettings of(ConfigSource source, TlsKeys keys, ConfigSource extension) {
        return new IdentitySettings(
                new TextSetting(source, keys.certificate()),
                new TextSetting(source, keys.key()),
                new TextSetting(extension, IdentityKeys.KEY_STORE),
                new TextSetting(extension, IdentityKeys.KEY_STORE_ALIAS),
                new TextSetting(source, keys.passphrase()),
                new TextSetting(extension, IdentityKeys.PASSPHRASE_FILE),
                new TextSetting(extension, IdentityKeys.PASSPHRASE_ENVIRONMENT));
    }

    /** A further identity, in a table of its own. */
    static IdentitySettings of(ConfigSource member) {
        return new IdentitySettings(
                new TextSetting(member, IdentityKeys.Member.CERTIFICATE),
                new TextSetting(member, IdentityKeys.Member.KEY),
                new TextSetting(member, IdentityKeys.Member.KEY_STORE),
                new TextSetting(member, IdentityKeys.Member.ALIAS),
                new TextSetting(member, IdentityKeys.Member.PASSPHRASE),
                new TextSetting(member, IdentityKeys.Member.PASSPHRASE_FILE),
                new TextSetting(member, IdentityKeys.Member.PASSPHRASE_ENVIRONMENT));
    }

    /** What to load; empty when something is missing, which has then been said. */
    Optional<IdentityFiles> files(String why) {
        Passphrase secret = secret();
        if (keyStore.path().isPresent()) {
            IdentityFiles store = IdentityFiles.keyStore(keyStore.path().get(), secret);
            return Optional.of(alias.given() ? store.withAlias(alias.text()) : store);
        }
        Stream.of(certificate, key)
                .filter(file -> !file.given())
                .forEach(file -> file.refuseMissing("a PEM file or " + keyStore.name() + why));
        return certificate
                .path()
                .flatMap(chain -> key.path().map(secretKey -> IdentityFiles.pem(chain, secretKey, secret)));
    }

    /** Whatever is said twice: one of the two would be ignored. */
    void refuseContradictions() {
        for (TextSetting pem : List.of(certificate, key)) {
            if (keyStore.given() && pem.given()) {
                keyStore.refuse("set", "no " + pem.name() + " beside it, a key store holds certificate and key");
            }
        }
        if (alias.given() && !keyStore.given() && !keyStore.source().refused(keyStore.key())) {
            alias.refuse("set", "only beside " + keyStore.name());
        }
        List<TextSetting> given = secrets().filter(TextSetting::given).toList();
        given.stream()
                .skip(1)
                .forEach(more -> more.refuse(
                        "set",
                        "one place for the passphrase, and " + given.get(0).name() + " is one"));
    }

    private Passphrase secret() {
        if (passphraseFile.path().isPresent()) {
            return Passphrase.ofFile(passphraseFile.path().get());
        }
        if (passphraseEnvironment.given()) {
            return passphraseEnvironment
                    .source()
                    .made(passphraseEnvironment.key(), () -> Passphrase.ofEnvironment(passphraseEnvironment.text()))
                    .orElse(Passphrase.none());
        }
        return Passphrase.of(passphrase.text());
    }

    private Stream<TextSetting> secrets() {
        return Stream.of(passphrase, passphraseFile, passphraseEnvironment);
    }
}
