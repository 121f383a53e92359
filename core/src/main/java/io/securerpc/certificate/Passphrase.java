package io.securerpc.certificate;

/** STUB: a secret text; toString is ****; no equals/hashCode. */
public final class Passphrase {
    private Passphrase() {}

    public static Passphrase none() {
        throw new UnsupportedOperationException("stub");
    }

    public static Passphrase of(String text) {
        throw new UnsupportedOperationException("stub");
    }
}
