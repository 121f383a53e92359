package io.securerpc.origin;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which names the server answers to, as the {@code Host} header gives them.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #ownNames()}, always part of the others: the addresses of the bound listener with its real port (bound to loopback: that address and
 * {@code localhost}; bound to all addresses: each address the machine has at that moment, and {@code localhost}), and the exact names of the
 * certificate being served, with any port, so that a forwarded port works. The port may be left out where it is the scheme's own.
 *
 * <h2>Security</h2>
 *
 * <p>Stops DNS rebinding: a page of {@code evil.example} whose name is made to point at this machine still sends {@code Host: evil.example}. There are no
 * patterns. Wildcard names of a certificate are not taken over, since they would let names in that nobody listed.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * HostPolicy.allow("node.example.com", "10.0.0.7:7076")
 * }</pre>
 */
public final class HostPolicy {
    private final boolean any;
    private final Set<Authority> listed;

    private HostPolicy(boolean any, Set<Authority> listed) {
        this.any = any;
        this.listed = Set.copyOf(listed);
    }

    /**
     * Own addresses and the certificate's names only.
     *
     * @return the default policy
     */
    public static HostPolicy ownNames() {
        return new HostPolicy(false, Set.of());
    }

    /**
     * Own names and these.
     *
     * @param hosts {@code name} (any port) or {@code name:port}; addresses likewise, IPv6 in brackets
     * @return the policy
     * @throws IllegalArgumentException if there is no entry, or one can never match; the message names the one that would
     */
    public static HostPolicy allow(String... hosts) {
        requireNonNull(hosts, "hosts");
        if (hosts.length == 0) {
            throw new IllegalArgumentException("hosts: none (expected: at least one, or HostPolicy.ownNames())");
        }
        Set<Authority> listed = new LinkedHashSet<>();
        for (String host : hosts) {
            requireNonNull(host, "host");
            listed.add(Authority.parse(host).orElseThrow(() -> refused(host)));
        }
        return new HostPolicy(false, listed);
    }

    /**
     * Every well-formed host. Only what would be allowed without this counts as the server's own origin, so that a rebound name does not.
     *
     * @return the widest policy
     */
    public static HostPolicy any() {
        return new HostPolicy(true, Set.of());
    }

    /**
     * Compiles the policy for one listener. Reads the machine's addresses if the listener is bound to all of them.
     *
     * @param bound actual address and port
     * @param certificateNames the served certificate's names, IPv6 with or without brackets; a change is noticed by the set being another object
     * @return the rules
     * @throws IllegalArgumentException if {@code bound} has no address or no port
     */
    public HostRules bind(InetSocketAddress bound, Supplier<Set<String>> certificateNames) {
        requireNonNull(bound, "bound");
        requireNonNull(certificateNames, "certificateNames");
        Set<Authority> exact = new LinkedHashSet<>();
        for (String host : OwnAddresses.of(bound)) {
            exact.add(new Authority(host, bound.getPort()));
        }
        Set<String> anyPort = new LinkedHashSet<>();
        for (Authority entry : listed) {
            if (entry.port() == Authority.NO_PORT) {
                anyPort.add(entry.host());
            } else {
                exact.add(entry);
            }
        }
        return new HostRules(any, exact, anyPort, certificateNames);
    }

    /** What may be used, for people. */
    @Override
    public String toString() {
        return any ? "any host" : "own names and " + listed;
    }

    private static IllegalArgumentException refused(String entry) {
        return new IllegalArgumentException("host entry: '" + entry + "' (expected: " + expected(entry) + ")");
    }

    private static String expected(String entry) {
        String text = entry.trim().toLowerCase(Locale.ROOT);
        if (text.contains("*")) {
            return text.equals("*") ? "HostPolicy.any(), on its own" : "each host by its name";
        }
        String bare = text.substring(text.lastIndexOf("://") < 0 ? 0 : text.lastIndexOf("://") + 3)
                .split("[/?#]", 2)[0];
        bare = bare.substring(bare.lastIndexOf('@') + 1);
        Optional<Authority> meant = Authority.parse(bare).or(() -> Authority.parse('[' + text + ']'));
        return meant.map(Authority::toString).orElse("name, name:port, or an address, IPv6 in brackets");
    }
}
