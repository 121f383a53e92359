package io.securerpc.jetty;

import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Grants;
import io.securerpc.config.ServerSettings;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.gate.HealthAccess;
import io.securerpc.gate.StatusPage;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.limit.Limits;
import io.securerpc.limit.Quotas;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.rpc.RpcService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a server was built with: each setting as it was chosen, or its default. */
final class ServerConfiguration {
    private final RpcService service;
    private final List<Listener> listeners;
    private final HostPolicy hosts;
    private final OriginPolicy origins;
    private final Grants grants;
    private final TrustedProxies trustedProxies;
    private final Limits limits;
    private final AttemptLimits attemptLimits;
    private final SecurityEventListener events;
    private final Optional<Path> activityFile;
    private final boolean jsonRequired;
    private final boolean verboseLogging;
    private final StatusPage statusPage;
    private final Optional<Duration> strictTransport;
    private final List<CredentialSource> credentials;
    private final boolean anonymousToo;
    private final Optional<Path> disabledCallers;
    private final boolean webSocketTickets;
    private final Quotas quotas;
    private final HealthAccess health;
    private final Duration stopTimeout;
    private final List<ServerSettings> configurationFiles;

    ServerConfiguration(SecureRpcServerBuilder builder) {
        service = builder.service.value();
        listeners = List.copyOf(builder.listeners);
        hosts = builder.hosts.value();
        origins = builder.origins.value();
        grants = builder.grants.value().boundTo(service.registered());
        trustedProxies = builder.trustedProxies.value();
        limits = builder.limits.value();
        attemptLimits = builder.attemptLimits.value();
        events = builder.events.value();
        activityFile = builder.activityFile.chosen();
        jsonRequired = builder.jsonRequired;
        verboseLogging = builder.verboseLogging;
        statusPage = builder.statusPage.value();
        strictTransport = builder.strictTransport.chosen();
        credentials = List.copyOf(builder.credentials);
        configurationFiles = List.copyOf(builder.configurationFiles);
        anonymousToo = builder.anonymousToo;
        disabledCallers = builder.disabledCallers.chosen();
        webSocketTickets = builder.webSocketTickets;
        quotas = builder.quotas.value();
        stopTimeout = builder.stopTimeout.value();
        health = builder.health.value();
    }

    RpcService service() {
        return service;
    }

    List<Listener> listeners() {
        return listeners;
    }

    HostPolicy hosts() {
        return hosts;
    }

    OriginPolicy origins() {
        return origins;
    }

    Grants grants() {
        return grants;
    }

    TrustedProxies trustedProxies() {
        return trustedProxies;
    }

    Limits limits() {
        return limits;
    }

    AttemptLimits attemptLimits() {
        return attemptLimits;
    }

    SecurityEventListener events() {
        return events;
    }

    Optional<Path> activityFile() {
        return activityFile;
    }

    boolean jsonRequired() {
        return jsonRequired;
    }

    boolean verboseLogging() {
        return verboseLogging;
    }

    StatusPage statusPage() {
        return statusPage;
    }

    Optional<Duration> strictTransport() {
        return strictTransport;
    }

    List<CredentialSource> credentials() {
        return credentials;
    }

    Optional<Path> disabledCallers() {
        return disabledCallers;
    }

    boolean anonymousToo() {
        return anonymousToo;
    }

    HealthAccess health() {
        return health;
    }

    Duration stopTimeout() {
        return stopTimeout;
    }

    Quotas quotas() {
        return quotas;
    }

    /** What the files that say this deserve to be warned of, read now. */
    List<String> fileWarnings() {
        return configurationFiles.stream()
                .flatMap(settings -> settings.warnings().stream())
                .toList();
    }

    boolean webSocketTickets() {
        return webSocketTickets;
    }
}
