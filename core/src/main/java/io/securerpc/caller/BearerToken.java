package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TokenFile} says of one token: whose it is, what it may do and how long, and never the token itself.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class BearerToken {
    /** Rotating more often than that within one grace period is a loop that went wrong. */
    static final int MOST_RETIRED = 8;

    /** How the ids of callers with a token begin. */
    static final String KIND = "token:";

    static final String NAME_RULE = "[a-z0-9][a-z0-9._-]{0,63}";
    private static final Pattern NAME = Pattern.compile(NAME_RULE);
    private static final Instant END_OF_TIME = Instant.parse("+10000-01-01T00:00:00Z");

    private final String name;
    private final Set<Permission> permissions;
    private final Instant created;
    private final @Nullable Instant expires;
    private final @Nullable Instant lastUse;
    private final TokenHash hash;
    private final List<RetiredSecret> retired;

    private BearerToken(Draft draft) {
        this.name = checkedName(draft.name);
        this.permissions = checkedPermissions(draft.permissions);
        this.created = draft.created;
        this.expires = draft.expires;
        this.lastUse = draft.lastUse;
        this.hash = draft.hash;
        this.retired = List.copyOf(draft.retired);
        checkMoments();
        if (expires != null && !expires.isAfter(created)) {
            throw new IllegalArgumentException(
                    "token " + name + ": expires " + expires + " (expected: after it was created, " + created + ")");
        }
    }

    private void checkMoments() {
        Stream.concat(Stream.of(created), Stream.concat(expires().stream(), lastUse().stream()))
                .forEach(BearerToken::checkedMoment);
        retired.forEach(secret -> checkedMoment(secret.until()));
    }

    private static void checkedMoment(Instant moment) {
        // Nothing can be added to the last moments that Java knows.
        if (moment.isBefore(Instant.EPOCH) || !moment.isBefore(END_OF_TIME)) {
            throw new IllegalArgumentException("token time: " + moment + " (expected: 1970 to 9999)");
        }
    }

    /** Refuses what could be mistaken for another name, or for more than one. */
    static String checkedName(String name) {
        if (!NAME.matcher(requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException("token name: not one (expected: " + NAME_RULE + ")");
        }
        return name;
    }

    static Set<Permission> checkedPermissions(Set<Permission> permissions) {
        if (permissions.contains(Permission.NOBODY)) {
            throw new IllegalArgumentException("token permission: nobody (expected: a permission that can be had)");
        }
        return Set.copyOf(permissions);
    }

    /**
     * Whose it is.
     *
     * @return the caller's id is {@code token:} and this
     */
    public String name() {
        return name;
    }

    /**
     * What it may do beyond {@link Permission#PUBLIC}; the {@link Grants} may add to it.
     *
     * @return may be empty
     */
    public Set<Permission> permissions() {
        return permissions;
    }

    /**
     * When it was made.
     *
     * @return rotating does not change it
     */
    public Instant created() {
        return created;
    }

    /**
     * The moment from which it is refused.
     *
     * @return empty for one that never expires
     */
    public Optional<Instant> expires() {
        return Optional.ofNullable(expires);
    }

    /**
     * When somebody last used it, as far as servers have written it down: they do so rarely.
     *
     * @return empty if nobody has yet
     */
    public Optional<Instant> lastUse() {
        return Optional.ofNullable(lastUse);
    }

    /**
     * How long secrets of before a rotation are good, the longest one.
     *
     * @param now those that have ended by then do not count
     * @return empty if there is none
     */
    public Optional<Instant> oldSecretUntil(Instant now) {
        requireNonNull(now, "now");
        return retired.stream().map(RetiredSecret::until).filter(now::isBefore).max(Instant::compareTo);
    }

    /**
     * Whether it is refused for its age.
     *
     * @param now what time it is
     * @return true from {@link #expires} on
     */
    public boolean expired(Instant now) {
        requireNonNull(now, "now");
        return expires != null && !now.isBefore(expires);
    }

    TokenHash hash() {
        return hash;
    }

    /** When one of its secrets ends; never later than the token. */
    Optional<Instant> end(TokenHash secret) {
        Optional<Instant> old = retired.stream()
                .filter(one -> one.hash().equals(secret))
                .map(RetiredSecret::until)
                .findFirst();
        return old.isPresent() && (expires == null || old.get().isBefore(expires)) ? old : expires();
    }

    /** Of the secrets that are good now. */
    Stream<TokenHash> goodHashes(Instant now) {
        return Stream.concat(Stream.of(hash), retired.stream().map(RetiredSecret::hash))
                .filter(one -> end(one).filter(end -> !now.isBefore(end)).isEmpty());
    }

    List<RetiredSecret> retired() {
        return retired;
    }

    BearerToken withLastUse(Instant moment) {
        Draft draft = draft();
        draft.lastUse = moment;
        return draft.done();
    }

    Draft draft() {
        Draft draft = new Draft(name, permissions, created, hash);
        draft.expires = expires;
        draft.lastUse = lastUse;
        draft.retired = retired;
        return draft;
    }

    /** Everything counts: the name, the permissions, the times, and which secrets are good. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BearerToken token
                && token.name.equals(name)
                && token.permissions.equals(permissions)
                && token.created.equals(created)
                && token.expires().equals(expires())
                && token.lastUse().equals(lastUse())
                && token.hash.equals(hash)
                && token.retired.equals(retired);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The caller's id. */
    @Override
    public String toString() {
        return KIND + name;
    }

    /** The parts of a token that is being put together. */
    static final class Draft {
        final String name;
        final Set<Permission> permissions;
        final Instant created;
        TokenHash hash;

        @Nullable
        Instant expires;

        @Nullable
        Instant lastUse;

        List<RetiredSecret> retired = List.of();

        Draft(String name, Set<Permission> permissions, Instant created, TokenHash hash) {
            this.name = name;
            this.permissions = permissions;
            this.created = created;
            this.hash = hash;
        }

        BearerToken done() {
            return new BearerToken(this);
        }
    }
}
