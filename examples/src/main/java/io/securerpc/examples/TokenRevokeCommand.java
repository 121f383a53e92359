package io.securerpc.examples;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends a token. */
@Command(
        name = "revoke",
        description = {
            "Ends a token, and those of before it that are still good.",
            "A server that follows the file refuses them within 2 seconds and closes the WebSockets that began with them."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class TokenRevokeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private TokenFileOption file;

    @Parameters(paramLabel = "NAME", description = "As in: token list, without token: before it.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String name;

    @Override
    public Integer call() {
        return revoked(() -> file.tokens().revoke(name), spec.commandLine());
    }

    /** Ends one, and says whose it was. */
    static int revoked(Supplier<?> revocation, CommandLine line) {
        try {
            PrintWriter out = line.getOut();
            out.println("revoked: " + revocation.get());
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, String.valueOf(e.getMessage()), e);
        }
    }
}
