package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import io.securerpc.internal.FileRights;
import io.securerpc.internal.PeerText;
import io.securerpc.reload.Live;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parity's signer tokens as a server accepts them: a WebSocket whose only sub-protocol is {@code keccak256(token:time)_time}, judged by a {@link ParityTokenFile} that is followed.
 *
 * <h2>Defaults</h2>
 *
 * <p>A window of 6 seconds to both sides of the server's clock, which is Parity's: the clocks of most machines are right to a second, and a proof that somebody saw is of use for no
 * longer. A lifetime of 90 days after a token was made: with Parity a token that was used once never ends, and one that was lost unnoticed should.
 *
 * <h2>Security</h2>
 *
 * <p>A proof proves {@code parity:} and the name of the token it was made with. It is accepted once, as Parity's are not, and if two connections come with one at the same time, one of them
 * gets in. What was accepted is remembered by this process alone: on another replica, the same proof may be accepted within its window too. A proof from before this server opened its files is
 * refused. The token itself is never sent, and neither accepted as bearer token; but whoever sees a proof and has the time can look for its token, so tokens are to be made by a machine. Where
 * the way is not TLS, somebody on it can use the proof first.
 *
 * <p>A token that nobody has used within 24 hours is refused, as with Parity. For that, servers write the last use into the file; where they cannot, a restart forgets it.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * ParityTokens.in(Path.of("/var/lib/parity/signer/authcodes")).withWindow(Duration.ofSeconds(10))
 * }</pre>
 */
public final class ParityTokens implements CredentialSource {
    /** How far a client's clock may be off unless said otherwise. */
    public static final Duration WINDOW = Duration.ofSeconds(6);

    /** How long a token in use is good unless said otherwise. */
    public static final Duration LIFETIME = NewToken.VALIDITY;

    /** The narrowest window: a proof has whole seconds, and takes a moment to arrive. */
    public static final Duration NARROWEST_WINDOW = Duration.ofSeconds(1);

    /** The widest window: for as long, each proof has to be remembered, and may be accepted by every replica. */
    public static final Duration WIDEST_WINDOW = Duration.ofSeconds(60);

    /** The shortest lifetime: that of a token which nobody has used is not shorter either. */
    public static final Duration SHORTEST_LIFETIME = Duration.ofHours(1);

    /** The longest lifetime: ten years are longer than any machine that keeps a token. */
    public static final Duration LONGEST_LIFETIME = Duration.ofDays(3_650);

    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.caller");

    private final Path path;
    private final Duration window;
    private final Duration lifetime;

    private ParityTokens(Path path, Duration window, Duration lifetime) {
        this.path = path;
        this.window = window;
        this.lifetime = lifetime;
    }

    /**
     * The tokens of a file.
     *
     * @param path such as Parity's {@code signer/authcodes}; it must be there when the server starts
     * @return the source
     */
    public static ParityTokens in(Path path) {
        return new ParityTokens(requireNonNull(path, "path"), WINDOW, LIFETIME);
    }

    /**
     * Changed copy, with another window.
     *
     * @param seconds how far the time of a proof may be from the server's, to both sides and with the end itself; whole seconds from 1 to 60
     * @return the changed copy
     * @throws IllegalArgumentException for any other window
     */
    public ParityTokens withWindow(Duration seconds) {
        requireNonNull(seconds, "seconds");
        if (seconds.compareTo(NARROWEST_WINDOW) < 0
                || seconds.compareTo(WIDEST_WINDOW) > 0
                || !seconds.equals(seconds.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException(
                    "window of Parity proofs: " + seconds + " (expected: whole seconds from 1 to 60)");
        }
        return new ParityTokens(path, seconds, lifetime);
    }

    /**
     * Changed copy, with another lifetime.
     *
     * @param period how long after it was made a token is good that is in use; 1 hour to 3,650 days
     * @return the changed copy
     * @throws IllegalArgumentException for any other lifetime
     */
    public ParityTokens withLifetime(Duration period) {
        requireNonNull(period, "period");
        if (period.compareTo(SHORTEST_LIFETIME) < 0 || period.compareTo(LONGEST_LIFETIME) > 0) {
            throw new IllegalArgumentException(
                    "lifetime of Parity tokens: " + period + " (expected: 1 hour to 3,650 days)");
        }
        return new ParityTokens(path, window, period);
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
     * How far the time of a proof may be from the server's.
     *
     * @return whole seconds
     */
    public Duration window() {
        return window;
    }

    /**
     * How long after it was made a token is good that is in use.
     *
     * @return 1 hour to 3,650 days
     */
    public Duration lifetime() {
        return lifetime;
    }

    @Override
    public CredentialForm form() {
        return CredentialForm.PARITY_PROOF;
    }

    /**
     * {@inheritDoc}
     *
     * @throws TokenFileException if the file cannot be read, or a line is none of Parity's
     */
    @Override
    public CredentialKind open(InstantSource clock) {
        return open(clock, TokenUses.writer());
    }

    /** {@inheritDoc} */
    @Override
    public void check(InstantSource clock) {
        // A token of Parity's that has no date begins its life when a server opens the file.
        open(clock, writing -> {});
    }

    CredentialKind open(InstantSource clock, Executor writer) {
        ParityTokenFile file = ParityTokenFile.at(path, clock);
        Live<ParityTable> tokens = Live.open(new ParityFileSource(path, () -> date(file, writer)), clock);
        return new ParityCredentials(
                tokens,
                this,
                new SpentProofs(SpentProofs.MOST, clock.instant().getEpochSecond()),
                new TokenUses(
                        UseRecord.of(name -> tokens.current().named(name), ParityToken::lastUse, file::recordUses),
                        Duration.ZERO,
                        writer));
    }

    private static void date(ParityTokenFile file, Executor writer) {
        try {
            writer.execute(() -> {
                try {
                    file.recordUses(Map.of());
                } catch (SecureRpcException e) {
                    LOG.warn(
                            "age of Parity tokens is not written, and begins again with each start: {}",
                            e.getMessage());
                }
            });
        } catch (RuntimeException | Error e) { // no thread is to be had
            LOG.warn("age of Parity tokens is not written: {}", e.toString());
        }
    }

    /** Versions of Parity made it with the mode of all other files. */
    @Override
    public List<String> warnings() {
        return FileRights.SHARED_SECRET.warnings("Parity tokens '" + PeerText.escape(path.toString()) + "'", path);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParityTokens tokens
                && tokens.path.equals(path)
                && tokens.window.equals(window)
                && tokens.lifetime.equals(lifetime);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /** The file. */
    @Override
    public String toString() {
        return "Parity tokens of '" + path + "'";
    }
}
