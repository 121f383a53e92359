package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.CallerKind;
import io.securerpc.internal.SetOnce;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What callers may do beyond {@link Permission#PUBLIC}, which every admitted caller has, and what they may not: permissions, and rules that name methods.
 *
 * <p>A call is decided by the first of these that applies: a method without a permission is nobody's; a deny rule, or a switch that closes the
 * method, refuses; the caller's permission admits; an allow rule admits; nothing refuses. The rules of a caller are its own, those of {@code certificate:*} if it has a
 * certificate, those of {@code everyone}, and those of the roles of all these. Their order never matters.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #none()}: nobody may do more than what is public.
 *
 * <h2>Security</h2>
 *
 * <p>Ids are compared whole and with their kind. What is denied to one spelling of a certificate's name is denied to every spelling (A to Z), because trust takes a
 * renewal in other letters for the same client; what is granted to one is not. What is granted to {@code anonymous} is had by whoever reaches the port; callers of other kinds
 * do not inherit it, nor what is denied to it. An allow rule opens methods and never closes others; one that covers more than was meant, such as {@code *}, also
 * opens methods that a later version of the node adds.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Grants.builder()
 *         .grant("certificate:ops", Permission.CONTROL)
 *         .allow("certificate:alice", "wallet_*")
 *         .deny("certificate:alice", "wallet_destroy")
 *         .build()
 * }</pre>
 */
public final class Grants {
    private final GrantRules rules;
    private final Map<String, Caller> callers;
    private final Map<String, CallerRules> unnamed;
    private final CallerRules everyCertificate;
    private final CallerRules everyone;
    private final Caller anonymous;

    private Grants(GrantRules rules) {
        this.rules = rules;
        everyCertificate = rules.compiled(CallerKind.EVERY_CERTIFICATE);
        everyone = rules.compiled(Subject.EVERYONE);
        anonymous = Caller.of(Caller.ANONYMOUS, rules.compiled(Caller.ANONYMOUS));
        Map<String, Caller> named = new HashMap<>();
        for (String id : rules.subjects().keySet()) {
            // A certificate may really be named '*': it gets what every certificate gets, from the common rules.
            if (!id.equals(Subject.EVERYONE) && !Subject.isRole(id) && !id.equals(CallerKind.EVERY_CERTIFICATE)) {
                named.put(id, Caller.of(id, rules.compiled(id)));
            }
        }
        callers = Map.copyOf(named);
        unnamed = named.keySet().stream()
                .filter(CallerKind::isProvenByCertificate)
                .collect(Collectors.toUnmodifiableMap(CallerKind::key, rules::compiledUnnamed, (one, same) -> one));
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
     * The caller of that id, with what is said of it.
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
        CallerRules respelled = unnamed.get(CallerKind.key(callerId));
        if (respelled != null) {
            return Caller.of(callerId, respelled);
        }
        return Caller.of(callerId, CallerKind.isCertificate(callerId) ? everyCertificate : everyone);
    }

    /**
     * The caller of that id, with what is said of it and what its credential carries. A deny rule takes away what a credential carries, too.
     *
     * @param callerId a proven id
     * @param carried permissions of the credential itself, never {@link Permission#NOBODY}
     * @return the caller, {@link Permission#PUBLIC} included
     * @throws IllegalArgumentException if the id is of no known kind, or nobody may have one of the permissions
     */
    public Caller caller(String callerId, Set<Permission> carried) {
        requireNonNull(carried, "carried");
        return caller(callerId).with(carried);
    }

    /**
     * The permissions of anonymous callers. What they may call is more, and less, than that: rules name methods too.
     *
     * @return {@link Permission#PUBLIC} included
     */
    public Set<Permission> anonymous() {
        return rules.compiled(Caller.ANONYMOUS).permissions();
    }

