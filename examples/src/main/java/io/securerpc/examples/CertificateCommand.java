package io.securerpc.examples;

import picocli.CommandLine.Command;

/** What an operator does with certificates. */
@Command(
        name = "certificate",
        description = "Makes self-signed certificates, and shows what certificate and key files are.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = {SelfSignedCommand.class, CertificateShowCommand.class})
final class CertificateCommand {}
