package io.securerpc.examples;

import io.securerpc.trust.DisabledCallers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Switches one caller on again. */
@Command(
        name = "enable",
        description = {
            "Switches one caller on again, whom disable has switched off.",
            "A server that follows the list admits it within 3 seconds, if its certificate, password or token is still good."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ClientEnableCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private DisabledCallersOption list;

    @Parameters(paramLabel = "ID", description = "Exactly as it stands in the list.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String callerId;

    @Override
    public Integer call() {
        Path file = list.file();
        if (!DisabledCallers.remove(file, callerId)) {
            throw new CommandFailure(Printable.of(callerId) + ": not disabled in " + Printable.of(file.toString())
                    + " (expected: an id that is, letter by letter)");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("enabled: " + Printable.of(callerId));
        out.flush();
        return 0;
    }
}
