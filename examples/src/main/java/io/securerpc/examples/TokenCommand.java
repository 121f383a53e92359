package io.securerpc.examples;

import picocli.CommandLine.Command;

/** Makes bearer tokens and ends them. */
@Command(
        name = "token",
        description = {
            "Makes bearer tokens, lists them and ends them.",
            "A server that follows the file sees every change within 2 seconds; it need not run."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = {TokenNewCommand.class, TokenListCommand.class, TokenRevokeCommand.class, TokenRotateCommand.class
        })
final class TokenCommand {}
