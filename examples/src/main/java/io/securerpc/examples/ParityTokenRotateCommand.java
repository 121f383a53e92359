package io.securerpc.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replaces a Parity token by another one of the same name. */
@Command(
        name = "rotate",
        description = {
            "Makes another token in the place of one, and prints it, alone on standard output. The name stays, and the age begins anew.",
            "The token of before is refused at once, and the WebSockets that began with it are closed."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ParityTokenRotateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private ParityTokenFileOption file;

    @Parameters(paramLabel = "NAME", description = "As in: parity-token list, without parity: before it.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String name;

    @Override
    public Integer call() {
        return ParityTokenText.print(() -> file.tokens().rotate(name), spec.commandLine());
    }
}
