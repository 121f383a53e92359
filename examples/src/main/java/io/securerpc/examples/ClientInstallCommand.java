package io.securerpc.examples;

import io.securerpc.trust.AddedClient;
import io.securerpc.trust.ClientDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Installs a certificate that was made elsewhere. */
@Command(
        name = "install",
        description = {
            "Installs a client's certificate that was made elsewhere: PEM or DER, also a single PEM file with the key, which is not copied.",
            "Refuses what the server would refuse, and the name of another client, case aside."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ClientInstallCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private DirectoryOption directory;

    @Parameters(paramLabel = "FILE", description = "The certificate.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private Path file;

    @Option(
            names = "--renew",
            description = "Puts it in the place of the one the client has, which is refused from then on.")
    private boolean renewal;

    @Override
    public Integer call() {
        ClientDirectory clients = directory.clients();
        AddedClient added = renewal ? clients.installRenewal(file) : clients.install(file);
        PrintWriter err = spec.commandLine().getErr();
        added.notes().forEach(note -> err.println("note: " + Printable.of(note)));
        err.flush();
        PrintWriter out = spec.commandLine().getOut();
        ClientText.of(added.client()).forEach(out::println);
        out.flush();
        return 0;
    }
}
