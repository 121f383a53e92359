package io.securerpc.gate;

import io.securerpc.origin.Authority;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which answers tell browsers to use TLS only from now on (RFC 6797): those by TLS, under a name of the server's own.
 *
 * <p>Addresses are left out since browsers ignore it there (§8.1.1), loopback names since they are every program's of that machine. Subdomains are not
 * included: they may be somebody else's.
 */
final class StrictTransportRule {
    private final Map<String, String> headers;
    private final HostRule host;

    StrictTransportRule(Optional<Duration> duration, boolean tls, HostRule host) {
        headers = tls
                ? duration.map(time -> Map.of("Strict-Transport-Security", "max-age=" + time.toSeconds()))
                        .orElse(Map.of())
                : Map.of();
        this.host = host;
    }

    Map<String, String> headers(RequestFacts facts) {
        return !headers.isEmpty()
                        && host.recognises(facts)
                        && isPublicName(facts.hosts().get(0))
                ? headers
                : Map.of();
    }

    private static boolean isPublicName(String text) {
        String host = Authority.parse(text).map(Authority::host).orElse("");
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        return !host.isEmpty() && !literal && !host.equals("localhost") && !host.endsWith(".localhost");
    }
}
