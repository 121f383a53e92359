package io.securerpc.jetty;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Somebody's web site: an empty page under every name, for a test's script to run in. */
final class PageServer implements AutoCloseable {
    static final TestCertificate IDENTITY = TestCertificate.named("wallet.example")
            .san("wallet.example", "evil.example")
            .selfSigned();
    private static final byte[] PAGE =
            "<!DOCTYPE html><meta charset=utf-8><link rel=icon href=data:,><title>a page</title>"
                    .getBytes(StandardCharsets.UTF_8);

    private final HttpsServer server;

    private PageServer(HttpsServer server) {
        this.server = server;
    }

    static PageServer start() throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, PAGE.length);
            exchange.getResponseBody().write(PAGE);
            exchange.close();
        });
        // A thread for each connection: browsers open some in advance and are in no hurry to use them.
        server.setExecutor(task -> {
            Thread thread = new Thread(task, "page-server");
            thread.setDaemon(true);
            thread.start();
        });
        server.start();
        return new PageServer(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The origin of its pages under a name. */
    String origin(String name) {
        return "https://" + name + ":" + port();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static SSLContext context() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "page", IDENTITY.key(), new char[0], IDENTITY.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
