package io.securerpc.examples;

import io.securerpc.caller.BearerToken;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints which tokens there are. */
@Command(
        name = "list",
        description = {
            "Prints each token: caller, permissions, when it was made, when it ends, when it was last used, and whether it is good.",
            "Servers write down the last use once an hour. The tokens themselves cannot be shown: nobody has kept them."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class TokenListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private TokenFileOption file;

    @Override
    public Integer call() {
        Instant now = Instant.now();
        Columns table = new Columns("CALLER", "PERMISSIONS", "CREATED", "EXPIRES", "LAST USE", "STATE");
        for (BearerToken token : file.tokens().load().list()) {
            table.row(
                    token.toString(),
                    TokenText.permissions(token),
                    token.created().toString(),
                    token.expires().map(Instant::toString).orElse("never"),
                    token.lastUse().map(Instant::toString).orElse("never"),
                    state(token, now));
        }
        PrintWriter out = spec.commandLine().getOut();
        table.print(out);
        out.flush();
        return 0;
    }

    private static String state(BearerToken token, Instant now) {
        if (token.expired(now)) {
            return "expired";
        }
        return token.oldSecretUntil(now)
                .map(end -> "good, the one of before until " + end)
                .orElse("good");
    }
}
