package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who vouches for a client: the directory it is installed in, authorities, or both. Whoever has more than one stays trusted when one is gone.
 *
 * @param directory the trust directory, absolute; empty where the client's certificate is not installed
 * @param authorities the names of the authorities
 */
public record Vouchers(Optional<Path> directory, List<String> authorities) {
    /** Nobody. */
    public static final Vouchers NONE = new Vouchers(Optional.empty(), List.of());

    /**
     * Copies the names.
     *
     * @param directory the trust directory, absolute
     * @param authorities the names of the authorities
     */
    public Vouchers {
        requireNonNull(directory, "directory");
        authorities = List.copyOf(requireNonNull(authorities, "authorities"));
    }

    static Vouchers directory(Path directory) {
        return new Vouchers(Optional.of(directory.toAbsolutePath()), List.of());
    }

    static Vouchers authority(String name) {
        return new Vouchers(Optional.empty(), List.of(name));
    }

    Vouchers and(Vouchers other) {
        return new Vouchers(
                directory.or(other::directory),
                Stream.concat(authorities.stream(), other.authorities.stream()).toList());
    }
}
