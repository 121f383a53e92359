package io.securerpc.examples;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.SelfSignedIdentity;
import io.securerpc.jetty.ListenerException;
import io.securerpc.jetty.RunningServer;
import io.securerpc.jetty.SecureRpcServerBuilder;
import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the demo node with an identity it makes itself, and prints what to try. */
@Command(
        name = "demo",
        description = "Runs a demo node over TLS with a certificate it makes itself.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class DemoCommand implements Callable<Integer> {
    private static final String ANY_IPV4 = "0.0.0.0";
    private static final String ANY_IPV6 = "::";

    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}, so that only this machine can connect).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "7076",
            description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 7076;

    @Option(
            names = "--folder",
            defaultValue = "secure-rpc-demo",
            description = "Where the certificate and its key are kept (default: ./${DEFAULT-VALUE}).")
    private Path folder = Path.of("secure-rpc-demo");

    @Option(
            names = "--interval",
            defaultValue = "1000",
            description = "Milliseconds from one block to the next, at least 10 (default: ${DEFAULT-VALUE}).")
    private long interval = 1_000;

    @Option(
            names = "--control",
            description = "Lets anybody on this machine call control methods such as wallet_create and stop.")
    private boolean control;

    @Override
    public Integer call() throws InterruptedException {
        if (interval < 10) {
            throw misused("--interval: " + interval + " (expected: at least 10)");
        }
        if (port < 0 || port > 65_535) {
            throw misused("--port: " + port + " (expected: 0 to 65535)");
        }
        IdentityFiles identity = SelfSignedIdentity.loadOrCreate(folder, names());
        try {
            new NodeProcess(Duration.ofMillis(interval)).run(builder -> configure(builder, identity), this::announce);
        } catch (ListenerException e) {
            throw new CommandFailure(e.getMessage() + "; try another --port, or --port 0 for any free one", e);
        }
        return 0;
    }

    private void configure(SecureRpcServerBuilder builder, IdentityFiles identity) {
        builder.addListener(Listener.tls(host, port, identity, TlsPolicy.intermediate(), ClientAuthentication.none()));
        if (control) {
            builder.grants(
                    Grants.builder().grant("anonymous", Permission.CONTROL).build());
        }
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private List<String> names() {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        if (!host.equals(ANY_IPV4) && !host.equals(ANY_IPV6)) {
            names.add(host);
        }
        return List.copyOf(names);
    }

    private void announce(RunningServer running) {
        URI bound = running.uris().get(0);
        String authority =
                bound.getRawAuthority().replace(ANY_IPV4, "127.0.0.1").replace("[::]", "[::1]");
        String certificate = ShellWord.quote(folder.resolve("server.cert.pem").toString());
        PrintWriter out = spec.commandLine().getOut();
        out.println("listening on " + bound);
        out.println("certificate fingerprint (SHA-256) "
                + Fingerprint.of(running.identities().get(0).leaf()));
        out.println();
        out.println("Try, from another terminal:");
        out.println("  curl --cacert " + certificate
                + " -H 'Content-Type: application/json' -d '{\"action\": \"block_count\"}' https://" + authority + "/");
        out.println("and, for each new block over a WebSocket:");
        out.println("  " + OwnCommand.text() + " watch --cacert " + certificate + " wss://" + authority + "/");
        out.flush();
    }
}
