package io.securerpc.examples;

import picocli.CommandLine.Command;

/** Users with passwords. */
@Command(
        name = "user",
        description = {
            "Adds, lists and removes users who log in with a password (HTTP Basic).",
            "A server that follows the file sees every change within 2 seconds; it need not run."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = {UserAddCommand.class, UserListCommand.class, UserRemoveCommand.class})
final class UserCommand {}
