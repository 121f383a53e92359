package io.securerpc.examples;

import io.securerpc.trust.ClientDirectory;
import io.securerpc.trust.RehashReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Gives every certificate of a trust directory its hashed name. */
@Command(
        name = "rehash",
        description = {
            "Gives every certificate and revocation list in a trust directory the link it needs, as openssl rehash does, but never puts"
                    + " out a client that is installed. Whoever has a certificate there is let in from then on: look with --dry-run first."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ClientRehashCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private DirectoryOption directory;

    @Option(names = "--dry-run", description = "Says what would be done, and does nothing.")
    private boolean preview;

    @Override
    public Integer call() {
        ClientDirectory clients = directory.clients();
        RehashReport report = preview ? clients.rehashPreview() : clients.rehash();
        PrintWriter err = spec.commandLine().getErr();
        report.warnings().forEach(warning -> err.println("warning: " + Printable.of(warning)));
        err.flush();
        PrintWriter out = spec.commandLine().getOut();
        String would = preview ? "would link: " : "linked: ";
        report.linked()
                .forEach((name, target) ->
                        out.println(would + ClientText.name(name) + " to " + Printable.of(target.toString())));
        report.removed()
                .forEach(name -> out.println((preview ? "would remove: " : "removed: ") + ClientText.name(name)));
        out.println("kept: " + report.kept());
        out.flush();
        return 0;
    }
}
