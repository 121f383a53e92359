package io.securerpc.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Somebody else's server: answers every request over TLS on loopback with what the test says, a byte now and then if it shall. */
public final class TestHttpsServer implements AutoCloseable {
    private final SSLServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test-https");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String head = "200 OK";
    private volatile String body = "";
    private volatile boolean trickling;

    private TestHttpsServer(SSLServerSocket socket) {
        this.socket = socket;
    }

    /** Starts it. */
    public static TestHttpsServer start(TestCertificate identity) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("a", identity.key(), new char[0], new Certificate[] {identity.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            TestHttpsServer server = new TestHttpsServer((SSLServerSocket) context.getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
            server.threads.execute(server::accept);
            return server;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it answers from now on: status and further header lines, then the body. */
    public void answer(String status, String text) {
        body = text;
        head = status;
    }

    /** A space now and then before the body, for a minute. */
    public void trickle() {
        trickling = true;
    }

    /** How many requests it has read. */
    public int requests() {
        return requests.get();
    }

    /** Its port. */
    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            threads.shutdown(); // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            if (line == null) {
                return;
            }
            requests.incrementAndGet();
            OutputStream out = client.getOutputStream();
            out.write(("HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; trickling && i < 1_200; i++) {
                out.write(' ');
                out.flush();
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            out.write(body.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            trickling = false; // the peer has had enough, or does not trust us
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
