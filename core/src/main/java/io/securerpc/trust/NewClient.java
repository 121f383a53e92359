package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.IssuedCertificate;
import io.securerpc.certificate.IssuedCertificateBuilder;
import io.securerpc.certificate.KeyKind;
import io.securerpc.certificate.Passphrase;
import io.securerpc.internal.PeerText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A client for whom a key and a certificate are to be made.
 *
 * <h2>Defaults</h2>
 *
 * Key, validity and their reasons are those of {@link IssuedCertificate}; the key is not encrypted, because whoever starts
 * an unattended client would keep the passphrase beside it.
 *
 * <h2>Security</h2>
 *
 * The name is what permissions are granted to, and a part of file names: 1 to 64 of the letters A to Z, digits and {@code .}
 * {@code _} {@code @} {@code +} {@code -}, beginning with a letter or digit. So no two names look alike, and none is a path, a hidden file or an option.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 */
public final class NewClient {
    // 64: ub-common-name of RFC 5280.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

    private final String name;
    private final Optional<KeyKind> key;
    private final Optional<Duration> validity;
    private final Passphrase passphrase;

    private NewClient(String name, Optional<KeyKind> key, Optional<Duration> validity, Passphrase passphrase) {
        this.name = name;
        this.key = key;
        this.validity = validity;
        this.passphrase = passphrase;
    }

    /**
     * Names a client.
     *
     * @param name such as {@code rpc.user.1}
     * @return the client, everything else by default
     * @throws IllegalArgumentException if the name has another form than the class comment says
     */
    public static NewClient named(String name) {
        requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("client name: '" + PeerText.oneLine(name, 100)
                    + "' (expected: 1 to 64 of A-Z, a-z, 0-9 and ._@+-, beginning with a letter or digit)");
        }
        return new NewClient(name, Optional.empty(), Optional.empty(), Passphrase.none());
    }

    /**
     * The same client with another kind of key.
     *
     * @param kind the kind
     * @return a changed copy
     */
    public NewClient withKey(KeyKind kind) {
        return new NewClient(name, Optional.of(requireNonNull(kind, "kind")), validity, passphrase);
    }

    /**
     * The same client with another validity.
     *
     * @param duration from a second to a hundred years
     * @return a changed copy
     * @throws IllegalArgumentException if the duration is outside that
     */
    public NewClient withValidity(Duration duration) {
        requireNonNull(duration, "duration");
        IssuedCertificate.client(name).validity(duration); // judges it
        return new NewClient(name, key, Optional.of(duration), passphrase);
    }

    /**
     * The same client with its key encrypted.
     *
     * @param secret to encrypt it with, or none
     * @return a changed copy
     */
    public NewClient withPassphrase(Passphrase secret) {
        return new NewClient(name, key, validity, requireNonNull(secret, "secret"));
    }

    /**
     * The name.
     *
     * @return as it was given
     */
    public String name() {
        return name;
    }

    /** {@return the name; never a secret} */
    @Override
    public String toString() {
        return "NewClient[" + name + "]";
    }

    Passphrase passphrase() {
        return passphrase;
    }

    IssuedCertificate issue(InstantSource clock) {
        IssuedCertificateBuilder builder = IssuedCertificate.client(name);
        key.ifPresent(builder::key);
        validity.ifPresent(builder::validity);
        return builder.issue(clock);
    }
}
