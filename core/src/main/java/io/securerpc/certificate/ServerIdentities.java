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
 * <p>The server name that the client asks for (SNI, RFC 6066) decides first: identities for exactly that name, then those
 * with a wildcard for it, then all of them, in the order given. Of those the client gets the first that it can verify; an
 * EC and an RSA identity for the same name thus stand side by side.
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
     * The identities that fit a client, the preferred one first: of the closest kind of match (exact name, wildcard, any)
     * that has one the client can verify.
     *
     * @param serverName the host name the client asks for, without a trailing dot, in any case; empty if it asks for none
     * @param verifiable whether the client can verify an identity
     * @return none if it can verify none
     */
    public List<ServerIdentity> candidates(Optional<String> serverName, Predicate<ServerIdentity> verifiable) {
        requireNonNull(serverName, "serverName");
        requireNonNull(verifiable, "verifiable");
        List<ServerIdentity> verified = all.stream().filter(verifiable).toList();
        if (serverName.isEmpty()) {
            return verified;
        }
        String name = serverName.get();
        List<ServerIdentity> exact = verified.stream()
                .filter(identity -> identity.namesExactly(name))
                .toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        List<ServerIdentity> wildcard =
                verified.stream().filter(identity -> identity.covers(name)).toList();
        return wildcard.isEmpty() ? verified : wildcard;
    }

    /** Shows the leaves, hides the keys. */
    @Override
    public String toString() {
        return "ServerIdentities" + all;
    }
}
