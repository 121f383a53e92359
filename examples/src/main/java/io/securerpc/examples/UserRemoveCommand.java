package io.securerpc.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes one user. */
@Command(
        name = "remove",
        description = {
            "Removes a user.",
            "A server that follows the file refuses that user within 2 seconds, and ends the WebSockets that are open."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class UserRemoveCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected by picocli
    private UsersOption users;

    @Parameters(paramLabel = "NAME", description = "As it was added.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String name;

    @Override
    public Integer call() {
        users.list().remove(name);
        spec.commandLine().getOut().println("removed: basic:" + Printable.of(name));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
