package io.securerpc.examples;

import picocli.CommandLine.Command;

/** Makes Parity's signer tokens and ends them. */
@Command(
        name = "parity-token",
        description = {
            "Makes Parity's signer tokens, lists them and ends them, in the file that Parity calls authcodes.",
            "A server that follows the file sees every change within 2 seconds; it need not run."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = {
            ParityTokenNewCommand.class,
            ParityTokenListCommand.class,
            ParityTokenRevokeCommand.class,
            ParityTokenRotateCommand.class
        })
final class ParityTokenCommand {}
