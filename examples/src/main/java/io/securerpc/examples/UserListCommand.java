package io.securerpc.examples;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists users. */
@Command(
        name = "list",
        description = "Lists the users of a file by the ids that grants name, one a line.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class UserListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected by picocli
    private UsersOption users;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        users.list().names().forEach(name -> out.println("basic:" + Printable.of(name)));
        out.flush();
        return 0;
    }
}
