package consumer;

import io.securerpc.caller.Permission;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.SelfSignedIdentity;
import io.securerpc.jetty.RunningServer;
import io.securerpc.jetty.SecureRpcServer;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Serves one method with an identity made by the library, and asks itself over HTTPS and over WSS. */
public final class LeanConsumer {
    private static final String QUESTION = "{\"action\":\"answer\"}";

    private LeanConsumer() {}

    /** The folder for the identity is the only argument; ends with an exception if anything is not answered. */
    public static void main(String[] arguments) throws Exception {
        IdentityFiles identity = SelfSignedIdentity.loadOrCreate(Path.of(arguments[0]), List.of("127.0.0.1"));
        SecureRpcServer server = SecureRpcServer.builder()
                .service(RpcService.builder()
                        .method("answer", Permission.PUBLIC, call -> Map.of("answer", 42))
                        .build())
                .addListener(Listener.tls(
                        "127.0.0.1", 0, identity, TlsPolicy.intermediate(), ClientAuthentication.none()))
                .build();
        try (RunningServer running = server.start()) {
            URI uri = running.uris().get(0);
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(trusting(running.identities().get(0).leaf()))
                    .connectTimeout(Duration.ofSeconds(20))
                    .build();
            System.out.println("https: " + post(client, uri));
            System.out.println("wss: " + message(client, URI.create(uri.toString().replaceFirst("https", "wss"))));
        }
    }

    private static String post(HttpClient client, URI uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(QUESTION))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String message(HttpClient client, URI uri) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(uri, new FirstMessage(answer))
                .get(20, TimeUnit.SECONDS);
        socket.sendText(QUESTION, true).get(20, TimeUnit.SECONDS);
        String text = answer.get(20, TimeUnit.SECONDS);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
        return text;
    }

    private record FirstMessage(CompletableFuture<String> answer) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            answer.complete(data.toString());
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            answer.completeExceptionally(error);
        }
    }

    private static SSLContext trusting(X509Certificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
