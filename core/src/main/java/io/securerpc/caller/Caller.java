package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.CallerKind;
import java.util.Set;
import java.util.regex.Pattern;

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

    /** The class of callers who proved who they are and are in no other; see {@link #quotaClass}. */
    public static final String DEFAULT_QUOTA = "default";

    private static final Pattern QUOTA_NAME = Pattern.compile("[a-z][a-z0-9._-]{0,63}");

    private final String id;
    private final CallerRules rules;
    private final CallerProof proof;

    private Caller(String id, CallerRules rules, CallerProof proof) {
        this.id = id;
        this.rules = rules;
        this.proof = proof;
    }

    /**
     * A caller with exactly these permissions.
     *
     * @param id typed id: {@code certificate:…}, {@code basic:…}, {@code token:…}, {@code jwt:…}, {@code parity:…}, {@code ca:…} or {@code anonymous}
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
        return of(id, CallerRules.of(copy, id.equals(ANONYMOUS) ? ANONYMOUS : DEFAULT_QUOTA));
    }

    static Caller of(String id, CallerRules rules) {
        return new Caller(CallerKind.checkedId(id), rules, CallerProof.NONE);
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
     * How the caller proved who it is, where a server has admitted it.
     *
     * @return {@link CallerProof#NONE} for whoever proved nothing
     */
    public CallerProof proof() {
        return proof;
    }

    /**
     * What the caller has been granted, whatever single methods are allowed or denied besides.
     *
     * @return {@link Permission#PUBLIC} included
     */
    public Set<Permission> permissions() {
        return rules.permissions();
    }

    /**
     * The class of callers by which its calls are counted.
     *
     * @return {@link #DEFAULT_QUOTA}, or {@link #ANONYMOUS} for whoever proved nothing, unless grants say otherwise
     */
    public String quotaClass() {
        return rules.quotaClass();
    }

    /**
     * Checks the name of a class of callers.
     *
     * @param setting what is set by it, for the message
     * @param name lower-case letters, digits, {@code . _ -}, a letter first, 64 at most
     * @return the name
     * @throws IllegalArgumentException for another form
     */
    public static String checkedQuota(String setting, String name) {
        requireNonNull(name, "name");
        if (!QUOTA_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    setting + ": '" + name + "' (expected: lower-case letters, digits, . _ and -, a letter first)");
        }
        return name;
    }

    /**
     * Changed copy: how it was proven.
     *
     * @param proven as the gate knows it
     * @return the changed copy, equal to this one: who a caller is and what it may does not depend on it
     */
    public Caller provenBy(CallerProof proven) {
        requireNonNull(proven, "proven");
        return proven.equals(proof) ? this : new Caller(id, rules, proven);
    }

    /**
     * Whether the caller has a permission. What it may call is more, and less, than that: rules name methods too, see {@link #decide}.
     *
     * @param permission what is asked for
     * @return never true for {@link Permission#NOBODY}
     */
    public boolean has(Permission permission) {
        requireNonNull(permission, "permission");
        return !permission.equals(Permission.NOBODY) && rules.has(permission);
    }

    /**
     * Whether the caller may call a method, and which rule says so. Nothing is made for the answer.
     *
     * @param method the registered name
     * @param required the permission the method was registered with
     * @return the rule that decides
     */
    public AccessDecision decide(String method, Permission required) {
        requireNonNull(method, "method");
        requireNonNull(required, "required");
        return rules.decide(method, required);
    }

    /** With further permissions; what is denied to the caller stays denied. */
    Caller with(Set<Permission> more) {
        if (more.contains(Permission.NOBODY)) {
            throw new IllegalArgumentException("permissions of " + id + ": nobody (expected: one that can be had)");
        }
        return rules.permissions().containsAll(more) ? this : new Caller(id, rules.with(more), proof);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Caller caller && caller.id.equals(id) && caller.rules.equals(rules);
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
