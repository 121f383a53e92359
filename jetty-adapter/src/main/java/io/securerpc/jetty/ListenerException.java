package io.securerpc.jetty;

import io.securerpc.SecureRpcException;
import java.net.URI;

/** A listener's address cannot be bound: taken, not this machine's, or not allowed. */
public final class ListenerException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** As configured, {@code host:port}. */
    private final String address;

    ListenerException(String address, String found, Throwable cause) {
        super("listener %s: %s (expected: an address and port that can be bound)".formatted(address, found), cause);
        this.address = address;
    }

    /**
     * The address that was asked for.
     *
     * @return {@code host:port} as configured
     */
    public String address() {
        return address;
    }

    static String describe(String host, int port) {
        String literal = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return literal + ":" + port;
    }

    static URI uri(String scheme, String host, int port) {
        return URI.create(scheme + "://" + describe(host, port));
    }
}
