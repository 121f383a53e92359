package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which kinds of credentials a server accepts beside certificates, and whether it serves whoever presents none.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #none()}: nobody is asked for a credential, and what is presented is not looked at.
 *
 * <h2>Security</h2>
 *
 * <p>With a kind, whoever presents nothing is refused, unless {@link #orAnonymous()} says otherwise by name. Whoever presents something that proves nothing is
 * refused in any case, and never served as the anonymous caller instead.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class AcceptedCredentials {
    private static final AcceptedCredentials NONE = new AcceptedCredentials(Map.of(), true);

    private final Map<String, CredentialKind> kinds;
    private final boolean anonymous;

    private AcceptedCredentials(Map<String, CredentialKind> kinds, boolean anonymous) {
        this.kinds = kinds;
        this.anonymous = anonymous;
    }

    /**
     * No kind.
     *
     * @return the default
     */
    public static AcceptedCredentials none() {
        return NONE;
    }

    /**
     * These kinds, and nobody without.
     *
     * @param kinds each with a scheme of its own
     * @return the choice
     * @throws IllegalArgumentException if two have one scheme
     */
    public static AcceptedCredentials of(List<CredentialKind> kinds) {
        Map<String, CredentialKind> byScheme = new LinkedHashMap<>();
        for (CredentialKind kind : requireNonNull(kinds, "kinds")) {
            if (byScheme.putIfAbsent(key(kind.scheme()), kind) != null) {
                throw new IllegalArgumentException("credentials: " + kind.scheme() + " twice (expected: once)");
            }
        }
        return byScheme.isEmpty() ? NONE : new AcceptedCredentials(byScheme, false);
    }

    /**
     * Changed copy: whoever presents no credential is served too, as the caller of its certificate or as the anonymous one.
     *
     * @return the changed copy
     */
    public AcceptedCredentials orAnonymous() {
        return kinds.isEmpty() ? this : new AcceptedCredentials(kinds, true);
    }

    /**
     * Whether nobody is asked for a credential.
     *
     * @return true without any kind
     */
    public boolean isEmpty() {
        return kinds.isEmpty();
    }

    /**
     * Whether callers are asked.
     *
     * @return {@link CredentialDemand#NONE} without any kind, {@link CredentialDemand#OPTIONAL} after {@link #orAnonymous()}
     */
    public CredentialDemand demand() {
        if (kinds.isEmpty()) {
            return CredentialDemand.NONE;
        }
        return anonymous ? CredentialDemand.OPTIONAL : CredentialDemand.REQUIRED;
    }

    /**
     * The kind of a scheme.
     *
     * @param scheme as a peer wrote it, in any case
     * @return empty if no such credentials are accepted
     */
    public Optional<CredentialKind> kind(String scheme) {
        return Optional.ofNullable(kinds.get(key(requireNonNull(scheme, "scheme"))));
    }

    /**
     * What peers without a credential are told to bring.
     *
     * @return the value of one {@code WWW-Authenticate} header
     */
    public String challenges() {
        return kinds.values().stream().map(CredentialKind::challenge).collect(Collectors.joining(", "));
    }

    /**
     * The same for a peer whose credential was refused.
     *
     * @param refused the kind that refused it
     * @return the value of one {@code WWW-Authenticate} header
     */
    public String challengesAfterRefusal(CredentialKind refused) {
        requireNonNull(refused, "refused");
        return kinds.values().stream()
                .map(kind -> kind == refused ? kind.challengeAfterRefusal() : kind.challenge())
                .collect(Collectors.joining(", "));
    }

    private static String key(String scheme) {
        return scheme.toLowerCase(Locale.ROOT);
    }
}
