package io.securerpc.examples;

import io.securerpc.config.NanoConfig;
import io.securerpc.listener.Listener;
import io.securerpc.trust.ClientDirectory;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which trust directory is meant: by name, or the one of a configuration. */
final class DirectoryOption {
    @Option(names = "--directory", paramLabel = "FOLDER", description = "The trust directory.")
    private @Nullable Path directory;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The config-rpc.toml whose client_certs_path is the trust directory.")
    private @Nullable Path config;

    ClientDirectory clients() {
        if (directory != null) {
            return ClientDirectory.of(directory);
        }
        List<Path> configured = listeners().stream()
                .flatMap(listener -> listener.clientAuthentication().trust().stream())
                .map(ClientTrust::directory)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (configured.size() != 1) {
            throw new CommandFailure(config + ": " + (configured.isEmpty() ? "no" : String.valueOf(configured.size()))
                    + " trust directory (expected: client_certs_path, or --directory)");
        }
        return ClientDirectory.of(configured.get(0));
    }

    /** The listeners with TLS of the configuration; none where the directory was named. */
    List<Listener.Tls> listeners() {
        return config == null
                ? List.of()
                : NanoConfig.load(config).listeners().stream()
                        .filter(Listener.Tls.class::isInstance)
                        .map(Listener.Tls.class::cast)
                        .toList();
    }

    /** Where a server with the configuration writes down who is connected. */
    Optional<Path> activityFile() {
        return config == null ? Optional.empty() : NanoConfig.load(config).activityFile();
    }

    /** The same option, to be typed again. */
    String text() {
        return config == null
                ? "--directory " + ShellWord.quote(String.valueOf(directory))
                : "--config " + ShellWord.quote(config.toString());
    }
}
