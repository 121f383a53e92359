package io.securerpc.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** The binary form: twelve bytes of signature, version and command, family, length, addresses, and fields that are skipped. */
final class ProxyHeaderV2 {
    static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    private static final int FIXED = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNSPECIFIED = 0x00;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UNIX_STREAM = 0x31;

    private ProxyHeaderV2() {}

    static ProxyHeader read(ByteBuffer bytes) {
        for (int i = 0; i < Math.min(bytes.remaining(), SIGNATURE.length); i++) {
            if (bytes.get(i) != SIGNATURE[i]) {
                return new ProxyHeader.Malformed("no PROXY header");
            }
        }
        if (bytes.remaining() < FIXED) {
            return new ProxyHeader.Incomplete();
        }
        int command = bytes.get(12) & 0xff;
        if (command != LOCAL && command != PROXY) {
            return new ProxyHeader.Malformed("neither version 2's LOCAL nor its PROXY");
        }
        int length = FIXED + (bytes.getShort(14) & 0xffff);
        if (length > ProxyHeader.MAX_LENGTH) {
            return new ProxyHeader.Malformed("longer than " + ProxyHeader.MAX_LENGTH + " bytes");
        }
        int family = bytes.get(13) & 0xff;
        if (command == PROXY && length < FIXED + addresses(family)) {
            return new ProxyHeader.Malformed("too short for its addresses");
        }
        if (bytes.remaining() < length) {
            return new ProxyHeader.Incomplete();
        }
        return command == LOCAL ? new ProxyHeader.Unnamed(length) : relayed(bytes, family, length);
    }

    private static ProxyHeader relayed(ByteBuffer bytes, int family, int length) {
        return switch (family) {
            case TCP4 -> source(bytes, 4, length);
            case TCP6 -> source(bytes, 16, length);
            // There is a client, but it has no address that could be gone by.
            case UNSPECIFIED, UNIX_STREAM -> new ProxyHeader.Unnamed(length);
            default -> new ProxyHeader.Malformed("neither TCP over IPv4 nor over IPv6");
        };
    }

    /** Source, destination, and their ports. */
    private static ProxyHeader source(ByteBuffer bytes, int size, int length) {
        byte[] address = new byte[size];
        bytes.get(FIXED, address);
        int port = bytes.getShort(FIXED + 2 * size) & 0xffff;
        try {
            return new ProxyHeader.Relayed(new InetSocketAddress(InetAddress.getByAddress(address), port), length);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + size + " bytes", e);
        }
    }

    private static int addresses(int family) {
        return switch (family) {
            case TCP4 -> 12;
            case TCP6 -> 36;
            case UNIX_STREAM -> 216;
            default -> 0;
        };
    }
}
