package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The facts of one request that the {@link Gate} decides on, as the peer sent them: nothing is trimmed, merged or guessed by a door.
 *
 * <h2>Security</h2>
 *
 * <p>Headers come as lists because a header that comes twice is a fact too: two doors that each took one of them could decide differently. What TLS says of the peer is never taken
 * from a header.
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
 * @param navigation what a browser says the answer is for
 * @param privateNetwork whether {@code Access-Control-Request-Private-Network} says {@code true}
 * @param forwardingFault why it cannot be said from where the request comes: what trusted proxies wrote is malformed or contradicts itself
 * @param authorization what was presented to prove a caller
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
        Navigation navigation,
        boolean privateNetwork,
        Optional<String> forwardingFault,
        Authorization authorization) {
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
     * @param navigation what a browser says the answer is for
     * @param privateNetwork whether a preflight asks for a private network
     * @param forwardingFault why it cannot be said from where the request comes
     * @param authorization what was presented to prove a caller
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
        requireNonNull(navigation, "navigation");
        requireNonNull(authorization, "authorization");
    }

    /**
     * A request that nobody's browser shows the answer of.
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
     * @param remote from where the connection comes
     * @param peer what TLS says of the peer
     */
    public RequestFacts(
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
            PeerVerdict peer) {
        this(
                door,
                method,
                hosts,
                target,
                origins,
                contentTypes,
                fetchSite,
                browserTraces,
                requestedMethod,
                remote,
                peer,
                Navigation.NONE,
                false,
                Optional.empty(),
                Authorization.none());
    }

    /**
     * Changed copy: what a browser says the answer is for.
     *
     * @param said as it says it
     * @return the changed copy
     */
    public RequestFacts withNavigation(Navigation said) {
        return with(peer, said, privateNetwork, forwardingFault, authorization);
    }

    /**
     * Changed copy: whether a preflight asks for a private network.
     *
     * @param asked whether it does
     * @return the changed copy
     */
    public RequestFacts withPrivateNetwork(boolean asked) {
        return with(peer, navigation, asked, forwardingFault, authorization);
    }

    /**
     * Changed copy: why it cannot be said from where the request comes.
     *
     * @param fault malformed or contradicting headers of trusted proxies
     * @return the changed copy
     */
    public RequestFacts withForwardingFault(String fault) {
        return with(peer, navigation, privateNetwork, Optional.of(fault), authorization);
    }

    /**
     * Changed copy: what was presented to prove a caller.
     *
     * @param presented as it was presented
     * @return the changed copy
     */
    public RequestFacts withAuthorization(Authorization presented) {
        return with(peer, navigation, privateNetwork, forwardingFault, presented);
    }

    /** Changed copy: what TLS says of the peer, some time later. */
    RequestFacts withPeer(PeerVerdict later) {
        return with(later, navigation, privateNetwork, forwardingFault, authorization);
    }

    /** Changed copy: what can be said later, of the same request. */
    private RequestFacts with(
            PeerVerdict judged, Navigation said, boolean asked, Optional<String> fault, Authorization presented) {
        return new RequestFacts(
                door,
                method,
                hosts,
                target,
                origins,
                contentTypes,
                fetchSite,
                browserTraces,
                requestedMethod,
                remote,
                judged,
                said,
                asked,
                fault,
                presented);
    }

    /**
     * What the answer is for, as a browser says it; a page's script can choose {@code Accept} and none of the others (Fetch Metadata).
     *
     * @param accepts every {@code Accept} value
     * @param mode the {@code Sec-Fetch-Mode} value
     * @param destination the {@code Sec-Fetch-Dest} value
     */
    public record Navigation(List<String> accepts, Optional<String> mode, Optional<String> destination) {
        /** Nothing is said. */
        public static final Navigation NONE = new Navigation(List.of(), Optional.empty(), Optional.empty());

        /**
         * Requires every part; the list is copied.
         *
         * @param accepts every {@code Accept} value
         * @param mode the {@code Sec-Fetch-Mode} value
         * @param destination the {@code Sec-Fetch-Dest} value
         */
        public Navigation {
            accepts = List.copyOf(accepts);
            requireNonNull(mode, "mode");
            requireNonNull(destination, "destination");
        }
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
