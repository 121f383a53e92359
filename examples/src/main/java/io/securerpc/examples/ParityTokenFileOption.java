package io.securerpc.examples;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.ParityTokenFile;
import io.securerpc.caller.ParityTokens;
import io.securerpc.config.NanoConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which file of Parity tokens is meant: by name, or the one of a configuration. */
final class ParityTokenFileOption {
    @Option(names = "--file", paramLabel = "FILE", description = "The file, such as Parity's signer/authcodes.")
    private @Nullable Path file;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The config-rpc.toml whose secure_rpc.parity_tokens_file it is.")
    private @Nullable Path config;

    ParityTokenFile tokens() {
        return ParityTokenFile.at(terms().path());
    }

    /** With the lifetime of the configuration, or the default. */
    ParityTokens terms() {
        return file == null ? configured() : ParityTokens.in(file);
    }

    private ParityTokens configured() {
        return NanoConfig.load(requireNonNull(config, "config")).credentials().stream()
                .filter(ParityTokens.class::isInstance)
                .map(ParityTokens.class::cast)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        config + ": no Parity tokens (expected: secure_rpc.parity_tokens_file, or --file)"));
    }
}
