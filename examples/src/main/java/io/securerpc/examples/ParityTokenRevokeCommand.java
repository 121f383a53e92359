package io.securerpc.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends a Parity token. */
@Command(
        name = "revoke",
        description = {
            "Ends a token. Tokens that Parity made have no names: they are called by what the list shows.",
            "A server that follows the file refuses it within 2 seconds and closes the WebSockets that began with it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ParityTokenRevokeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private ParityTokenFileOption file;

    @Parameters(paramLabel = "NAME", description = "As in: parity-token list, without parity: before it.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String name;

    @Override
    public Integer call() {
        return TokenRevokeCommand.revoked(() -> file.tokens().revoke(name), spec.commandLine());
    }
}
