package io.securerpc.examples;

import io.securerpc.certificate.Passphrase;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a passphrase is: a file or the environment, never the command line, which every user of the machine can read. */
final class PassphraseOption {
    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "File whose first line is the passphrase.")
    private @Nullable Path file;

    @Option(
            names = "--passphrase-environment",
            paramLabel = "NAME",
            description = "Environment variable that holds the passphrase.")
    private @Nullable String variable;

    Passphrase passphrase() {
        if (file != null) {
            return Passphrase.ofFile(file);
        }
        if (variable == null) {
            return Passphrase.none();
        }
        try {
            return Passphrase.ofEnvironment(variable);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** The line of a configuration that leads to the same passphrase. */
    Optional<String> toml() {
        if (file != null) {
            return Optional.of("server_key_passphrase_file = "
                    + TomlText.quote(file.toAbsolutePath().normalize().toString()));
        }
        return Optional.ofNullable(variable).map(name -> "server_key_passphrase_environment = " + TomlText.quote(name));
    }
}
