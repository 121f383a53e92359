package io.securerpc.examples;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The runnable jar's command line: run the demo node, and the small tools an operator needs.
 *
 * <p>Answers go to standard output, everything else to standard error. Exit codes: 0 done, 1 failed with one line {@code
 * error: …}, or problems found where looking for them was the task, one line {@code problem: …} each, 2 wrong usage.
 */
@Command(
        name = "secure-rpc-node",
        description = "A demo node behind secure-rpc, and tools for its operator.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            CheckCommand.class,
            HashCommand.class,
            WatchCommand.class,
            CertificateCommand.class,
            ClientCommand.class,
            TokenCommand.class,
            ParityTokenCommand.class,
            UserCommand.class,
            TlsCommand.class,
            AccessCommand.class
        },
        footer = {"", "Exit codes: 0 done, 1 failed or problems found, 2 wrong usage."})
public final class SecureRpcNode implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    private SecureRpcNode() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param arguments as given by the shell
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The whole command line, ready to be executed; writes to the standard streams unless told otherwise. */
    static CommandLine commandLine() {
        return new CommandLine(new SecureRpcNode())
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command))
                .setUsageHelpAutoWidth(true);
    }

    /** Without a command: says what there is. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private static int report(Exception failure, CommandLine command) throws Exception {
        requireNonNull(failure, "failure");
        if (!(failure instanceof SecureRpcException) && !(failure instanceof CommandFailure)) {
            // A fault of this program: its stack trace is worth more than a tidy line.
            throw failure;
        }
        PrintWriter err = command.getErr();
        // It may quote a stranger: a server's answer, or a name in a file.
        err.println(
                "error: " + Printable.of(String.valueOf(failure.getMessage()).replaceAll("\\R", "; ")));
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
