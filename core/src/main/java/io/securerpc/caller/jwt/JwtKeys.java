package io.securerpc.caller.jwt;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.FileRights;
import io.securerpc.internal.PeerText;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the public keys of an issuer come from.
 *
 * <h2>Defaults</h2>
 *
 * <p>Keys at an address are fetched every 5 min while they are used, and for a token of an unknown key at once, yet never twice in 30 s. 10 s and 256 KiB bound each fetch. While there is no
 * good answer, the last keys serve on for 24 h: an issuer that cannot be reached signs nothing new, and what it has signed ends within its longest life.
 *
 * <h2>Security</h2>
 *
 * <p>RSA keys have 2,048 to 8,192 bits; curves are P-256, P-384, P-521 and Ed25519. Private and symmetric keys are refused: they do not belong here, and whoever puts one here may have given it
 * away. A file that cannot be used stops the start; later it changes nothing, and the log says so. An address is asked over TLS alone, by the authorities that the JVM trusts or those that are named;
 * redirects are not followed. A server starts without it, and takes none of the issuer's tokens until there is an answer.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class JwtKeys {
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(10);

    private final List<Path> files;
    private final @Nullable URI address;
    private final @Nullable Path authorities;

    private JwtKeys(List<Path> files, @Nullable URI address, @Nullable Path authorities) {
        this.files = files;
        this.address = address;
        this.authorities = authorities;
    }

    /**
     * Keys in files, which are followed as they change: PEM ({@code PUBLIC KEY}, one or several), or a JWK Set (RFC 7517 §5).
     *
     * @param first one file
     * @param more further ones
     * @return the keys, not yet read
     * @throws IllegalArgumentException if a path is a key itself, which no message is to repeat
     */
    public static JwtKeys files(Path first, Path... more) {
        List<Path> all = new ArrayList<>(List.of(requireNonNull(first, "first")));
        all.addAll(List.of(requireNonNull(more, "more")));
        if (all.stream().map(Path::toString).anyMatch(JwtKeys::isKey)) {
            throw new IllegalArgumentException("keys: a key itself (expected: the path of a file that has it)");
        }
        return new JwtKeys(List.copyOf(all), null, null);
    }

    /**
     * Keys that the issuer publishes, as a JWK Set.
     *
     * @param address {@code https:} with a host, without user and fragment
     * @return the keys, not yet fetched
     * @throws IllegalArgumentException for any other address
     */
    public static JwtKeys url(URI address) {
        requireNonNull(address, "address");
        boolean https = "https".equals(String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT));
        if (!https || address.getHost() == null || address.getUserInfo() != null || address.getFragment() != null) {
            // Not repeated: it may hold a password.
            throw new IllegalArgumentException(
                    "keys: an address that is none (expected: https://HOST/PATH without user and fragment)");
        }
        return new JwtKeys(List.of(), address, null);
    }

    /**
     * Changed copy: the server at the address is trusted by these authorities and no others, where it is one of the operator's own.
     *
     * @param pem a file with their certificates, read at each fetch
     * @return the changed copy
     * @throws IllegalArgumentException if the keys are in files
     */
    public JwtKeys withAuthorities(Path pem) {
        if (address == null) {
            throw new IllegalArgumentException("authorities: set (expected: only for keys at an address)");
        }
        return new JwtKeys(files, address, requireNonNull(pem, "pem"));
    }

    /** As JSON or PEM. */
    private static boolean isKey(String path) {
        return (path.contains("{") && path.contains("\"")) || path.contains("-----BEGIN");
    }

    KeySupply open(KeyReader reader, Duration grace, InstantSource clock) {
        return address == null
                ? FollowedFiles.open(new KeyFiles(reader, files), grace, clock)
                : KeyEndpoint.open(reader, new KeyFetch(address, authorities, FETCH_LIMIT), grace, clock);
    }

    /** Who can write one of these files can sign, or choose who answers at the address. */
    List<String> warnings(String issuer) {
        return Stream.concat(files.stream(), Stream.ofNullable(authorities))
                .flatMap(file -> FileRights.PUBLIC
                        .warnings("JWT keys of '" + issuer + "' in '" + PeerText.escape(file.toString()) + "'", file)
                        .stream())
                .toList();
    }

    /** The files, or the address. */
    @Override
    public String toString() {
        return "JwtKeys" + (address == null ? files : List.of(address));
    }
}
