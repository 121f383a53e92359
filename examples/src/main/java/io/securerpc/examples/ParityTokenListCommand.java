package io.securerpc.examples;

import io.securerpc.caller.ParityToken;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints which Parity tokens there are. */
@Command(
        name = "list",
        description = {
            "Prints each token: caller, when it was made, when it ends, when it was last used, and whether it is good; never the token.",
            "One that nobody has used ends after 24 hours. Servers write down the last use once an hour."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ParityTokenListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private ParityTokenFileOption file;

    @Override
    public Integer call() {
        Instant now = Instant.now();
        Duration lifetime = file.terms().lifetime();
        Columns table = new Columns("CALLER", "CREATED", "ENDS", "LAST USE", "STATE");
        for (ParityToken token : file.tokens().load()) {
            Instant end = token.end(lifetime);
            table.row(
                    token.toString(),
                    token.created().toString(),
                    end.toString(),
                    token.lastUse().map(Instant::toString).orElse("never"),
                    now.isBefore(end) ? "good" : "expired");
        }
        PrintWriter out = spec.commandLine().getOut();
        table.print(out);
        out.flush();
        return 0;
    }
}
