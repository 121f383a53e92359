package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.FileContents;
import io.securerpc.reload.Judgement;
import io.securerpc.reload.LiveSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * How tokens follow their file in a {@link io.securerpc.reload.Live}: whatever the file says holds, and while it cannot be understood, what it said last.
 *
 * <h2>Security</h2>
 *
 * <p>A line that is not understood might be a revocation or a token: neither is guessed. A missing file ends nobody's token, so that a folder that is not
 * mounted for a moment does not; to revoke all tokens, revoke them.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class TokenFileSource implements LiveSource<Tokens> {
    private final Path file;

    private TokenFileSource(Path file) {
        this.file = file;
    }

    /**
     * The tokens of one file.
     *
     * @param file the file
     * @return the source
     */
    public static TokenFileSource of(TokenFile file) {
        return new TokenFileSource(requireNonNull(file, "file").path());
    }

    @Override
    public String subject() {
        return "token file '" + file + "'";
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    /**
     * The tokens in these bytes.
     *
     * @throws TokenFileException if they are no token file
     */
    @Override
    public Tokens load(FileContents contents, Instant now) {
        return TokenText.read(file, requireNonNull(contents, "contents"));
    }

    @Override
    public Judgement judge(Tokens serving, Tokens candidate, Instant now) {
        requireNonNull(candidate, "candidate");
        // Servers write down the last use themselves: nothing that anybody has to hear of.
        return requireNonNull(serving, "serving").withoutUses().equals(candidate.withoutUses())
                ? new Judgement.Unchanged()
                : new Judgement.Better(List.of());
    }
}
