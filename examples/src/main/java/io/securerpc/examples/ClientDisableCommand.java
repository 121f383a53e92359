package io.securerpc.examples;

import io.securerpc.trust.ClientDirectory;
import io.securerpc.trust.DisabledCallers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Switches one caller off. */
@Command(
        name = "disable",
        description = {
            "Switches one caller off, and leaves its certificate, password or token where it is.",
            "A server that follows the list refuses it within 2 seconds, resumed sessions too, and ends its open connections."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ClientDisableCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private DisabledCallersOption list;

    @Parameters(
            paramLabel = "ID",
            description =
                    "Exactly as in the log: certificate:NAME, ca:AUTHORITY|NAME, basic:NAME, token:NAME or of another kind.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String callerId;

    @Override
    public Integer call() {
        Path file = list.file();
        boolean changed = DisabledCallers.add(file, callerId);
        PrintWriter out = spec.commandLine().getOut();
        out.println((changed ? "disabled: " : "disabled already: ") + Printable.of(callerId));
        out.flush();
        List<Path> directories = list.directories();
        if (callerId.startsWith("certificate:")
                && !directories.isEmpty()
                && directories.stream().noneMatch(this::installed)) {
            // Ids are compared exactly: a misspelt one would look like success.
            PrintWriter err = spec.commandLine().getErr();
            err.println("note: nobody is installed as " + Printable.of(callerId) + " (see: client list)");
            err.flush();
        }
        return 0;
    }

    private boolean installed(Path directory) {
        return ClientDirectory.of(directory).list().clients().stream()
                .anyMatch(client -> client.callerId().equals(callerId));
    }
}
