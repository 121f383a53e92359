package io.securerpc.examples;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.SubjectHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the subject hash under which a certificate is installed, as {@code openssl x509 -noout -subject_hash} does. */
@Command(
        name = "hash",
        description = "Prints the subject hash of each certificate file, as openssl x509 -noout -subject_hash does.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class HashCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Option(names = "--names", description = "Adds the file after its hash.")
    private boolean names;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "PEM certificates, or folders of them. Of a file with several, the first counts.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private List<Path> files;

    @Override
    public Integer call() {
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                certificatesIn(file).forEach(this::printOrSkip);
            } else {
                print(file);
            }
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static List<Path> certificatesIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new CommandFailure(folder + ": cannot be listed (expected: a readable folder)", e);
        }
    }

    /** A folder holds keys and notes beside its certificates; a file that was named is meant. */
    private void printOrSkip(Path file) {
        try {
            print(file);
        } catch (SecureRpcException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("skipped: " + e.getMessage());
            err.flush();
        }
    }

    private void print(Path file) {
        SubjectHash hash = SubjectHash.of(CertificateFile.load(file).get(0));
        spec.commandLine().getOut().println(names ? hash + "  " + Printable.of(file.toString()) : hash.toString());
    }
}
