package io.securerpc.listener;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What is asked of the address of a listener, and how far it can be reached. */
final class BindAddress {
    /** From where connections can come. */
    enum Reach {
        LOOPBACK,
        BEYOND,
        UNKNOWN
    }

    private BindAddress() {}

    static void check(String host, int port) {
        requireNonNull(host, "host");
        if (host.isBlank() || !host.equals(host.strip())) {
            throw new IllegalArgumentException("listener host: '" + host + "' (expected: address or name to bind)");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("listener port: " + port + " (expected: 0 to 65535)");
        }
    }

    static String place(String host, int port) {
        return (host.indexOf(':') >= 0 && !host.startsWith("[") ? '[' + host + ']' : host) + ':' + port;
    }

    /** Asks the name service for names. Loopback only if every address is: a name may stand for several. */
    static Reach reach(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return Reach.BEYOND;
                }
            }
            return Reach.LOOPBACK;
        } catch (UnknownHostException e) {
            return Reach.UNKNOWN;
        }
    }
}
