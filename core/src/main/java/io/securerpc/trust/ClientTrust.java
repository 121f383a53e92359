package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Which client certificates are trusted: a setting, without I/O until {@link #open}.
 *
 * <h2>The directory</h2>
 *
 * <p>It is the directory OpenSSL and Nano know: each file (or link) is named by the subject hash of the one PEM certificate in it, as
 * {@code openssl x509 -subject_hash} prints it, a dot and a number from 0 without a gap. Links are followed. Whatever else lies there
 * lets nobody in, and is reported with the name it should have ({@link TrustSnapshot#entries}). To revoke a client, remove its file; revocation
 * lists ({@code hash.rN}) are reported as not used.
 *
 * <p>Files are refused that hold several certificates (which user would the file be?), an expired certificate, one whose
 * extended key usage is there without {@code clientAuth}, or a key below RSA 2048 or EC 256. Two different certificates with the same common
 * name (case and white space aside) would be one caller: at start that is an error, later the newcomer is refused.
 *
 * <h2>Defaults</h2>
 *
 * <p>Grace 60 s: a folder on a network that is away for a moment should not disconnect everybody, and one that stays away must not keep
 * revoked clients connected. Empty is an error: an empty folder is more often a mistake in a path or a mount than a wish.
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

    private final Path directory;
    private final boolean emptyAllowed;
    private final Duration grace;

    private ClientTrust(Path directory, boolean emptyAllowed, Duration grace) {
        this.directory = directory;
        this.emptyAllowed = emptyAllowed;
        this.grace = grace;
    }

    /**
     * Exactly the certificates installed under their subject hash in a directory.
     *
     * @param directory the directory
     * @return the setting
     */
    public static ClientTrust installed(Path directory) {
        return new ClientTrust(requireNonNull(directory, "directory"), false, GRACE);
    }

    /**
     * The same, but a directory in which no certificate is installed yet is no error at start; nobody is trusted until one is.
     *
     * @return a changed copy
     */
    public ClientTrust withEmptyAllowed() {
        return new ClientTrust(directory, true, grace);
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
        return new ClientTrust(directory, emptyAllowed, grace);
    }

    /**
     * Where the certificates are installed.
     *
     * @return as it was given
     */
    public Path directory() {
        return directory;
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
     * @throws TrustDirectoryException when the directory is missing, no directory, unreadable, or empty; when nothing in it is trusted;
     *     or when two certificates mean the same caller
     */
    public LiveTrust open(InstantSource clock) {
        return LiveTrust.open(this, requireNonNull(clock, "clock"), System::nanoTime);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientTrust trust
                && directory.equals(trust.directory)
                && emptyAllowed == trust.emptyAllowed
                && grace.equals(trust.grace);
    }

    @Override
    public int hashCode() {
        return directory.hashCode() + 31 * grace.hashCode() + Boolean.hashCode(emptyAllowed);
    }

    /** {@return the directory and the settings that are not the default} */
    @Override
    public String toString() {
        return "installed in " + Texts.path(directory)
                + (emptyAllowed ? ", may be empty" : "")
                + (grace.equals(GRACE) ? "" : ", grace " + grace);
    }
}
