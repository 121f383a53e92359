package io.securerpc.examples;

import io.securerpc.caller.UserList;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which file of users. */
final class UsersOption {
    @Option(
            names = "--users",
            required = true,
            paramLabel = "FILE",
            description = "The file of users, as the key users of the configuration names it.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private Path file;

    UserList list() {
        return UserList.of(file);
    }
}
