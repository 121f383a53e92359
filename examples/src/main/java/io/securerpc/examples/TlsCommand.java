package io.securerpc.examples;

import picocli.CommandLine.Command;

/** What an operator asks about TLS. */
@Command(
        name = "tls",
        description = "Explains what a configuration offers in TLS.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = TlsShowCommand.class)
final class TlsCommand {}
