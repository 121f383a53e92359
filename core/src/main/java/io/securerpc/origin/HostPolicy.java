package io.securerpc.origin;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

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
    private static final Pattern USER_INFORMATION = Pattern.compile("(^|//)[^/]*@");
    private static final Set<String> NOT_ENTRIES = Set.of("all", "any", "none", "0.0.0.0", "[::]");

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
     * @throws IllegalArgumentException if there is no entry, or some can never match; the message names for each the one that would
     */
    public static HostPolicy allow(String... hosts) {
        requireNonNull(hosts, "hosts");
        if (hosts.length == 0) {
            throw new IllegalArgumentException("hosts: none (expected: at least one, or HostPolicy.ownNames())");
        }
        return ownNames().withHosts(hosts);
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
     * What Parity's flag {@code --jsonrpc-hosts} (or {@code --ws-hosts}) says: {@code none} is {@link #ownNames()}, {@code all} (or {@code any}, or {@code *}) is
     * {@link #any()}, and a list with commas is {@link #allow}, where scheme and path of an entry count for nothing, as there.
     *
     * <p>Unlike Parity's, a name without a port goes with every port, {@code none} is never switched off by listening on all addresses, and there are no
     * patterns but a {@code *} for the port.
     *
     * @param value the flag's value
     * @return the policy
     * @throws IllegalArgumentException if a word stands beside others, or an entry can never match
     */
    public static HostPolicy parity(String value) {
        FlagValue flag = FlagValue.parse("--jsonrpc-hosts", value);
        if (flag.meansEverybody()) {
            return any();
        }
        return flag.meansNobody()
                ? ownNames()
                : allow(flag.entries().stream().map(HostPolicy::asParityReads).toArray(String[]::new));
    }

    /**
     * Changed copy: these hosts are answered to as well. Beside {@link #any()} they are the ones whose pages are the server's own.
     *
     * @param hosts as for {@link #allow}
     * @return the changed copy
     * @throws IllegalArgumentException if some can never match; the message names for each the one that would
     */
    public HostPolicy withHosts(String... hosts) {
        requireNonNull(hosts, "hosts");
        Set<Authority> all = new LinkedHashSet<>(listed);
        List<String> problems = new ArrayList<>();
        for (String host : hosts) {
            requireNonNull(host, "host");
            Authority.parse(host)
                    .filter(HostPolicy::takes)
                    .ifPresentOrElse(all::add, () -> problems.add(refused(host)));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        return new HostPolicy(any, all);
    }

    /**
     * Whether {@link #allow} would take a host as an entry.
     *
     * @param host well formed
     * @return false for words of other nodes' flags, and for the addresses that stand for all, which lead nowhere but to the browser's own machine
     */
    public static boolean takes(Authority host) {
        requireNonNull(host, "host");
        return !NOT_ENTRIES.contains(host.host());
    }

    /**
     * What this policy opens, for the operator.
     *
     * @return one line each; none unless every host is allowed
     */
    public List<String> warnings() {
        return any
                ? List.of(
                        "hosts: any (a web page whose name is made to lead here, by DNS rebinding, is no stranger then)")
                : List.of();
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
        return any ? "any host" + (listed.isEmpty() ? "" : ", by name " + listed) : "own names and " + listed;
    }

    private static String refused(String entry) {
        String shown = USER_INFORMATION.matcher(entry).replaceFirst("$1****@").replaceAll("\\p{Cntrl}", "?");
        return "host entry: '" + shown + "' (expected: " + expected(entry) + ")";
    }

    private static String expected(String entry) {
        String text = entry.strip().toLowerCase(Locale.ROOT);
        String bare = text.replaceFirst(":[^\\]]*$", "");
        return switch (bare) {
            case "*", "any", "all" -> "\"*\" on its own, in code HostPolicy.any()";
            case "none" -> "no entry, in code HostPolicy.ownNames()";
            case "0.0.0.0", "[::]" -> "the addresses by which clients reach the server; its own are known";
            default -> text.contains("*") ? "each host by its name" : meant(text);
        };
    }

    private static String meant(String text) {
        return Meant.authority(text)
                .filter(HostPolicy::takes)
                .map(Authority::toString)
                .orElse("name, name:port, or an address, IPv6 in brackets");
    }

    private static String asParityReads(String entry) {
        String host = entry.substring(entry.contains("://") ? entry.indexOf("://") + 3 : 0)
                .split("/", 2)[0];
        return host.endsWith(":*") ? host.substring(0, host.length() - 2) : host;
    }
}
