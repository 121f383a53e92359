package io.securerpc.examples;

import io.securerpc.certificate.CertificateReport;
import io.securerpc.certificate.FileReport;
import io.securerpc.certificate.Passphrase;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what files of certificates and keys are, and what is wrong with them. */
@Command(
        name = "show",
        description = {
            "Prints what each file is, whatever its name says: which certificates with which names, until when, under which hash they"
                    + " are installed; which kind of key and how it is encrypted; and what is wrong with it.",
            "Takes certificates, chains, keys, requests and DH parameters in PEM, and key stores in PKCS#12 and JKS."
                    + " Of a key nothing but its kind is ever printed."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Exit codes: 0 no problem, 1 failed, or lines \"problem: …\" were printed, 2 wrong usage."})
final class CertificateShowCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup
    private @Nullable PassphraseOption secret;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to look into.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private List<Path> files;

    @Override
    public Integer call() {
        Passphrase passphrase = secret == null ? Passphrase.none() : secret.passphrase();
        Instant now = Instant.now();
        int exitCode = 0;
        for (Path file : files) {
            exitCode = Math.max(exitCode, show(FileReport.inspect(file, passphrase, now), now));
        }
        spec.commandLine().getOut().flush();
        return exitCode;
    }

    private int show(FileReport report, Instant now) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Printable.of(report.file().toString()) + ": " + report.kind());
        // Of a key that stays closed only the encryption is known.
        report.keys()
                .forEach(key -> out.println("  private key: " + Printable.of(key.replaceFirst("^private key, ", ""))));
        int number = 1;
        for (CertificateReport certificate : report.certificates()) {
            out.println("  certificate " + number);
            CertificateText.of(certificate, now).forEach(line -> out.println("    " + line));
            number++;
        }
        ChainText chain = new ChainText(report.certificates());
        chain.line().ifPresent(line -> out.println("  chain: " + Printable.of(line)));
        Problems problems = new Problems();
        report.problems().forEach(problems::add);
        chain.problem().ifPresent(problems::add);
        problems.print(out, "  ");
        return problems.exitCode();
    }
}
