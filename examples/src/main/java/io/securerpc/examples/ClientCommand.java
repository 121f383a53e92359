package io.securerpc.examples;

import picocli.CommandLine.Command;

/** Lets clients in and puts them out. */
@Command(
        name = "client",
        description = {
            "Lets clients into a trust directory, lists them and puts them out.",
            "A server that follows the directory sees every change within 2 seconds; it need not run."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = {
            ClientAddCommand.class,
            ClientInstallCommand.class,
            ClientListCommand.class,
            ClientRevokeCommand.class,
            ClientRehashCommand.class
        })
final class ClientCommand {}
