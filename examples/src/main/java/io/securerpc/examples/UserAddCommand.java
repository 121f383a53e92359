package io.securerpc.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds one user, or gives one another password. */
@Command(
        name = "add",
        description = {
            "Adds a user. At a terminal the password is asked for, twice and hidden; else it is the first line of standard input or of a file.",
            "It is never an argument, which every user of the machine can read.",
            "The file is made if it is not there, for its owner alone."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class UserAddCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected by picocli
    private UsersOption users;

    @Option(names = "--password-file", paramLabel = "FILE", description = "File whose first line is the password.")
    private @Nullable Path passwordFile;

    @Option(names = "--replace", description = "The user is there already and gets another password.")
    private boolean replace;

    @Parameters(paramLabel = "NAME", description = "As the user types it, without a colon.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String name;

    private final Supplier<Optional<NewPassword>> terminal;

    /** For the command line. */
    UserAddCommand() {
        this(NewPassword::atTerminal);
    }

    UserAddCommand(Supplier<Optional<NewPassword>> terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String password = password();
        if (replace) {
            users.list().changePassword(name, password);
        } else {
            users.list().add(name, password);
        }
        spec.commandLine().getOut().println((replace ? "changed: " : "added: ") + "basic:" + Printable.of(name));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private String password() {
        Path file = passwordFile;
        Optional<NewPassword> person = file == null ? terminal.get() : Optional.empty();
        if (person.isPresent()) {
            return person.get().typedTwice(name);
        }
        try (Reader source = file == null
                        ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
                        : Files.newBufferedReader(file);
                BufferedReader lines = new BufferedReader(source)) {
            String first = lines.readLine();
            return first == null ? "" : first;
        } catch (IOException e) {
            // What it says of malformed text is where, and not what.
            throw new CommandFailure("password: cannot be read: " + e, e);
        }
    }
}
