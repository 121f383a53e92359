package io.securerpc.examples;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.CertificateReport;
import io.securerpc.certificate.DhParameters;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.config.NanoConfig;
import io.securerpc.config.ServerSettings;
import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.ClientAuthority;
import io.securerpc.trust.ClientTrust;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what {@code serve} would offer in TLS with a configuration, and what of its policy, identities and DH parameters would stop a start. */
@Command(
        name = "show",
        description = {
            "Prints what serve would offer in TLS with this configuration: the policy in words and in the words of nginx and OpenSSL,"
                    + " what this JDK cannot do of it, and the identities with their names and their end.",
            "Files are read, no port is opened."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Exit codes: 0 no problem, 1 failed, or lines \"problem: …\" were printed, 2 wrong usage."})
final class TlsShowCommand implements Callable<Integer> {
    private final Problems problems = new Problems();

    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The config-rpc.toml.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private Path config;

    @Override
    public Integer call() {
        ServerSettings settings = NanoConfig.load(config);
        PrintWriter err = spec.commandLine().getErr();
        settings.notes().forEach(note -> err.println("note: " + note));
        err.flush();
        PrintWriter out = spec.commandLine().getOut();
        for (Listener listener : settings.listeners()) {
            listener.match(
                    tls -> show(tls, out),
                    plain -> withoutTls(plain, out),
                    unix -> withoutTls(unix, out),
                    redirect -> withoutTls(redirect, out));
        }
        problems.print(out, "");
        out.flush();
        return problems.exitCode();
    }

    private Void withoutTls(Listener listener, PrintWriter out) {
        String place = listener instanceof Listener.Tcp tcp ? tcp.host() + " port " + tcp.port() : listener.place();
        out.println("listener " + place + ": no TLS");
        return null;
    }

    private Void show(Listener.Tls listener, PrintWriter out) {
        out.println("listener " + listener.host() + " port " + listener.port() + ": TLS");
        section("policy", listener.policy().describe(), out);
        section("in the words of nginx and OpenSSL", listener.policy().opensslTerms(), out);
        listener.policy().unsupported().forEach(problems::add);
        out.println("client certificates");
        clients(listener.clientAuthentication()).lines().forEach(line -> out.println("  " + line));
        out.println("renewal");
        out.println("  a certificate that begins before the one it replaces is "
                + (listener.olderCertificatesAllowed() ? "taken" : "held back"));
        listener.dhParameters().ifPresent(file -> show(file, out));
        int number = 1;
        for (IdentityFiles files : listener.identities()) {
            out.println("identity " + number + (number == 1 ? " (default)" : ""));
            show(files, out);
            number++;
        }
        return null;
    }

    private void show(Path dhParameters, PrintWriter out) {
        out.println("DH parameters");
        out.println("  file: " + Printable.of(dhParameters.toString()));
        try {
            DhParameters group = DhParameters.load(dhParameters);
            out.println("  " + group.bits() + " bits, never used");
            group.weakness().ifPresent(weakness -> out.println("  warning: " + weakness));
        } catch (SecureRpcException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private void show(IdentityFiles files, PrintWriter out) {
        out.println("  files: "
                + String.join(", ", files.paths().stream().map(Path::toString).toList()));
        try {
            ServerIdentity identity = files.load();
            List<CertificateReport> chain =
                    identity.chain().stream().map(CertificateReport::of).toList();
            CertificateText.of(chain.get(0), Instant.now()).forEach(line -> out.println("  " + line));
            new ChainText(chain).line().ifPresent(line -> out.println("  chain: " + Printable.of(line)));
            identity.warnings().forEach(warning -> out.println("  warning: " + Printable.of(warning)));
        } catch (SecureRpcException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private static void section(String title, String text, PrintWriter out) {
        out.println(title);
        text.lines().forEach(line -> out.println("  " + line));
    }

    private static String clients(ClientAuthentication authentication) {
        if (authentication instanceof ClientAuthentication.None) {
            return "not asked for";
        }
        String mode = authentication instanceof ClientAuthentication.Require ? "required" : "asked for";
        return mode + ", " + authentication.trust().map(TlsShowCommand::trusted).orElse("and nobody is trusted");
    }

    private static String name(ClientAuthority.Revocation revocation) {
        return revocation.name().toLowerCase(Locale.ROOT);
    }

    private static String trusted(ClientTrust trust) {
        Stream<String> installed = trust.directory().stream()
                .map(directory ->
                        "those installed in " + directory + ", revocation lists in it " + name(trust.revocation()));
        Stream<String> vouchedFor = trust.authorities().stream().map(ClientAuthority::toString);
        return Stream.concat(installed, vouchedFor).collect(Collectors.joining("\nor of "));
    }
}
