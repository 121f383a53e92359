package io.securerpc.jetty;

import io.securerpc.caller.CredentialDemand;
import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.caller.RegisteredMethods;
import io.securerpc.limit.Limits;
import io.securerpc.limit.MemoryLimits;
import io.securerpc.listener.ExposureGuard;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is missing among the settings of a server, and what cannot be meant: all that can be said without touching files or ports. */
final class Contradictions {
    private final SecureRpcServerBuilder settings;
    private final List<String> problems = new ArrayList<>();

    Contradictions(SecureRpcServerBuilder settings) {
        this.settings = settings;
    }

    /** One line each; none if the server can be built. */
    List<String> found() {
        Optional<RpcService> service = settings.service.chosen();
        if (service.isEmpty()) {
            problems.add("service: none (expected: the methods to serve)");
        }
        if (settings.listeners.isEmpty()) {
            problems.add("listeners: none (expected: at least one, addListener(Listener.tls(…)))");
        }
        service.ifPresent(this::ofStatusPage);
        ofMemory();
        ofStrictTransport();
        ofProxies();
        ofCredentials();
        ofTickets();
        settings.disabledCallers.chosen().ifPresent(this::ofDisabledCallers);
        service.map(RpcService::registered).ifPresent(this::ofGrants);
        return List.copyOf(problems);
    }

    private void ofStatusPage(RpcService methods) {
        settings.statusPage
                .value()
                .call()
                .filter(call -> methods.permission(call)
                        .filter(Permission.PUBLIC::equals)
                        .isEmpty())
                .ifPresent(call -> problems.add(
                        "statusPage call: '" + call + "' (expected: a method of the service that is public)"));
    }

    /** What one may have must fit into what all have. */
    private void ofMemory() {
        Limits limits = settings.limits.value();
        MemoryLimits memory = limits.memory();
        if (memory.maxRequestBytesTotal() < limits.maxRequestBytes()) {
            problems.add("maxRequestBytesTotal: " + memory.maxRequestBytesTotal()
                    + " (expected: at least maxRequestBytes, " + limits.maxRequestBytes() + ")");
        }
        if (memory.maxResponseBytesTotal() < limits.maxResponseBytes()) {
            problems.add("maxResponseBytesTotal: " + memory.maxResponseBytesTotal()
                    + " (expected: at least maxResponseBytes, " + limits.maxResponseBytes() + ")");
        }
    }

    private void ofStrictTransport() {
        if (settings.listeners.stream().noneMatch(Listener.Tls.class::isInstance)) {
            settings.strictTransport
                    .chosen()
                    .ifPresent(life ->
                            problems.add("strictTransport: " + life + " (expected: none, without a TLS listener)"));
        }
    }

    private void ofProxies() {
        if (settings.trustedProxies.value().isEmpty()) {
            settings.listeners.stream()
                    .filter(Listener::proxyProtocol)
                    .map(listener -> "listener " + listener.place()
                            + ": PROXY protocol from nobody (expected: trustedProxies(TrustedProxies.of(…)))")
                    .forEach(problems::add);
        }
    }

    private void ofCredentials() {
        Set<CredentialForm> forms = new HashSet<>();
        for (CredentialSource source : settings.credentials) {
            if (!forms.add(source.form())) {
                problems.add("credentials: " + source.form().text() + " twice (expected: each kind once)");
            }
        }
        if (settings.anonymousToo && settings.credentials.isEmpty()) {
            problems.add(
                    "allowAnonymous: set (expected: only beside addCredentials(…), without which nobody is asked)");
        }
    }

    /** Tickets stand for credentials. */
    private void ofTickets() {
        if (settings.webSocketTickets && settings.credentials.isEmpty()) {
            problems.add("webSocketTickets: set (expected: only beside addCredentials(…), for which tickets stand)");
        }
    }

    private void ofDisabledCallers(Path list) {
        List<ClientTrust> trusts = settings.listeners.stream()
                .filter(Listener.Tls.class::isInstance)
                .flatMap(listener -> ((Listener.Tls) listener).clientAuthentication().trust().stream())
                .toList();
        if (trusts.isEmpty() && settings.credentials.isEmpty()) {
            problems.add("disabledCallers: '" + list
                    + "' (expected: none, where neither client certificates nor credentials are)");
        }
        trusts.stream()
                .flatMap(trust -> trust.disabledCallers().stream())
                .filter(other -> !other.equals(list))
                .distinct()
                .map(other ->
                        "disabledCallers: '" + list + "' (expected: '" + other + "', which client trust names too)")
                .forEach(problems::add);
    }

    /** Rules that do not mean what they seem to, and what they open to strangers. */
    private void ofGrants(RegisteredMethods methods) {
        Grants bound = settings.grants.value();
        try {
            bound = bound.boundTo(methods);
        } catch (IllegalArgumentException e) {
            String.valueOf(e.getMessage()).lines().forEach(problems::add);
        }
        problems.addAll(settings.quotas.value().problems(settings.grants.value().quotaClasses(), methods));
        if (!settings.exposed) {
            problems.addAll(ExposureGuard.problems(
                    settings.listeners, bound, methods, settings.trustedProxies.value(), demand()));
        }
    }

    private CredentialDemand demand() {
        if (settings.credentials.isEmpty()) {
            return CredentialDemand.NONE;
        }
        return settings.anonymousToo ? CredentialDemand.OPTIONAL : CredentialDemand.REQUIRED;
    }
}
