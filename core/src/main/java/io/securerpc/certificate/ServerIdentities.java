package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All identities that one listener serves, and which of them a client gets.
 *
 * <p>The server name that the client asks for (SNI, RFC 6066) decides first: identities for exactly that name; else those with a
 * wildcard for it; else the default, which is the first identity with those that stand beside it. Two identities stand side by side when
 * they share a name, as an EC and an RSA certificate for one host do. Of the closest kind that has one, the client gets an identity that it
 * can verify; one for another host is served only when it can verify none of the default's.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 */
public final class ServerIdentities {
    private final List<ServerIdentity> all;
    private final Set<String> names;

    private ServerIdentities(List<ServerIdentity> all) {
        this.all = all;
        this.names = all.stream()
                .flatMap(identity -> identity.names().stream())
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
    }

    /**
     * The identities of a listener.
     *
     * @param identities at least one; the first is the default
     * @return the set
     * @throws IllegalArgumentException if there are none
     */
    public static ServerIdentities of(List<ServerIdentity> identities) {
        List<ServerIdentity> copy = List.copyOf(requireNonNull(identities, "identities"));
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("identities: none (expected: at least one)");
        }
        return new ServerIdentities(copy);
    }

    /**
     * Every identity.
     *
     * @return in the order of preference, the default first
     */
    public List<ServerIdentity> all() {
        return all;
    }

    /**
     * The exact names of all of them; see {@link ServerIdentity#names()}.
     *
     * @return the same set object at each call
     */
    public Set<String> names() {
        return names;
    }

    /**
     * The identities that fit a client: of the closest kind of match (exact name, wildcard, default, any) that has one the client can
     * verify.
     *
     * @param serverName the host name the client asks for, without a trailing dot, in any case; empty if it asks for none
     * @param verifiable whether the client can verify an identity
     * @return side by side, in the order of {@link #all()}; none if it can verify none
     */
    public List<ServerIdentity> candidates(Optional<String> serverName, Predicate<ServerIdentity> verifiable) {
        requireNonNull(serverName, "serverName");
        requireNonNull(verifiable, "verifiable");
        List<ServerIdentity> verified = all.stream().filter(verifiable).toList();
        if (verified.isEmpty()) {
            return verified;
        }
        return serverName
                .map(name -> first(
                        matching(verified, identity -> identity.namesExactly(name)),
                        matching(verified, identity -> identity.covers(name))))
                .filter(named -> !named.isEmpty())
                .orElseGet(() -> first(
                        matching(verified, all.get(0)::standsBeside),
                        matching(verified, verified.get(0)::standsBeside)));
    }

    private static List<ServerIdentity> matching(List<ServerIdentity> identities, Predicate<ServerIdentity> match) {
        return identities.stream().filter(match).toList();
    }

    private static List<ServerIdentity> first(List<ServerIdentity> close, List<ServerIdentity> further) {
        return close.isEmpty() ? further : close;
    }

    /** Shows the leaves, hides the keys. */
    @Override
    public String toString() {
        return "ServerIdentities" + all;
    }
}
