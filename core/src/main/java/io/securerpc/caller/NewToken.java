package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that is to be made.
 *
 * <h2>Defaults</h2>
 *
 * <p>No permission but {@link Permission#PUBLIC}, and 90 days: one that was lost unnoticed ends some day, and whoever renews it four times a year
 * still knows how.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class NewToken {
    /** How long a token is good unless said otherwise. */
    public static final Duration VALIDITY = Duration.ofDays(90);

    private final String name;
    private final Set<Permission> permissions;
    private final boolean forever;
    private final @Nullable Instant expires;

    private NewToken(String name, Set<Permission> permissions, boolean forever, @Nullable Instant expires) {
        this.name = name;
        this.permissions = permissions;
        this.forever = forever;
        this.expires = expires;
    }

    /**
     * A token of that name.
     *
     * @param name lower-case letters, digits, {@code .}, {@code _} and {@code -}, at most 64; the caller's id is {@code token:} and the name
     * @return what is to be made
     * @throws IllegalArgumentException for any other name
     */
    public static NewToken named(String name) {
        return new NewToken(BearerToken.checkedName(name), Set.of(), false, null);
    }

    /**
     * Changed copy, with one more permission.
     *
     * @param permission what the token may do
     * @return the changed copy
     * @throws IllegalArgumentException for {@link Permission#NOBODY}
     */
    public NewToken withPermission(Permission permission) {
        Set<Permission> more = new HashSet<>(permissions);
        more.add(requireNonNull(permission, "permission"));
        return new NewToken(name, BearerToken.checkedPermissions(more), forever, expires);
    }

    /**
     * Changed copy, good until then.
     *
     * @param moment the token is refused from this moment on; fractions of a second are dropped
     * @return the changed copy
     */
    public NewToken withExpiry(Instant moment) {
        return new NewToken(name, permissions, false, requireNonNull(moment, "moment"));
    }

    /**
     * Changed copy, good until it is revoked.
     *
     * @return the changed copy
     */
    public NewToken withoutExpiry() {
        return new NewToken(name, permissions, true, null);
    }

    String name() {
        return name;
    }

    Set<Permission> permissions() {
        return permissions;
    }

    Optional<Instant> expires(Instant created) {
        return forever ? Optional.empty() : Optional.of(expires == null ? created.plus(VALIDITY) : expires);
    }

    /** The caller's id. */
    @Override
    public String toString() {
        return "token:" + name;
    }
}
