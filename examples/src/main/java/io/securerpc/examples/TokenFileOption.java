package io.securerpc.examples;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.TokenFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which token file is meant. */
final class TokenFileOption {
    @Option(names = "--file", paramLabel = "FILE", description = "The token file.")
    private @Nullable Path file;

    TokenFile tokens() {
        return TokenFile.at(requireNonNull(file, "file"));
    }
}
