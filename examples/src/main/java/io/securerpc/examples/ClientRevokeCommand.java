package io.securerpc.examples;

import io.securerpc.trust.ClientDirectory;
import io.securerpc.trust.InstalledClient;
import io.securerpc.trust.RevokedClient;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts one client out. */
@Command(
        name = "revoke",
        description = {
            "Puts one client out: removes its certificate from the trust directory, and leaves no gap in the numbers of the others.",
            "A server that follows the directory refuses it within 2 seconds, resumed sessions too, and cuts its open connections.",
            "With --dry-run nothing is changed: who is connected now and would be cut is read from the server's activity file."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ClientRevokeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private DirectoryOption directory;

    @Parameters(
            paramLabel = "CLIENT",
            description = "Its name, its fingerprint, or the name of its file in the trust directory.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String client;

    @Option(names = "--dry-run", description = "Changes nothing, and prints who is connected now and would be cut.")
    private boolean dryRun;

    @Mixin
    private final ActivityOption activity = new ActivityOption();

    @Override
    public Integer call() {
        return dryRun ? preview() : revoke();
    }

    private Integer preview() {
        ClientDirectory clients = directory.clients();
        InstalledClient chosen = clients.client(client);
        PrintWriter out = spec.commandLine().getOut();
        new RevocationPreview(clients.revocation(chosen.fingerprint().hex()), out)
                .print(chosen, activity.seen(directory, Instant.now()));
        out.flush();
        return 0;
    }

    private Integer revoke() {
        RevokedClient revoked = directory.clients().revoke(client);
        PrintWriter out = spec.commandLine().getOut();
        out.println("revoked: " + Printable.of(revoked.client().callerId()) + " (SHA-256 "
                + revoked.client().fingerprint() + ")");
        revoked.removed().forEach(file -> out.println("removed: " + ClientText.name(file)));
        revoked.renamed()
                .forEach((from, to) -> out.println("renamed: " + ClientText.name(from) + " to " + ClientText.name(to)));
        out.println("still trusted: " + revoked.left());
        out.flush();
        if (revoked.left() == 0) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(
                    "note: nobody is installed any more, and a server does not start so (expected: another client, or"
                            + " allow_empty_client_certs)");
            err.flush();
        }
        return 0;
    }
}
