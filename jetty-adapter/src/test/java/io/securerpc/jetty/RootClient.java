package io.securerpc.jetty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A client as browsers are: it knows one root, and checks path, validity and name of what it is shown. */
final class RootClient {
    private static final int PATIENCE_MILLIS = 30_000;
    private final TrustManager[] trust;

    RootClient(X509Certificate root) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("root", root);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            trust = factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One full handshake that resumes nothing, and one answered request; the leaf that the server showed. */
    X509Certificate call(int port, String version) throws IOException {
        try (Socket tcp = new Socket()) {
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout(PATIENCE_MILLIS);
            tcp.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            SSLSocket tls = (SSLSocket) context().getSocketFactory().createSocket(tcp, "127.0.0.1", port, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            X509Certificate leaf = (X509Certificate) tls.getSession().getPeerCertificates()[0];
            // A TLS 1.3 client is done before the server is: only an answer shows that both agree.
            tls.getOutputStream().write(request(port));
            byte[] answer = tls.getInputStream().readNBytes(12);
            if (!new String(answer, StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
                throw new IOException("answer: " + new String(answer, StandardCharsets.US_ASCII));
            }
            tcp.setSoLinger(true, 0); // thousands of connections a minute would run out of ports otherwise
            return leaf;
        }
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] request(int port) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        return ("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