    /**
     * The classes that callers are put into.
     *
     * @return each once
     */
    public Set<String> quotaClasses() {
        return rules.subjects().values().stream()
                .map(Subject::quota)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The same grants, checked against what a node serves, and with every rule compiled for it.
     *
     * @param registered the node's methods and topics
     * @return decides alike
     * @throws IllegalArgumentException naming, one a line, every pattern that matches nothing, every permission that no method asks for, and every rule that
     *     can never decide
     */
    public Grants boundTo(RegisteredMethods registered) {
        requireNonNull(registered, "registered");
        List<String> problems = new GrantCheck(rules, registered).problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        return new Grants(rules.boundTo(registered));
    }

    /** Collects grants. Not for several threads. */
    public static final class Builder {
        private final Map<String, Subject> subjects = new TreeMap<>();
        private @Nullable String rpcMethods;
        private @Nullable ApiSets apis;
        private @Nullable Boolean wallet;

        private Builder() {}

        /**
         * Adds permissions to what the caller has already.
         *
         * @param callerId exact typed id, {@code certificate:*} for every installed certificate (those of authorities, {@code ca:}, have ids one by one), {@code anonymous}, {@code everyone} for both and all others, or
         *     {@code role:name}
         * @param permissions at least one; never {@link Permission#NOBODY}
         * @return this
         * @throws IllegalArgumentException for an id of no known kind, a {@code *} elsewhere, no permission, or {@link Permission#NOBODY}
         */
        public Builder grant(String callerId, Permission... permissions) {
            requireNonNull(callerId, "callerId");
            requireNonNull(permissions, "permissions");
            Subject.checked("grant", callerId);
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
            for (Permission permission : permissions) {
                subject(callerId).grant(permission);
            }
            return this;
        }

        /**
         * Lets the caller call methods and subscribe to topics by name, whatever permission they ask for, except {@link Permission#NOBODY}.
         *
         * @param callerId as {@link #grant}
         * @param patterns at least one: a name, or its beginning and {@code *}
         * @return this
         * @throws IllegalArgumentException for an id as in {@link #grant}, a pattern of another form, or none
         */
        public Builder allow(String callerId, String... patterns) {
            MethodPattern[] parsed = parsed("allow", callerId, patterns);
            for (MethodPattern pattern : parsed) {
                subject(callerId).allow(pattern);
            }
            return this;
        }

        /**
         * Keeps the caller from methods and topics by name, public ones too, whatever else is granted.
         *
         * @param callerId as {@link #grant}
         * @param patterns at least one: a name, or its beginning and {@code *}
         * @return this
         * @throws IllegalArgumentException for an id as in {@link #grant}, a pattern of another form, or none
         */
        public Builder deny(String callerId, String... patterns) {
            MethodPattern[] parsed = parsed("deny", callerId, patterns);
            for (MethodPattern pattern : parsed) {
                subject(callerId).deny(pattern);
            }
            return this;
        }

        /**
         * Gives the caller roles: whatever is said of {@code role:name} is said of the caller then.
         *
         * @param callerId as {@link #grant}, but no role
         * @param roles at least one name, without {@code role:}
         * @return this
         * @throws IllegalArgumentException for an id as in {@link #grant} or a role's, a name of another form, or none
         */
        public Builder assign(String callerId, String... roles) {
            requireNonNull(callerId, "callerId");
            requireNonNull(roles, "roles");
            Subject.checked("assign", callerId);
            if (Subject.isRole(callerId)) {
                throw new IllegalArgumentException(
                        "assign: '" + callerId + "' (expected: a caller, roles have no roles)");
            }
            if (roles.length == 0) {
                throw new IllegalArgumentException("assign to " + callerId + ": no role (expected: at least one)");
            }
            for (String role : roles) {
                Subject.checked("assign to " + callerId, Subject.ROLE + requireNonNull(role, "role"));
            }
            for (String role : roles) {
                subject(callerId).assign(Subject.ROLE + role);
            }
            return this;
        }

        /**
         * Puts the caller into a class of callers, by which its calls are counted. What is said of a caller itself counts before what is said of its roles, then of its kind, then of
         * everyone.
         *
         * @param callerId as {@link #grant}
         * @param quotaClass lower-case letters, digits, {@code . _ -}, a letter first
         * @return this
         * @throws IllegalArgumentException for an id as in {@link #grant}, or another form of name
         * @throws IllegalStateException if it is in one already
         */
        public Builder quota(String callerId, String quotaClass) {
            requireNonNull(callerId, "callerId");
            Subject.checked("quota", callerId);
            subject(callerId).quota(Caller.checkedQuota("quota of " + callerId, quotaClass));
            return this;
        }

        /**
         * What Substrate's {@code --rpc-methods} says. {@code safe} closes {@link Permission#UNSAFE} to everybody, whatever is granted; {@code unsafe} grants it to
         * everyone, strangers too, which the exposure guard stops beyond loopback; {@code auto} leaves it to grants. Substrate's
         * {@code auto} opens it to whoever comes by loopback, which behind a local proxy is everybody.
         *
         * @param value {@code safe}, {@code unsafe} or {@code auto}
         * @return this
         * @throws IllegalArgumentException for any other word
         * @throws IllegalStateException if set before
         */
        public Builder rpcMethods(String value) {
            requireNonNull(value, "value");
            if (!List.of("safe", "unsafe", "auto").contains(value)) {
                throw new IllegalArgumentException("rpc_methods: '" + value + "' (expected: safe, unsafe or auto)");
            }
            rpcMethods = SetOnce.value("rpcMethods", rpcMethods, value);
            return this;
        }

        /**
         * What Parity's {@code --jsonrpc-apis} says: the sets of methods there are. What is left out is closed to everybody. What is listed is not opened: its methods ask for their
         * permissions, where Parity's were everybody's.
         *
         * @param value {@code all}, {@code safe}, names of sets such as {@code eth}, {@code -name} to take one away, separated by commas
         * @return this
         * @throws IllegalArgumentException for anything else
         * @throws IllegalStateException if set before
         */
        public Builder jsonrpcApis(String value) {
            requireNonNull(value, "value");
            apis = SetOnce.value("jsonrpcApis", apis, ApiSets.parse(value));
            return this;
        }

        /**
         * What Pactus' {@code enable_wallet} says. {@code false} closes methods that begin with {@code pactus.wallet.}, {@code wallet.} or {@code wallet_} to everybody; {@code true} opens
         * nothing: they ask for their permissions, where Pactus' were everybody's.
         *
         * @param enabled whether there are such methods
         * @return this
         * @throws IllegalStateException if set before
         */
        public Builder enableWallet(boolean enabled) {
            wallet = SetOnce.value("enableWallet", wallet, enabled);
            return this;
        }

        /**
         * The grants so far. Whether they suit a node's methods is found out by {@link Grants#boundTo}.
         *
         * @return immutable; the builder can go on
         */
        public Grants build() {
            Ceiling ceiling =
                    new Ceiling("safe".equals(rpcMethods), Boolean.FALSE.equals(wallet), Optional.ofNullable(apis));
            return new Grants(new GrantRules(subjects, ceiling, "unsafe".equals(rpcMethods)));
        }

        private MethodPattern[] parsed(String setting, String callerId, String... patterns) {
            requireNonNull(callerId, "callerId");
            requireNonNull(patterns, "patterns");
            Subject.checked(setting, callerId);
            if (patterns.length == 0) {
                throw new IllegalArgumentException(
                        setting + " of " + callerId + ": no method (expected: at least one)");
            }
            MethodPattern[] parsed = new MethodPattern[patterns.length];
            for (int i = 0; i < patterns.length; i++) {
                parsed[i] = MethodPattern.parse(patterns[i]);
            }
            return parsed;
        }

        private Subject subject(String id) {
            return subjects.computeIfAbsent(id, any -> new Subject());
        }
    }
}
