package io.securerpc.origin;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;

/** The hosts under which a bound listener can be reached without any name service but the machine's own. */
final class OwnAddresses {
    private OwnAddresses() {}

    static Set<String> of(InetSocketAddress bound) {
        InetAddress address = bound.getAddress();
        if (address == null || bound.getPort() == 0) {
            throw new IllegalArgumentException("bound: " + bound + " (expected: the address and port really bound)");
        }
        Set<String> hosts = new LinkedHashSet<>();
        if (address.isAnyLocalAddress()) {
            // Both families, whichever wildcard was asked for: a dual-stack socket is reached over either.
            hosts.add("127.0.0.1");
            hosts.add("[::1]");
            addInterfaces(hosts);
        } else {
            hosts.add(HostText.of(address));
        }
        if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            hosts.add("localhost");
        }
        return hosts;
    }

    private static void addInterfaces(Set<String> hosts) {
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(HostText::of)
                    .forEach(hosts::add);
        } catch (SocketException e) {
            throw new UncheckedIOException("local addresses: cannot be listed", e);
        }
    }
}
