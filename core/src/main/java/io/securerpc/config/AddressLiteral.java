package io.securerpc.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address literal as Nano writes it; names are not looked up, since whoever answers the look-up would choose where we listen. */
final class AddressLiteral {
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}(%[0-9A-Za-z._-]{1,32})?");

    private AddressLiteral() {}

    /** The literal to bind, IPv4-mapped ones as IPv4; empty when the text is none. */
    static Optional<String> parse(String text) {
        if (IPV4.matcher(text).matches()) {
            return Optional.of(text);
        }
        if (!IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName("[" + text + "]");
            // The JDK turns ::ffff:a.b.c.d into an IPv4 address; everything else keeps the operator's spelling.
            return Optional.of(address.getAddress().length == 4 ? address.getHostAddress() : text);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
