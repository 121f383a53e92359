package io.securerpc.gate;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * STUB: pure facts of one request. method: HTTP method; hosts: every Host or :authority value as sent; target: authority of an absolute-form target; origins: every Origin value; contentTypes: every Content-Type value;
 * fetchSite: Sec-Fetch-Site; browserTraces: any of Referer, Cookie, Sec-Fetch-* present; requestedMethod: Access-Control-Request-Method.
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
        PeerVerdict peer) {
    public enum Door {
        HTTP,
        WEBSOCKET
    }
}
