package io.securerpc.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IP addresses as text; names are never looked up, since whoever answers the look-up would choose the address. */
final class NumericAddress {
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    /** Eight groups, the last two as dotted IPv4; without a zone, which means something on one machine only. */
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}");

    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

    private NumericAddress() {}

    /** The address, an IPv4-mapped one as IPv4; null when the text is none. */
    static @Nullable InetAddress parse(String text) {
        InetAddress ipv4 = ipv4(text);
        return ipv4 == null ? ipv6(text) : ipv4;
    }

    static @Nullable InetAddress ipv4(String text) {
        return IPV4.matcher(text).matches() ? numeric(text) : null;
    }

    static @Nullable InetAddress ipv6(String text) {
        // In brackets the JDK never asks DNS.
        return IPV6.matcher(text).matches() ? numeric('[' + text + ']') : null;
    }

    /** 0 to 65535, or -1 when the text is no port. */
    static int port(String text) {
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
        return port <= 65_535 ? port : -1;
    }

    private static @Nullable InetAddress numeric(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
