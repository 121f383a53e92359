package io.securerpc.examples;

import io.securerpc.config.NanoConfig;
import io.securerpc.listener.Listener;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
        List<Path> configured = trust().map(ClientTrust::disabledCallers)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (configured.size() != 1) {
            throw new CommandFailure(
                    config + ": no list of disabled callers (expected: secure_rpc.disabled_callers, or --list)");
        }
        return configured.get(0);
    }

    /** The trust directories of the configuration; none where the list was named. */
    List<Path> directories() {
        return trust().map(ClientTrust::directory).flatMap(Optional::stream).toList();
    }

    private Stream<ClientTrust> trust() {
        return Stream.ofNullable(config)
                .flatMap(file -> NanoConfig.load(file).listeners().stream())
                .filter(Listener.Tls.class::isInstance)
                .map(Listener.Tls.class::cast)
                .flatMap(listener -> listener.clientAuthentication().trust().stream());
    }
}
