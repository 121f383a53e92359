package io.securerpc.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a Parity token and prints it. */
@Command(
        name = "new",
        description = {
            "Makes a token and prints it, alone on standard output. Makes the file if it is the first.",
            "Whoever has the token is the caller parity:NAME, and may do what is granted to that. Overwrites nothing."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ParityTokenNewCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private ParityTokenFileOption file;

    @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits, '.', '_' and '-', such as wallet.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String name;

    @Override
    public Integer call() {
        return ParityTokenText.print(() -> file.tokens().create(name), spec.commandLine());
    }
}
