package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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

    private final Map<CredentialForm, CredentialKind> kinds;
    private final boolean anonymous;

    private AcceptedCredentials(Map<CredentialForm, CredentialKind> kinds, boolean anonymous) {
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
     * @param kinds each of a form of its own
     * @return the choice
     * @throws IllegalArgumentException if two have one form
     */
    public static AcceptedCredentials of(List<CredentialKind> kinds) {
        Map<CredentialForm, CredentialKind> byForm = new LinkedHashMap<>();
        for (CredentialKind kind : requireNonNull(kinds, "kinds")) {
            if (byForm.putIfAbsent(kind.form(), kind) != null) {
                throw new IllegalArgumentException("credentials: " + kind.form().text() + " twice (expected: once)");
            }
        }
        return byForm.isEmpty() ? NONE : new AcceptedCredentials(byForm, false);
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
     * The kind that judges what stands in {@code Authorization}. Where two share a scheme, the credential's own look decides between them, and nothing else does.
     *
     * @param scheme as a peer wrote it, in any case
     * @param value what follows it
     * @return empty if no such credentials are accepted
     */
    public Optional<CredentialKind> kind(String scheme, String value) {
        requireNonNull(scheme, "scheme");
        requireNonNull(value, "value");
        List<CredentialKind> answering = kinds.values().stream()
                .filter(kind -> kind.form().answersTo(scheme))
                .toList();
        return answering.size() < 2
                ? answering.stream().findFirst()
                : answering.stream().filter(kind -> kind.form().fits(value)).findFirst();
    }

    /**
     * The kind of a form.
     *
     * @param form which
     * @return empty if no such credentials are accepted
     */
    public Optional<CredentialKind> kind(CredentialForm form) {
        return Optional.ofNullable(kinds.get(requireNonNull(form, "form")));
    }

    /**
     * What peers without a credential are told to bring.
     *
     * @return the value of one {@code WWW-Authenticate} header; empty where no kind is presented in {@code Authorization}
     */
    public String challenges() {
        return challenges(CredentialKind::challenge);
    }

    /**
     * The same for a peer whose credential was refused.
     *
     * @param refused the kind that refused it
     * @return the value of one {@code WWW-Authenticate} header; empty where no kind is presented in {@code Authorization}
     */
    public String challengesAfterRefusal(CredentialKind refused) {
        requireNonNull(refused, "refused");
        // Of two kinds with one scheme, the refusal speaks for both: a peer reads one challenge for a scheme.
        return challenges(kind -> kind.form().scheme().equals(refused.form().scheme())
                ? refused.challengeAfterRefusal()
                : kind.challenge());
    }

    private String challenges(Function<CredentialKind, String> challenge) {
        return kinds.values().stream()
                .filter(kind -> kind.form().scheme().isPresent())
                .map(challenge)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
