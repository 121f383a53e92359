package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Caller;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is one where clients share what there is: a caller that has proven who it is, from wherever; of those that have not, an address, or an IPv6 /64, which is what one customer has.
 *
 * <h2>Security</h2>
 *
 * <p>It depends on nothing that a peer can choose for each request: many connections, ports or addresses of one /64 are one client. Whoever has many addresses, or many accounts, is as many clients.
 * All that have no address, such as strangers at a Unix domain socket, are one together.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class Client {
    private static final Client UNKNOWN = new Client("");

    /** An id, an IPv4 address or a network: three types, so that none equals another kind's. */
    private final Object key;

    private Client(Object key) {
        this.key = key;
    }

    /**
     * Whose a call is.
     *
     * @param caller who calls
     * @param remote from where; it counts for anonymous callers alone
     * @return the caller, or where the stranger is
     */
    public static Client of(Caller caller, InetSocketAddress remote) {
        requireNonNull(caller, "caller");
        requireNonNull(remote, "remote");
        return caller.id().equals(Caller.ANONYMOUS) ? of(remote) : new Client(caller.id());
    }

    /**
     * Whose something is, before anybody has proven anything or whatever he has proven.
     *
     * @param remote from where
     * @return the address or the network; {@link #unknown()} if it has none
     */
    public static Client of(InetSocketAddress remote) {
        requireNonNull(remote, "remote");
        return of(remote.getAddress());
    }

    /**
     * All of whom nothing is known.
     *
     * @return one client
     */
    public static Client unknown() {
        return UNKNOWN;
    }

    /** Whether it is the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Client client && key.equals(client.key);
    }

    /** As {@link #equals} has it. */
    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** The caller's id, the address or the network. */
    @Override
    public String toString() {
        return key.toString();
    }

    private static Client of(@Nullable InetAddress address) {
        if (address instanceof Inet6Address) {
            return new Client(Network.of(address.getAddress()));
        }
        return address == null ? UNKNOWN : new Client(address);
    }

    /** The first eight bytes of an IPv6 address. */
    private record Network(long high) {
        static Network of(byte[] address) {
            long high = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                high = high << Byte.SIZE | (address[i] & 0xff);
            }
            return new Network(high);
        }

        @Override
        public String toString() {
            return "%x:%x:%x:%x::/64".formatted(high >>> 48, high >>> 32 & 0xffff, high >>> 16 & 0xffff, high & 0xffff);
        }
    }
}
