package io.securerpc.examples;

import picocli.CommandLine.Command;

/** What an operator does with certificates. */
@Command(
        name = "certificate",
        description = "Shows what certificate and key files are.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = CertificateShowCommand.class)
final class CertificateCommand {}
