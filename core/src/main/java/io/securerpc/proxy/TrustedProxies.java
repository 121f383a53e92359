package io.securerpc.proxy;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The proxies that are believed when they say from which address a client comes.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #none()}: whoever connects is the client, and what it says of other addresses is ignored.
 *
 * <h2>Security</h2>
 *
 * <p>Whoever is listed can pretend any client address, and nothing more: an address grants nothing, and neither scheme nor Host nor "secure" are ever
 * taken from a proxy. List the proxies alone, by the addresses from which they connect; everybody's network ({@code 0.0.0.0/0}) is refused.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * TrustedProxies.of("10.0.0.0/24", "2001:db8:7::/48", "127.0.0.1")
 * }</pre>
 */
public final class TrustedProxies {
    private static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * Believes nobody.
     *
     * @return the default
     */
    public static TrustedProxies none() {
        return NONE;
    }

    /**
     * Believes these.
     *
     * @param networks addresses and blocks of addresses (CIDR), IPv4 and IPv6; an IPv4-mapped one counts as the IPv4 one it stands for
     * @return the proxies
     * @throws IllegalArgumentException if there is no entry, or some are no network; one line each, which names the one that was probably meant
     */
    public static TrustedProxies of(String... networks) {
        requireNonNull(networks, "networks");
        if (networks.length == 0) {
            throw new IllegalArgumentException(
                    "trusted proxies: none (expected: at least one, or TrustedProxies.none())");
        }
        List<Network> parsed = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String network : networks) {
            try {
                parsed.add(Network.parse(requireNonNull(network, "network")));
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        return new TrustedProxies(parsed);
    }

    /**
     * Whether a proxy at this address is believed.
     *
     * @param address from where it connects
     * @return true if it is listed
     */
    public boolean trusts(InetAddress address) {
        requireNonNull(address, "address");
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether somebody on this machine is believed: a proxy that connects from {@code ::1} or from any address that begins with 127, whichever it was told to use.
     *
     * @return true if a network has such an address in it
     */
    public boolean trustsLoopback() {
        return networks.stream().anyMatch(Network::hasLoopback);
    }

    /**
     * Whether nobody is believed.
     *
     * @return true for {@link #none()}
     */
    public boolean isEmpty() {
        return networks.isEmpty();
    }

    /** The networks, as they can be parsed. */
    @Override
    public String toString() {
        return networks.isEmpty()
                ? "none"
                : networks.stream().map(Network::toString).collect(Collectors.joining(", "));
    }
}
