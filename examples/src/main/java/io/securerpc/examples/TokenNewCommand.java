package io.securerpc.examples;

import io.securerpc.caller.CreatedToken;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a token and prints it, once. */
@Command(
        name = "new",
        description = {
            "Makes a token and prints it, alone on standard output, this once: the file keeps a hash of it. Makes the file if it is the first.",
            "Whoever has the token is the caller token:NAME. Overwrites nothing."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class TokenNewCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private TokenFileOption file;

    @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits, '.', '_' and '-', such as ci.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String name;

    @Option(
            names = "--permission",
            paramLabel = "PERMISSION",
            description = "What it may do beyond what is public, such as control; may be given several times.")
    private List<String> permissions = List.of();

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            converter = Expiry.Converter.class,
            description = "90d, 12h, 30m, a day, a moment, or never (default: 90d: a token that was lost unnoticed ends"
                    + " some day).")
    private @Nullable Expiry expiry;

    @Override
    public Integer call() {
        CreatedToken created = create();
        TokenText.print(created, spec.commandLine());
        return 0;
    }

    private CreatedToken create() {
        try {
            NewToken wanted = NewToken.named(name);
            for (String permission : permissions) {
                wanted = wanted.withPermission(Permission.of(permission));
            }
            if (expiry != null) {
                Optional<Instant> end = expiry.after(Instant.now());
                wanted = end.isPresent() ? wanted.withExpiry(end.get()) : wanted.withoutExpiry();
            }
            return file.tokens().create(wanted);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
