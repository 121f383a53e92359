package io.securerpc.proxy;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One block of addresses (RFC 4632); IPv4-mapped blocks of IPv6 are IPv4 ones. */
final class Network {
    private static final Pattern FORM = Pattern.compile("([^/]+)(?:/(0|[1-9][0-9]{0,2}))?");
    private static final int MAPPED_BITS = 96;
    private static final int IPV4_BYTES = 4;
    private static final byte LOOPBACK_BYTE = 127;
    private static final List<InetAddress> LOOPBACK =
            List.of(requireNonNull(NumericAddress.ipv4("127.0.0.1")), requireNonNull(NumericAddress.ipv6("::1")));

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    static Network parse(String text) {
        Matcher form = FORM.matcher(text);
        InetAddress literal = form.matches() ? NumericAddress.parse(form.group(1)) : null;
        if (literal == null) {
            throw refused(text, "an IP address or network, such as 10.0.0.7 or 10.0.0.0/8");
        }
        byte[] address = literal.getAddress();
        boolean mapped = address.length == 4 && text.indexOf(':') >= 0;
        int most = mapped ? 128 : address.length * 8;
        int bits = form.group(2) == null ? most : Integer.parseInt(form.group(2));
        if (bits > most) {
            throw refused(text, "a prefix from 1 to " + most);
        }
        int length = mapped ? bits - MAPPED_BITS : bits;
        if (length < 1) {
            throw refused(text, "the networks of your proxies, not everybody's");
        }
        Network network = new Network(masked(address, length), length);
        if (!network.isAt(address)) {
            throw refused(text, network + ", or a longer prefix");
        }
        return network;
    }

    /** Networks are within one another or apart: one that begins elsewhere has the first loopback address, or none. */
    boolean hasLoopback() {
        boolean beginsThere = address.length == IPV4_BYTES && address[0] == LOOPBACK_BYTE;
        return beginsThere || LOOPBACK.stream().anyMatch(this::contains);
    }

    boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != address[i]) {
                return false;
            }
        }
        return bits % 8 == 0 || ((bytes[whole] ^ address[whole]) & mask(bits % 8)) == 0;
    }

    private boolean isAt(byte[] unmasked) {
        return Arrays.equals(address, unmasked);
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = new byte[address.length];
        for (int i = 0; i < address.length; i++) {
            masked[i] = (byte) (address[i] & mask(Math.min(8, Math.max(0, bits - 8 * i))));
        }
        return masked;
    }

    /** The first bits of a byte. */
    private static int mask(int bits) {
        return 0xff << (8 - bits) & 0xff;
    }

    private static IllegalArgumentException refused(String text, String rule) {
        return new IllegalArgumentException("trusted proxy: '" + text + "' (expected: " + rule + ")");
    }

    /** As it can be parsed. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + '/' + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + address.length + " bytes", e);
        }
    }
}
