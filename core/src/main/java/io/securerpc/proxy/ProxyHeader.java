package io.securerpc.proxy;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The header that a proxy puts before a connection's own bytes to say who the client is: the PROXY protocol, version 1 (text) and 2 (binary).
 *
 * <h2>Security</h2>
 *
 * <p>To be asked for only on connections of a trusted proxy, and then it is mandatory: a protocol that is guessed lets anybody speak it. Only the source
 * address is taken; the destination is our own socket's business, and additional fields (TLVs), the one about SSL too, are skipped unread.
 * Nothing is looked up: addresses are numbers.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public sealed interface ProxyHeader {
    /** The longest header that is read: the text form has 107 bytes at most, the binary one needs a few hundred with every field proxies are known to add. */
    int MAX_LENGTH = 4_096;

    /**
     * Reads the bytes that have come so far; they are not consumed.
     *
     * @param bytes from the very first one of the connection
     * @return whether there is a header, and what it says
     */
    static ProxyHeader read(ByteBuffer bytes) {
        requireNonNull(bytes, "bytes");
        ByteBuffer view = bytes.slice();
        if (view.remaining() == 0) {
            return new Incomplete();
        }
        return view.get(0) == ProxyHeaderV2.SIGNATURE[0] ? ProxyHeaderV2.read(view) : ProxyHeaderV1.read(view);
    }

    /** Good so far, and not whole. */
    record Incomplete() implements ProxyHeader {}

    /**
     * Not a header, and nothing that follows can make it one.
     *
     * @param reason what is wrong, in words of ours
     */
    record Malformed(String reason) implements ProxyHeader {
        /**
         * Requires the reason.
         *
         * @param reason what is wrong
         */
        public Malformed {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * The connection is made for a client.
     *
     * @param source the client's address
     * @param length of the header in bytes; what follows is the client's
     */
    record Relayed(InetSocketAddress source, int length) implements ProxyHeader {
        /**
         * Requires the source.
         *
         * @param source the client's address
         * @param length of the header in bytes
         */
        public Relayed {
            requireNonNull(source, "source");
        }
    }

    /**
     * The connection is the proxy's own, such as a health check ({@code LOCAL}), or it does not say whose it is ({@code UNKNOWN}): the proxy's address
     * stays.
     *
     * @param length of the header in bytes
     */
    record Unnamed(int length) implements ProxyHeader {}
}
