package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The facts of one request that the {@link Gate} decides on, as the peer sent them: nothing is trimmed, merged or guessed by a door.
 *
 * @param door how the request came
 * @param method HTTP method
 * @param hosts every {@code Host} or {@code :authority} value; of an HTTP/2 request that has both with the same text, one
 * @param target authority of an absolute-form request target, if there is one
 * @param origins every {@code Origin} value
 * @param contentTypes every {@code Content-Type} value
 * @param fetchSite the {@code Sec-Fetch-Site} value
 * @param browserTraces whether any of {@code Referer}, {@code Cookie}, {@code Sec-Fetch-*} is there
 * @param requestedMethod the {@code Access-Control-Request-Method} value
 * @param remote from where the request comes: the connection's other end, or whom a trusted proxy names; named in logs, never a reason to allow anything
 * @param peer what TLS says of the peer
 * @param forwardingFault why it cannot be said from where the request comes: what trusted proxies wrote is malformed or contradicts itself
 */
public record RequestFacts(
        Door door,
        String method,
        List<String> hosts,
        Optional<String> target,
        List<String> origins,
        List<String> contentTypes,
        Optional<String> fetchSite,
        boolean browserTraces,
        Optional<String> requestedMethod,
        InetSocketAddress remote,
        PeerVerdict peer,
        Optional<String> forwardingFault) {
    /**
     * Requires every part; lists are copied.
     *
     * @param door how the request came
     * @param method HTTP method
     * @param hosts every {@code Host} or {@code :authority} value
     * @param target authority of an absolute-form request target
     * @param origins every {@code Origin} value
     * @param contentTypes every {@code Content-Type} value
     * @param fetchSite the {@code Sec-Fetch-Site} value
     * @param browserTraces whether a browser left its traces
     * @param requestedMethod the {@code Access-Control-Request-Method} value
     * @param remote from where the request comes
     * @param peer what TLS says of the peer
     * @param forwardingFault why it cannot be said from where the request comes
     */
    public RequestFacts {
        requireNonNull(door, "door");
        requireNonNull(method, "method");
        hosts = List.copyOf(hosts);
        requireNonNull(target, "target");
        origins = List.copyOf(origins);
        contentTypes = List.copyOf(contentTypes);
        requireNonNull(fetchSite, "fetchSite");
        requireNonNull(requestedMethod, "requestedMethod");
        requireNonNull(remote, "remote");
        requireNonNull(peer, "peer");
        requireNonNull(forwardingFault, "forwardingFault");
    }

    /** How a request comes in. */
    public enum Door {
        /** HTTP/1.1 and HTTP/2. */
        HTTP,
        /** The request that opens a WebSocket. */
        WEBSOCKET
    }

    /** An {@code OPTIONS} request at the HTTP door: asks what may be asked. */
    boolean asksForOptions() {
        return door == Door.HTTP && method.equals("OPTIONS");
    }

    /** Whether there is an Origin. An empty value is none: browsers never send it, and programs that do mean none. */
    boolean hasOrigin() {
        return origins.size() > 1 || (origins.size() == 1 && !origins.get(0).isEmpty());
    }
}
