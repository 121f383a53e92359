package io.securerpc.examples;

import io.securerpc.config.NanoConfig;
import io.securerpc.config.ServerSettings;
import io.securerpc.listener.Listener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which list of disabled callers is meant: by name, or the one of a configuration. */
final class DisabledCallersOption {
    @Option(names = "--list", paramLabel = "FILE", description = "The list of disabled callers.")
    private @Nullable Path list;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The config-rpc.toml whose secure_rpc.disabled_callers is the list.")
    private @Nullable Path config;

    Path file() {
        if (list != null) {
            return list;
        }
        return settings()
                .flatMap(ServerSettings::disabledCallers)
                .orElseThrow(() -> new CommandFailure(
                        config + ": no list of disabled callers (expected: secure_rpc.disabled_callers, or --list)"));
    }

    /** The trust directories of the configuration; none where the list was named. */
    List<Path> directories() {
        return settings().stream()
                .flatMap(settings -> settings.listeners().stream())
                .filter(Listener.Tls.class::isInstance)
                .map(Listener.Tls.class::cast)
                .flatMap(listener -> listener.clientAuthentication().trust().stream())
                .flatMap(trust -> trust.directory().stream())
                .toList();
    }

    private Optional<ServerSettings> settings() {
        return Optional.ofNullable(config).map(NanoConfig::load);
    }
}
