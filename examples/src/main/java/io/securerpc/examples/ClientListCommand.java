package io.securerpc.examples;

import io.securerpc.examples.ActivityOption.Seen;
import io.securerpc.trust.ClientListing;
import io.securerpc.trust.InstalledClient;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints who is installed, and what lets nobody in. */
@Command(
        name = "list",
        description = {
            "Prints each client of a trust directory: name, file, end, fingerprint, and why it is refused if it is.",
            "Files that let nobody in follow, with the reason.",
            "Where the server writes an activity file: how many connections each client has, and when it was last seen."
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

    @Mixin
    private final ActivityOption activity = new ActivityOption();

    @Override
    public Integer call() {
        ClientListing listing = directory.clients().list();
        Optional<Seen> seen = activity.seen(directory, Instant.now());
        Optional<LastSeen> lastSeen = seen.map(LastSeen::new);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ClientJson.of(listing, lastSeen));
        } else {
            print(listing, lastSeen, out);
        }
        out.flush();
        seen.ifPresent(this::note);
        return 0;
    }

    private void note(Seen seen) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("note: " + (seen.present() ? "connections " : "who is connected is unknown, ") + seen.text());
        err.flush();
    }

    private static void print(ClientListing listing, Optional<LastSeen> lastSeen, PrintWriter out) {
        Columns table = new Columns(titles(lastSeen.isPresent()));
        for (InstalledClient client : listing.clients()) {
            List<String> row = new ArrayList<>(List.of(
                    Printable.of(client.callerId()),
                    ClientText.name(client.file()),
                    client.certificate().getNotAfter().toInstant().toString(),
                    client.fingerprint().toString()));
            lastSeen.ifPresent(seen -> {
                row.add(seen.connected(client.fingerprint())
                        .map(String::valueOf)
                        .orElse("?"));
                row.add(seen.at(client.fingerprint()).map(Instant::toString).orElse("never"));
            });
            row.add(client.rejection()
                    .map(why -> "refused: " + Printable.of(why))
                    .orElse("trusted"));
            table.row(row.toArray(String[]::new));
        }
        table.print(out);
        listing.unusable()
                .forEach(entry -> out.println("unused: " + ClientText.name(entry.file()) + ": "
                        + Printable.of(entry.rejection().orElse(""))));
    }

    private static String[] titles(boolean seen) {
        return seen
                ? new String[] {"CALLER", "FILE", "UNTIL", "FINGERPRINT (SHA-256)", "CONNECTED", "LAST SEEN", "STATE"}
                : new String[] {"CALLER", "FILE", "UNTIL", "FINGERPRINT (SHA-256)", "STATE"};
    }
}
