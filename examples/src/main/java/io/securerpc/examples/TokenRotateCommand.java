package io.securerpc.examples;

import io.securerpc.caller.CreatedToken;
import io.securerpc.caller.TokenRotation;
import java.time.Duration;
import java.time.Instant;
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

/** Replaces a token by another one of the same name. */
@Command(
        name = "rotate",
        description = {
            "Makes another token in the place of one, and prints it, alone on standard output, this once.",
            "Name, permissions and expiry stay. The token of before is refused at once, unless it is given a grace period."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class TokenRotateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private TokenFileOption file;

    @Parameters(paramLabel = "NAME", description = "As in: token list, without token: before it.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String name;

    @Option(
            names = "--grace",
            paramLabel = "PERIOD",
            converter = Expiry.PeriodConverter.class,
            description =
                    "How long the token of before stays good, such as 7d, 12h or 30m (default: not at all, because"
                            + " rotating may be the answer to a leak).")
    private Duration grace = Duration.ZERO;

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            converter = Expiry.Converter.class,
            description = "90d, 12h, 30m, a day, a moment, or never (default: as before).")
    private @Nullable Expiry expiry;

    @Override
    public Integer call() {
        TokenText.print(rotate(), spec.commandLine());
        return 0;
    }

    private CreatedToken rotate() {
        try {
            TokenRotation rotation = TokenRotation.immediate().withGrace(grace);
            if (expiry != null) {
                Optional<Instant> end = expiry.after(Instant.now());
                rotation = end.isPresent() ? rotation.withExpiry(end.get()) : rotation.withoutExpiry();
            }
            return file.tokens().rotate(name, rotation);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
