package io.securerpc.examples;

import io.securerpc.certificate.CertificateReport;
import io.securerpc.certificate.IssuedCertificate;
import io.securerpc.certificate.Passphrase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a key and a certificate for a server, and prints what clients and the configuration need of them. */
@Command(
        name = "self-signed",
        description = {
            "Makes a key and a self-signed certificate for a server: server.key.pem, for its owner alone, and server.cert.pem.",
            "Prints the fingerprint that clients compare, and the lines of the configuration. Overwrites nothing."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class SelfSignedCommand implements Callable<Integer> {
    /** Apple's clients refuse more, from private issuers too. */
    private static final int MAX_DAYS_OF_APPLE = 825;

    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "DNS name or IP address that clients use; may be given several times.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private List<String> names;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the two files go.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private Path folder;

    @Option(
            names = "--days",
            defaultValue = "820",
            description =
                    "How long it is valid (default: ${DEFAULT-VALUE}, since Apple's clients refuse more than 825).")
    private int days = 820;

    @Option(
            names = "--key",
            defaultValue = "ec",
            description =
                    "Kind of key: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, P-256, which every client takes;"
                            + " rsa has 3072 bits; browsers do not take ed25519).")
    private KeyOption key = KeyOption.ec;

    @ArgGroup
    private @Nullable PassphraseOption secret;

    @Override
    public Integer call() {
        IssuedCertificate issued = issue();
        Path certificateFile = folder.resolve("server.cert.pem");
        Path keyFile = folder.resolve("server.key.pem");
        createFolder();
        issued.writeTo(certificateFile, keyFile, secret == null ? Passphrase.none() : secret.passphrase());
        if (days > MAX_DAYS_OF_APPLE) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(
                    "note: valid for " + days + " days (Apple's clients refuse more than " + MAX_DAYS_OF_APPLE + ")");
            err.flush();
        }
        print(issued, certificateFile, keyFile);
        return 0;
    }

    private IssuedCertificate issue() {
        try {
            return IssuedCertificate.server(names.toArray(String[]::new))
                    .validity(Duration.ofDays(days))
                    .key(key.kind())
                    .issue();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void createFolder() {
        try {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent, mode("rwxr-xr-x")); // whatever the umask, nobody else adds files
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, mode("rwx------"));
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    "folder '" + folder + "': cannot be created: " + e.getMessage()
                            + " (expected: a folder this process may write to)",
                    e);
        }
    }

    private FileAttribute<?>[] mode(String mode) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private void print(IssuedCertificate issued, Path certificateFile, Path keyFile) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("certificate: " + Printable.of(certificateFile.toString()));
        out.println("private key: " + Printable.of(keyFile.toString()) + (secret == null ? ", plain" : ", encrypted"));
        CertificateText.of(CertificateReport.of(issued.certificate()), Instant.now())
                .forEach(out::println);
        out.println();
        out.println("In config-rpc.toml:");
        out.println();
        out.println("[secure]");
        out.println("enable = true");
        out.println("server_cert_path = " + absolute(certificateFile));
        out.println("server_key_path = " + absolute(keyFile));
        Optional<String> passphrase = Optional.ofNullable(secret).flatMap(PassphraseOption::toml);
        passphrase.ifPresent(line -> {
            out.println();
            out.println("[secure_rpc]");
            out.println(line);
        });
        out.flush();
    }

    /** Absolute, because relative paths in a configuration start from its own folder. */
    private static String absolute(Path file) {
        return TomlText.quote(file.toAbsolutePath().normalize().toString());
    }
}
