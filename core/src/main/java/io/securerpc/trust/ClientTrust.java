package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.trust.ClientAuthority.Revocation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which client certificates are trusted: a setting, without I/O until {@link #open}.
 *
 * <h2>The directory</h2>
 *
 * <p>It is the directory OpenSSL and Nano know: each file (or link) is named by the subject hash of the one PEM certificate in it, as
 * {@code openssl x509 -subject_hash} prints it, a dot and a number from 0 without a gap. Links are followed. Whatever else lies there
 * lets nobody in, and is reported with the name it should have ({@link TrustSnapshot#entries}). To revoke a client, remove its file.
 *
 * <p>Where certificates come from an authority, its revocation list may lie beside them: PEM, one in a file, named by the issuer hash that {@code openssl
 * crl -hash} prints, {@code .r} and a number from 0. It refuses and cuts whom it names. The certificate that signed it must be in the same directory, by its own hash.
 * A list that is there and cannot be used (expired, forged, torn, partial) refuses all certificates of its issuer.
 *
 * <p>What is gone for a moment is gone: to replace a file or link without cutting its user, write the new one beside it and rename it
 * over the old.
 *
 * <p>Files are refused that hold several certificates (which user would the file be?), an expired certificate, one whose
 * extended key usage is there without {@code clientAuth}, or a key below RSA 2048 or EC 256. Two different certificates with the same common
 * name (case and white space aside) would be one caller: at start that is an error, later the newcomer is refused.
 *
 * <h2>Authorities</h2>
 *
 * <p>A {@link ClientAuthority} is another, explicit choice: whoever has a certificate of it is trusted, as the caller {@code ca:<name>|…}. Both can be
 * used together.
 *
 * <h2>Defaults</h2>
 *
 * <p>Grace 60 s: a folder on a network that is away for a moment should not disconnect everybody, and one that stays away must not keep
 * revoked clients connected. Empty is an error: an empty folder is more often a mistake in a path or a mount than a wish. Revocation lists are
 * {@link Revocation#OPTIONAL}: self-signed clients, the usual ones here, have no authority that could make any.
 *
 * <h2>Security</h2>
 *
 * <p>Exactly the installed certificates are trusted; none of them is an authority. Nano's documented command makes {@code CA:TRUE} certificates, so
 * where they are anchors each user can mint more users: not here.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class ClientTrust {
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final @Nullable Path directory;
    private final List<ClientAuthority> authorities;
    private final boolean emptyAllowed;
    private final Duration grace;
    private final Revocation revocation;
    private final @Nullable Path disabledCallers;

    private ClientTrust(
            @Nullable Path directory,
            List<ClientAuthority> authorities,
            boolean emptyAllowed,
            Duration grace,
            Revocation revocation,
            @Nullable Path disabledCallers) {
        this.directory = directory;
        this.authorities = authorities;
        this.emptyAllowed = emptyAllowed;
        this.grace = grace;
        this.revocation = revocation;
        this.disabledCallers = disabledCallers;
    }

    /**
     * Exactly the certificates installed under their subject hash in a directory.
     *
     * @param directory the directory
     * @return the setting
     */
    public static ClientTrust installed(Path directory) {
        return new ClientTrust(
                requireNonNull(directory, "directory"), List.of(), false, GRACE, Revocation.OPTIONAL, null);
    }

    /**
     * Whoever has a certificate of one of these authorities.
     *
     * @param first an authority
     * @param more others
     * @return the setting
     * @throws IllegalArgumentException if two have the same name
     */
    public static ClientTrust authorities(ClientAuthority first, ClientAuthority... more) {
        ClientTrust trust =
                new ClientTrust(null, List.of(), false, GRACE, Revocation.OPTIONAL, null).withAuthority(first);
        for (ClientAuthority authority : requireNonNull(more, "more")) {
            trust = trust.withAuthority(authority);
        }
        return trust;
    }

    /**
     * The same, and whoever has a certificate of this authority besides. Who is installed and has one too is the caller {@code certificate:…}; to
     * remove the installed certificate does then not revoke the other.
     *
     * @param authority one more
     * @return a changed copy
     * @throws IllegalArgumentException if there is one of that name
     */
    public ClientTrust withAuthority(ClientAuthority authority) {
        requireNonNull(authority, "authority");
        if (authorities.stream().anyMatch(other -> other.name().equals(authority.name()))) {
            throw new IllegalArgumentException(
                    "client authority: '" + authority.name() + "' twice (expected: a name for each)");
        }
        List<ClientAuthority> all = new ArrayList<>(authorities);
        all.add(authority);
        return new ClientTrust(directory, List.copyOf(all), emptyAllowed, grace, revocation, disabledCallers);
    }

    /**
     * The same, but a directory in which no certificate is installed yet is no error at start; nobody is trusted until one is.
     *
     * @return a changed copy
     */
    public ClientTrust withEmptyAllowed() {
        return new ClientTrust(directory, authorities, true, grace, revocation, disabledCallers);
    }

    /**
     * The same, with another time for which open connections live on while the directory cannot be read.
     *
     * @param grace zero or more; zero cuts at once
     * @return a changed copy
     */
    public ClientTrust withGrace(Duration grace) {
        requireNonNull(grace, "grace");
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace: " + grace + " (expected: zero or more)");
        }
        return new ClientTrust(directory, authorities, emptyAllowed, grace, revocation, disabledCallers);
    }

    /**
     * The same, with another rule about revocation lists ({@code hash.rN}) in the directory: {@link Revocation#OPTIONAL} asks those that are there,
     * {@link Revocation#REQUIRED} lets in only whose issuer has one that counts, {@link Revocation#NONE} reports lists and uses none.
     *
     * @param rule about installed certificates; each authority has a rule of its own
     * @return a changed copy
     * @throws IllegalStateException if there is no directory
     */
    public ClientTrust withRevocation(Revocation rule) {
        requireNonNull(rule, "rule");
        if (directory == null) {
            throw new IllegalStateException(
                    "client trust: no directory (expected: installed(directory); an authority has its own rule)");
        }
        return new ClientTrust(directory, authorities, emptyAllowed, grace, rule, disabledCallers);
    }

    /**
     * The same, but whoever is named in a list of {@link DisabledCallers} is refused, however good the certificate, and its open connections are cut. The
     * list is followed as the rest is: it takes effect within 2 seconds, and nobody else's connection is touched.
     *
     * @param file the list; it must exist, and may be empty
     * @return a changed copy
     */
    public ClientTrust withDisabledCallers(Path file) {
        return new ClientTrust(directory, authorities, emptyAllowed, grace, revocation, requireNonNull(file, "file"));
    }

    /**
     * Where the certificates are installed.
     *
     * @return as it was given; empty where only authorities are trusted
     */
    public Optional<Path> directory() {
        return Optional.ofNullable(directory);
    }

    /**
     * Who else may vouch for clients.
     *
     * @return in the order in which they are asked; may be none
     */
    public List<ClientAuthority> authorities() {
        return authorities;
    }

    /**
     * How long open connections live on while the directory cannot be read.
     *
     * @return zero or more
     */
    public Duration grace() {
        return grace;
    }

    /**
     * What revocation lists in the directory mean.
     *
     * @return {@link Revocation#OPTIONAL} by default
     */
    public Revocation revocation() {
        return revocation;
    }

    /**
     * The list of callers that are switched off.
     *
     * @return as it was given; empty where there is none
     */
    public Optional<Path> disabledCallers() {
        return Optional.ofNullable(disabledCallers);
    }

    /**
     * Whether nobody installed is no error at start.
     *
     * @return {@code false} by default
     */
    public boolean emptyAllowed() {
        return emptyAllowed;
    }

    /**
     * Reads the directory now.
     *
     * @param clock tells the time certificates are judged at
     * @return trust that follows the directory once {@link LiveTrust#start} is called
     * @throws ClientAuthorityException when an authority's certificates may not sign certificates, or what is asked of its revocation lists
     *     contradicts itself
     * @throws DisabledCallersException when the list of disabled callers cannot be read, or one of its lines is wrong
     * @throws io.securerpc.SecureRpcException when a file of an authority cannot be used
     * @throws TrustDirectoryException when the directory is missing, no directory, unreadable, or empty; when nothing in it is trusted;
     *     or when two certificates mean the same caller
     */
    public LiveTrust open(InstantSource clock) {
        return LiveTrust.open(this, requireNonNull(clock, "clock"), System::nanoTime);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientTrust trust
                && Objects.equals(directory, trust.directory)
                && authorities.equals(trust.authorities)
                && emptyAllowed == trust.emptyAllowed
                && grace.equals(trust.grace)
                && revocation == trust.revocation
                && Objects.equals(disabledCallers, trust.disabledCallers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(directory, authorities, emptyAllowed, grace, revocation, disabledCallers);
    }

    /** {@return the directory, the authorities, the list, and the settings that are not the default} */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        directory()
                .ifPresent(path -> parts.add("installed in " + Texts.path(path) + (emptyAllowed ? ", may be empty" : "")
                        + (revocation == Revocation.OPTIONAL
                                ? ""
                                : ", revocation lists " + revocation.name().toLowerCase(Locale.ROOT))));
        authorities.forEach(authority -> parts.add(authority.toString()));
        disabledCallers().ifPresent(file -> parts.add("disabled callers in " + Texts.path(file)));
        return String.join("; ", parts) + (grace.equals(GRACE) ? "" : ", grace " + grace);
    }
}
