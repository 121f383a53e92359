package io.securerpc.caller.jwt;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Where the public keys of an issuer come from.
 *
 * <h2>Security</h2>
 *
 * <p>RSA keys have 2,048 to 8,192 bits; curves are P-256, P-384, P-521 and Ed25519. Private and symmetric keys are refused: they do not belong here, and whoever puts one here may have given it
 * away. A file that cannot be used stops the start; later it changes nothing, and the log says so.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class JwtKeys {
    private final List<Path> files;

    private JwtKeys(List<Path> files) {
        this.files = files;
    }

    /**
     * Keys in files, which are followed as they change: PEM ({@code PUBLIC KEY}, one or several), or a JWK Set (RFC 7517 §5).
     *
     * @param first one file
     * @param more further ones
     * @return the keys, not yet read
     */
    public static JwtKeys files(Path first, Path... more) {
        java.util.ArrayList<Path> all = new java.util.ArrayList<>(List.of(requireNonNull(first, "first")));
        all.addAll(List.of(requireNonNull(more, "more")));
        return new JwtKeys(List.copyOf(all));
    }

    KeySupply open(KeyReader reader, Duration grace, InstantSource clock) {
        return FollowedFiles.open(new KeyFiles(reader, files), grace, clock);
    }

    /** The files. */
    @Override
    public String toString() {
        return "JwtKeys" + files;
    }
}
