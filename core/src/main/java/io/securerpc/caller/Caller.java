package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Set;

/**
 * Who calls, and what they may; what every method sees of the peer.
 *
 * <h2>Security</h2>
 *
 * <p>The id says how it was proven ({@code certificate:rpc.user.1}, {@code basic:alice}, {@code anonymous}). An address is never part of it: behind a
 * local proxy everybody comes from loopback.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class Caller {
    /** The id of everybody who proved nothing. */
    public static final String ANONYMOUS = CallerKind.ANONYMOUS;

    private final String id;
    private final Set<Permission> permissions;

    private Caller(String id, Set<Permission> permissions) {
        this.id = id;
        this.permissions = permissions;
    }

    /**
     * A caller with exactly these permissions.
     *
     * @param id typed id: {@code certificate:…}, {@code basic:…}, {@code token:…}, {@code jwt:…}, {@code ca:…} or {@code anonymous}
     * @param permissions what the caller may do
     * @return the caller
     * @throws IllegalArgumentException if the id is of no known kind, or {@link Permission#NOBODY} is among the permissions
     */
    public static Caller of(String id, Set<Permission> permissions) {
        requireNonNull(id, "id");
        requireNonNull(permissions, "permissions");
        Set<Permission> copy = Set.copyOf(permissions);
        if (copy.contains(Permission.NOBODY)) {
            throw new IllegalArgumentException("permissions of " + id + ": nobody (expected: one that can be had)");
        }
        return new Caller(CallerKind.checkedId(id), copy);
    }

    /**
     * The typed id.
     *
     * @return as in {@link #of}
     */
    public String id() {
        return id;
    }

    /**
     * Whether the caller may run methods that ask for this.
     *
     * @param permission what the method asks for
     * @return never true for {@link Permission#NOBODY}
     */
    public boolean has(Permission permission) {
        requireNonNull(permission, "permission");
        return !permission.equals(Permission.NOBODY) && permissions.contains(permission);
    }

    /** With further permissions. */
    Caller with(Set<Permission> more) {
        if (permissions.containsAll(more)) {
            return this;
        }
        Set<Permission> all = new HashSet<>(permissions);
        all.addAll(more);
        return of(id, all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Caller caller && caller.id.equals(id) && caller.permissions.equals(permissions);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** The id. */
    @Override
    public String toString() {
        return id;
    }
}
