package io.securerpc.examples;

import io.securerpc.certificate.Passphrase;
import io.securerpc.trust.AddedClient;
import io.securerpc.trust.ClientDirectory;
import io.securerpc.trust.NewClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key and a certificate for a client and installs the certificate. */
@Command(
        name = "add",
        description = {
            "Makes a key and a certificate for a client, and installs the certificate. NAME.pem holds both, for its owner alone: it is"
                    + " what the client needs, and the server does not.",
            "Overwrites nothing, and refuses the name of another client, case aside."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ClientAddCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private DirectoryOption directory;

    @Parameters(paramLabel = "NAME", description = "Who the client is from then on, such as rpc.user.1.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String name;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where NAME.pem goes (default: here).")
    private Path folder = Path.of(".");

    @Option(
            names = "--days",
            defaultValue = "365",
            description =
                    "How long it is valid (default: ${DEFAULT-VALUE}: a key that was lost unnoticed ends some day).")
    private int days = 365;

    @Option(
            names = "--key",
            defaultValue = "ec",
            description = "Kind of key: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, P-256).")
    private KeyOption key = KeyOption.ec;

    @Option(
            names = "--renew",
            description =
                    "Puts the new certificate in the place of the one the client has, which is refused from then on.")
    private boolean renewal;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the client finds the node, for the curl line (default: as the configuration says).")
    private @Nullable String url;

    @ArgGroup
    private @Nullable PassphraseOption secret;

    @Override
    public Integer call() {
        ClientDirectory clients = directory.clients();
        AddedClient added = add(clients);
        PrintWriter out = spec.commandLine().getOut();
        ClientText.of(added.client()).forEach(out::println);
        added.pem().ifPresent(pem -> printNext(pem, out));
        out.flush();
        return 0;
    }

    private AddedClient add(ClientDirectory clients) {
        try {
            NewClient client = NewClient.named(name)
                    .withKey(key.kind())
                    .withValidity(Duration.ofDays(days))
                    .withPassphrase(secret == null ? Passphrase.none() : secret.passphrase());
            Path pem = folder.resolve(name + ".pem").normalize();
            return renewal ? clients.renew(client, pem) : clients.add(client, pem);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void printNext(Path pem, PrintWriter out) {
        out.println("certificate and private key: " + Printable.of(pem.toString()));
        out.println();
        out.println(
                "Give this file to the client, over a channel that nobody else reads, and delete it here. The client tries it with");
        out.println();
        out.println(CurlLine.of(directory.listeners(), url)
                .withClient(pem, secret != null)
                .text());
        out.println();
        out.println("To put the client out: " + OwnCommand.text() + " client revoke " + directory.text() + " "
                + ShellWord.quote(name));
    }
}
