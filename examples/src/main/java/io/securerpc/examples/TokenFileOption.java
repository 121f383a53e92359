package io.securerpc.examples;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.TokenFile;
import io.securerpc.config.NanoConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which token file is meant: by name, or the one of a configuration. */
final class TokenFileOption {
    @Option(names = "--file", paramLabel = "FILE", description = "The token file.")
    private @Nullable Path file;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The config-rpc.toml whose secure_rpc.tokens_file it is.")
    private @Nullable Path config;

    TokenFile tokens() {
        return TokenFile.at(file == null ? configured() : file);
    }

    private Path configured() {
        return NanoConfig.load(requireNonNull(config, "config")).credentials().stream()
                .filter(BearerTokens.class::isInstance)
                .map(source -> ((BearerTokens) source).path())
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailure(config + ": no token file (expected: secure_rpc.tokens_file, or --file)"));
    }
}
