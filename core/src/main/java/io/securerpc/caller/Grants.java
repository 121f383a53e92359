package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which permissions callers have beyond {@link Permission#PUBLIC}, which every admitted caller has.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #none()}: nobody may do more than what is public.
 *
 * <h2>Security</h2>
 *
 * <p>Ids are compared whole and with their kind. What is granted to {@code anonymous} is had by whoever reaches the port; callers of other kinds
 * do not inherit it.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Grants.builder().grant("certificate:rpc.user.1", Permission.CONTROL).build()
 * }</pre>
 */
public final class Grants {
    private final Map<String, Caller> callers;
    private final Set<Permission> everyCertificate;
    private final Caller anonymous;
    private final Set<Permission> anonymousPermissions;

    private Grants(Map<String, Set<Permission>> granted) {
        everyCertificate = withPublic(granted.get(CallerKind.EVERY_CERTIFICATE), Set.of());
        anonymousPermissions = withPublic(granted.get(Caller.ANONYMOUS), Set.of());
        anonymous = Caller.of(Caller.ANONYMOUS, anonymousPermissions);
        Map<String, Caller> named = new HashMap<>();
        granted.forEach((id, permissions) -> {
            Set<Permission> shared = CallerKind.isCertificate(id) ? everyCertificate : Set.of();
            named.put(id, Caller.of(id, withPublic(permissions, shared)));
        });
        // A certificate may really be named '*': it gets what every certificate gets, from the common set.
        named.remove(CallerKind.EVERY_CERTIFICATE);
        callers = Map.copyOf(named);
    }

    /**
     * Nothing beyond what is public.
     *
     * @return the default
     */
    public static Grants none() {
        return builder().build();
    }

    /**
     * Starts with nothing granted.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The caller of that id, with what it was granted.
     *
     * @param callerId a proven id, or {@link Caller#ANONYMOUS}
     * @return the caller, {@link Permission#PUBLIC} included
     * @throws IllegalArgumentException if the id is of no known kind
     */
    public Caller caller(String callerId) {
        requireNonNull(callerId, "callerId");
        if (callerId.equals(Caller.ANONYMOUS)) {
            return anonymous;
        }
        Caller named = callers.get(callerId);
        if (named != null) {
            return named;
        }
        return Caller.of(callerId, CallerKind.isCertificate(callerId) ? everyCertificate : Set.of(Permission.PUBLIC));
    }

    /**
     * The caller of that id, with what it was granted and what its credential carries.
     *
     * @param callerId a proven id
     * @param carried permissions of the credential itself, never {@link Permission#NOBODY}
     * @return the caller, {@link Permission#PUBLIC} included
     * @throws IllegalArgumentException if the id is of no known kind, or nobody may have one of the permissions
     */
    public Caller caller(String callerId, Set<Permission> carried) {
        return caller(callerId).with(carried);
    }

    /**
     * What anonymous callers may do.
     *
     * @return {@link Permission#PUBLIC} included
     */
    public Set<Permission> anonymous() {
        return anonymousPermissions;
    }

    private static Set<Permission> withPublic(@Nullable Set<Permission> own, Set<Permission> shared) {
        Set<Permission> all = new HashSet<>(shared);
        all.add(Permission.PUBLIC);
        if (own != null) {
            all.addAll(own);
        }
        return Set.copyOf(all);
    }

    /** Collects grants. Not for several threads. */
    public static final class Builder {
        private final Map<String, Set<Permission>> granted = new HashMap<>();

        private Builder() {}

        /**
         * Adds permissions to what the caller has already.
         *
         * @param callerId exact typed id, {@code certificate:*} for every trusted certificate, or {@code anonymous}
         * @param permissions at least one; never {@link Permission#NOBODY}
         * @return this
         * @throws IllegalArgumentException for an id of no known kind, a {@code *} elsewhere, no permission, or {@link Permission#NOBODY}
         */
        public Builder grant(String callerId, Permission... permissions) {
            requireNonNull(callerId, "callerId");
            requireNonNull(permissions, "permissions");
            CallerKind.checkedId(callerId);
            if (callerId.endsWith(":*") && !callerId.equals(CallerKind.EVERY_CERTIFICATE)) {
                throw new IllegalArgumentException(
                        "grant: '" + callerId + "' (expected: an exact id, or certificate:*)");
            }
            if (permissions.length == 0) {
                throw new IllegalArgumentException("grant to " + callerId + ": no permission (expected: at least one)");
            }
            for (Permission permission : permissions) {
                requireNonNull(permission, "permission");
                if (permission.equals(Permission.NOBODY)) {
                    throw new IllegalArgumentException(
                            "grant to " + callerId + ": nobody (expected: a permission that can be had)");
                }
            }
            granted.computeIfAbsent(callerId, id -> new HashSet<>()).addAll(Arrays.asList(permissions));
            return this;
        }

        /**
         * The grants so far.
         *
         * @return immutable; the builder can go on
         */
        public Grants build() {
            return new Grants(granted);
        }
    }
}
