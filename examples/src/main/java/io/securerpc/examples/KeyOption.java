package io.securerpc.examples;

import io.securerpc.certificate.KeyKind;

/** Kinds of keys as they are written on the command line. */
enum KeyOption {
    ec(KeyKind.EC_P256),
    rsa(KeyKind.RSA_3072),
    ed25519(KeyKind.ED25519);

    private final KeyKind kind;

    KeyOption(KeyKind kind) {
        this.kind = kind;
    }

    KeyKind kind() {
        return kind;
    }
}
