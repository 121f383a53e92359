package io.securerpc.examples;

import io.securerpc.certificate.CertificateFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one request over a WebSocket and prints what comes back, until the other side or the user ends it. */
@Command(
        name = "watch",
        description = "Subscribes over a WebSocket and prints every message, one a line.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class WatchCommand implements Callable<Integer> {
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}";

    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM certificate to trust, as with curl; without it the authorities of this Java.")
    private @Nullable Path authority;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "Ends after N messages (default: goes on).")
    private long count;

    @Parameters(index = "0", paramLabel = "URL", description = "wss://host:port/")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private URI url;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "REQUEST",
            defaultValue = SUBSCRIBE,
            description = "What to send (default: a subscription to new blocks).")
    @SuppressWarnings("NullAway.Init") // injected by picocli, which knows the default
    private String request;

    @Override
    public Integer call() throws InterruptedException {
        if (url.getHost() == null || !("wss".equals(url.getScheme()) || "ws".equals(url.getScheme()))) {
            throw new CommandFailure(url + ": not a WebSocket address (expected: wss://host:port/)");
        }
        MessagePrinter printer = new MessagePrinter(spec.commandLine().getOut(), count);
        try {
            WebSocket socket = HttpClient.newBuilder()
                    .sslContext(trust())
                    .connectTimeout(Duration.ofSeconds(10))
                    .build()
                    .newWebSocketBuilder()
                    .buildAsync(url, printer)
                    .get();
            socket.sendText(request, true).get();
            printer.await();
            socket.abort();
            return 0;
        } catch (ExecutionException e) {
            throw new CommandFailure(url + ": " + reason(e), e);
        }
    }

    private SSLContext trust() {
        try {
            if (authority == null) {
                return SSLContext.getDefault();
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (X509Certificate certificate : CertificateFile.load(authority)) {
                trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("trust of " + authority + ": cannot be set up", e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
