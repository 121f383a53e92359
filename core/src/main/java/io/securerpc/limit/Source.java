package io.securerpc.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where a connection comes from, as it counts.
 *
 * @param address all bytes of the address; empty where that is not known, or a proxy's
 * @param network the first eight bytes of an IPv6 address, which is what one customer has
 */
record Source(Optional<ByteBuffer> address, Optional<ByteBuffer> network) {
    static final Source UNKNOWN = new Source(Optional.empty(), Optional.empty());

    static Source of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new Source(
                Optional.of(ByteBuffer.wrap(bytes)),
                address instanceof Inet6Address
                        ? Optional.of(
                                ByteBuffer.wrap(bytes, 0, bytes.length / 2).slice())
                        : Optional.empty());
    }

    /** What one customer has: an IPv4 address, or an IPv6 /64; empty where nobody knows whose it is. */
    Optional<ByteBuffer> customer() {
        return network.or(() -> address);
    }
}
