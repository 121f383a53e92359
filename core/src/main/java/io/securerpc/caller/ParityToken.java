package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@link ParityTokenFile}: whose token it is, when it was made and last used.
 *
 * <h2>Security</h2>
 *
 * <p>Holds the token, which no public method gives away, and prints as the caller's id. The id of a token without a name is the beginning of its SHA-256, which does not lead back to it.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class ParityToken {
    /** How the ids of callers with such a token begin. */
    static final String KIND = "parity:";

    /** As Parity has it: a token that nobody has used by then was lost on its way. */
    static final Duration UNUSED = Duration.ofHours(24);

    /** Enough to tell tokens of one file apart. */
    private static final int HASH_NAME = 8;

    private final ParityTokenSecret secret;
    private final @Nullable String name;
    private final Instant created;
    private final @Nullable Instant lastUse;

    ParityToken(ParityTokenSecret secret, Optional<String> name, Instant created, Optional<Instant> lastUse) {
        this.secret = secret;
        this.name = name.orElse(null);
        this.created = created;
        this.lastUse = lastUse.orElse(null);
    }

    /**
     * Whose it is.
     *
     * @return the caller's id is {@code parity:} and this; of a token that Parity made, the first 8 hexadecimal digits of its SHA-256
     */
    public String name() {
        return name == null ? secret.hash().hex().substring(0, HASH_NAME) : name;
    }

    /**
     * When it was made.
     *
     * @return the moment it was read, where the file does not say
     */
    public Instant created() {
        return created;
    }

    /**
     * When somebody last used it, as far as servers have written it down.
     *
     * @return empty if nobody has yet
     */
    public Optional<Instant> lastUse() {
        return Optional.ofNullable(lastUse);
    }

    /**
     * The moment from which it is refused.
     *
     * @param lifetime how long after it was made a token is good that is in use
     * @return that, or 24 hours after it was made for one that nobody has used
     */
    public Instant end(Duration lifetime) {
        requireNonNull(lifetime, "lifetime");
        return end(lifetime, lastUse != null);
    }

    Instant end(Duration lifetime, boolean used) {
        return created.plus(used || lifetime.compareTo(UNUSED) < 0 ? lifetime : UNUSED);
    }

    ParityTokenSecret secret() {
        return secret;
    }

    /** Empty for one that Parity made. */
    Optional<String> givenName() {
        return Optional.ofNullable(name);
    }

    /** Which token of that caller it is, by what is of no use to anybody else. */
    String mark() {
        return KeyedDigest.of(KeyedDigest.utf8(secret.text()));
    }

    ParityToken withLastUse(Instant moment) {
        return new ParityToken(secret, givenName(), created, Optional.of(moment));
    }

    /** Everything counts: the token, its name and the times. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ParityToken token
                && token.secret.equals(secret)
                && token.givenName().equals(givenName())
                && token.created.equals(created)
                && token.lastUse().equals(lastUse());
    }

    @Override
    public int hashCode() {
        return secret.hashCode();
    }

    /** The caller's id. */
    @Override
    public String toString() {
        return KIND + name();
    }
}
