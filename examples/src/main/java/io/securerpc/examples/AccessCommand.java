package io.securerpc.examples;

import picocli.CommandLine.Command;

/** What an operator asks about permissions. */
@Command(
        name = "access",
        description = "Explains who may call what.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = AccessExplainCommand.class)
final class AccessCommand {}
