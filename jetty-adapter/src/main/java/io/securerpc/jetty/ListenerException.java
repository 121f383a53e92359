package io.securerpc.jetty;

import io.securerpc.SecureRpcException;
import java.net.URI;

/** A listener's address cannot be bound: taken, not this machine's, or not allowed. */
public final class ListenerException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** As configured, {@code host:port} or {@code unix:path}. */
    private final String address;

    ListenerException(String address, String found, Throwable cause) {
        super(text(address, found, "an address and port that can be bound"), cause);
        this.address = address;
    }

    ListenerException(String address, String found, String expected) {
        super(text(address, found, expected));
        this.address = address;
    }

    /**
     * The address that was asked for.
     *
     * @return {@code host:port} or {@code unix:path} as configured
     */
    public String address() {
        return address;
    }

    private static String text(String address, String found, String expected) {
        return "listener %s: %s (expected: %s)".formatted(address, found, expected);
    }

    static URI uri(String scheme, String host, int port) {
        String literal = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + literal + ":" + port);
    }
}
