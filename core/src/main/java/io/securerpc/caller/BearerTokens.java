package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.FileRights;
import io.securerpc.internal.PeerText;
import io.securerpc.reload.Live;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Bearer tokens as a server accepts them: {@code Authorization: Bearer srt_…} (RFC 6750), judged by a {@link TokenFile} that is followed.
 *
 * <h2>Security</h2>
 *
 * <p>A token proves {@code token:} and its name, whoever sends it: it has to be kept like a password. It is read from that one header and from nowhere else,
 * never from a URL or a body, where logs and other programs would find it. What it may do is what the file and the grants say together. A token that is
 * revoked, has expired or was rotated away is refused from the next request on, and open WebSockets that began with it end.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * BearerTokens.in(Path.of("/etc/node/tokens"))
 * }</pre>
 */
public final class BearerTokens implements CredentialSource {
    static final String SCHEME = "Bearer";

    private final Path path;
    private final Realm realm;

    private BearerTokens(Path path, Realm realm) {
        this.path = path;
        this.realm = realm;
    }

    /**
     * The tokens of a file.
     *
     * @param path a token file; it must be there when the server starts
     * @return the source
     * @throws IllegalArgumentException if the path is a token itself, which no message is to repeat
     */
    public static BearerTokens in(Path path) {
        if (TokenSecret.parse(String.valueOf(requireNonNull(path, "path").getFileName()))
                .isPresent()) {
            throw new IllegalArgumentException("token file: a token itself (expected: the path of a file of tokens)");
        }
        return new BearerTokens(path, Realm.DEFAULT);
    }

    /**
     * Changed copy: what the server calls itself where it asks for a token. {@link Realm#DEFAULT} unless set.
     *
     * @param name what is shown
     * @return the changed copy
     */
    public BearerTokens withRealm(Realm name) {
        return new BearerTokens(path, requireNonNull(name, "name"));
    }

    /**
     * The file.
     *
     * @return as it was given
     */
    public Path path() {
        return path;
    }

    /**
     * {@inheritDoc}
     *
     * @throws TokenFileException if the file cannot be read, or a line is none of ours
     */
    @Override
    public CredentialKind open(InstantSource clock) {
        return open(clock, TokenUses.writer());
    }

    CredentialKind open(InstantSource clock, Executor writer) {
        TokenFile file = TokenFile.at(path, clock);
        Live<Tokens> tokens = Live.open(TokenFileSource.of(file), clock);
        return new TokenCredentials(
                tokens,
                new TokenUses(
                        UseRecord.of(name -> tokens.current().named(name), BearerToken::lastUse, file::recordUses),
                        TokenUses.PAUSE,
                        writer),
                realm);
    }

    @Override
    public List<String> warnings() {
        return FileRights.PUBLIC.warnings("token file '" + PeerText.escape(path.toString()) + "'", path);
    }

    @Override
    public CredentialForm form() {
        return CredentialForm.TOKEN;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BearerTokens tokens && tokens.path.equals(path) && tokens.realm.equals(realm);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, realm);
    }

    /** The file. */
    @Override
    public String toString() {
        return "bearer tokens of '" + path + "'";
    }
}
