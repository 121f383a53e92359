package io.securerpc.jetty;

import io.securerpc.config.ServerSettings;

/** What a configuration file says, told to a builder as its author would. */
final class FileSettings {
    private FileSettings() {}

    /** All but what is dangerous, which the builder's own method has to be asked for. */
    static void apply(ServerSettings settings, SecureRpcServerBuilder server) {
        settings.listeners().forEach(server::addListener);
        server.hosts(settings.hosts())
                .origins(settings.origins())
                .grants(settings.grants())
                .quotas(settings.quotas())
                .health(settings.health())
                .trustedProxies(settings.trustedProxies())
                .limits(settings.limits())
                .attemptLimits(settings.attemptLimits())
                .statusPage(settings.statusPage())
                .stopTimeout(settings.stopTimeout());
        server.configurationFiles.add(settings);
        settings.activityFile().ifPresent(server::activityFile);
        settings.strictTransport().ifPresent(server::strictTransport);
        settings.credentials().forEach(server::addCredentials);
        settings.disabledCallers().ifPresent(server::disabledCallers);
        if (settings.anonymousAllowed()) {
            server.allowAnonymous();
        }
        if (settings.webSocketTickets()) {
            server.webSocketTickets();
        }
        if (settings.verboseLogging()) {
            server.verboseLogging();
        }
        if (settings.jsonRequired()) {
            server.jsonRequired();
        }
    }
}
