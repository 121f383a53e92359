package io.securerpc.gate;

import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.RequestFacts.Navigation;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Requests for the gate's tests: honest ones, changed one fact at a time. */
record Ask(RequestFacts facts) {
    private static final InetSocketAddress REMOTE = new InetSocketAddress("192.0.2.66", 50_000);

    /** What a program sends: no Origin, a good Host; at the HTTP door JSON. */
    static Ask at(Door door) {
        return new Ask(new RequestFacts(
                door,
                door == Door.HTTP ? "POST" : "GET",
                List.of("node.example.com:7076"),
                Optional.empty(),
                List.of(),
                door == Door.HTTP ? List.of("application/json") : List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                REMOTE,
                Gates.NO_CERTIFICATE));
    }

    Ask method(String method) {
        return with(method, facts.hosts(), facts.target(), facts.origins(), facts.contentTypes());
    }

    Ask hosts(String... hosts) {
        return with(facts.method(), List.of(hosts), facts.target(), facts.origins(), facts.contentTypes());
    }

    Ask target(String target) {
        return with(facts.method(), facts.hosts(), Optional.of(target), facts.origins(), facts.contentTypes());
    }

    Ask origins(String... origins) {
        return with(facts.method(), facts.hosts(), facts.target(), List.of(origins), facts.contentTypes());
    }

    Ask types(String... types) {
        return with(facts.method(), facts.hosts(), facts.target(), facts.origins(), List.of(types));
    }

    /** Null for what the browser does not say. */
    Ask navigation(String accept, String mode, String destination) {
        Navigation navigation =
                new Navigation(List.of(accept), Optional.ofNullable(mode), Optional.ofNullable(destination));
        return new Ask(facts.withNavigation(navigation));
    }

    Ask authorization(String... values) {
        return new Ask(facts.withAuthorization(Authorization.of(List.of(values))));
    }

    Ask subprotocols(String... lines) {
        return new Ask(facts.withAuthorization(Authorization.of(List.of(), List.of(lines))));
    }

    Ask site(String site) {
        return browser(Optional.of(site), true, facts.requestedMethod(), facts.peer());
    }

    Ask traces() {
        return browser(facts.fetchSite(), true, facts.requestedMethod(), facts.peer());
    }

    Ask requestedMethod(String method) {
        return browser(facts.fetchSite(), facts.browserTraces(), Optional.of(method), facts.peer());
    }

    Ask peer(PeerVerdict peer) {
        return browser(facts.fetchSite(), facts.browserTraces(), facts.requestedMethod(), peer);
    }

    Ask privateNetwork() {
        return new Ask(facts.withPrivateNetwork(true));
    }

    Ask forwardingFault(String fault) {
        return new Ask(facts.withForwardingFault(fault));
    }

    private Ask with(
            String method, List<String> hosts, Optional<String> target, List<String> origins, List<String> types) {
        return new Ask(new RequestFacts(
                facts.door(),
                method,
                hosts,
                target,
                origins,
                types,
                facts.fetchSite(),
                facts.browserTraces(),
                facts.requestedMethod(),
                facts.remote(),
                facts.peer(),
                facts.navigation(),
                facts.privateNetwork(),
                facts.forwardingFault(),
                facts.authorization()));
    }

    private Ask browser(Optional<String> site, boolean traces, Optional<String> requestedMethod, PeerVerdict peer) {
        return new Ask(new RequestFacts(
                facts.door(),
                facts.method(),
                facts.hosts(),
                facts.target(),
                facts.origins(),
                facts.contentTypes(),
                site,
                traces,
                requestedMethod,
                facts.remote(),
                peer,
                facts.navigation(),
                facts.privateNetwork(),
                facts.forwardingFault(),
                facts.authorization()));
    }
}
