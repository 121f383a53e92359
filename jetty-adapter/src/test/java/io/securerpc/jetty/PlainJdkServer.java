package io.securerpc.jetty;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A server socket of the JDK with its defaults: what the policy is compared with. */
final class PlainJdkServer implements AutoCloseable {
    private final SSLServerSocket socket;
    private final Thread thread = new Thread(this::serve, "plain-jdk-server");

    private PlainJdkServer(SSLServerSocket socket) {
        this.socket = socket;
        thread.setDaemon(true);
        thread.start();
    }

    static PlainJdkServer with(TestCertificate identity) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new PlainJdkServer((SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress()));
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                continue; // a client that gave up, or the end
            }
        }
    }
}
