package io.securerpc.examples;

import io.securerpc.trust.ClientListing;
import io.securerpc.trust.InstalledClient;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints who is installed, and what lets nobody in. */
@Command(
        name = "list",
        description = {
            "Prints each client of a trust directory: name, file, end, fingerprint, and why it is refused if it is.",
            "Files that let nobody in follow, with the reason."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ClientListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private DirectoryOption directory;

    @Option(names = "--json", description = "Prints one JSON object instead, for programs.")
    private boolean json;

    @Override
    public Integer call() {
        ClientListing listing = directory.clients().list();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ClientJson.of(listing));
        } else {
            print(listing, out);
        }
        out.flush();
        return 0;
    }

    private static void print(ClientListing listing, PrintWriter out) {
        Columns table = new Columns("CALLER", "FILE", "UNTIL", "FINGERPRINT (SHA-256)", "STATE");
        for (InstalledClient client : listing.clients()) {
            table.row(
                    Printable.of(client.callerId()),
                    ClientText.name(client.file()),
                    client.certificate().getNotAfter().toInstant().toString(),
                    client.fingerprint().toString(),
                    client.rejection()
                            .map(why -> "refused: " + Printable.of(why))
                            .orElse("trusted"));
        }
        table.print(out);
        listing.unusable()
                .forEach(entry -> out.println("unused: " + ClientText.name(entry.file()) + ": "
                        + Printable.of(entry.rejection().orElse(""))));
    }
}
