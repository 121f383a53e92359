package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A TLS client that works on the socket itself, so that a test decides when it handshakes, reads and stops reading.
 *
 * <p>Connections of one client share the sessions of its {@link ClientTls}: the second may resume the first,
 * which {@link RawConnection#resumed()} tells. TLS 1.3 hands out its tickets after the handshake, so a connection
 * that shall be resumed has to read a response first. And a TLS 1.3 client has finished its handshake before the
 * server has judged its certificate: a refusal shows only when it reads.
 */
public final class RawTlsClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClientTls tls;
    private final int port;
    private final List<String> versions;
    private final List<String> protocols;
    private final String serverName;
    private final int receiveBuffer;
    private final byte[] preamble;

    private RawTlsClient(
            ClientTls tls,
            int port,
            List<String> versions,
            List<String> protocols,
            String serverName,
            int receiveBuffer,
            byte[] preamble) {
        this.tls = tls;
        this.port = port;
        this.versions = versions;
        this.protocols = protocols;
        this.serverName = serverName;
        this.receiveBuffer = receiveBuffer;
        this.preamble = preamble;
    }

    /** A client of a port on the loopback address: TLS 1.2 or 1.3, no ALPN, no server name. */
    public static RawTlsClient to(int port, ClientTls tls) {
        return new RawTlsClient(
                requireNonNull(tls, "tls"), port, List.of("TLSv1.3", "TLSv1.2"), List.of(), "", 0, new byte[0]);
    }

    /** Returns this client with these TLS versions only, in Java's spelling. */
    public RawTlsClient versions(String... versions) {
        return new RawTlsClient(tls, port, List.of(versions), protocols, serverName, receiveBuffer, preamble);
    }

    /** Returns this client offering these application protocols. */
    public RawTlsClient alpn(String... protocols) {
        return new RawTlsClient(tls, port, versions, List.of(protocols), serverName, receiveBuffer, preamble);
    }

    /** Returns this client naming a server in its hello. */
    public RawTlsClient serverName(String name) {
        return new RawTlsClient(tls, port, versions, protocols, requireNonNull(name, "name"), receiveBuffer, preamble);
    }

    /** Returns this client with so small a receive buffer that a server soon notices when it does not read. */
    public RawTlsClient receiveBuffer(int bytes) {
        return new RawTlsClient(tls, port, versions, protocols, serverName, bytes, preamble);
    }

    /** Returns this client sending these bytes before TLS, as a proxy would. */
    public RawTlsClient preamble(byte[] bytes) {
        return new RawTlsClient(tls, port, versions, protocols, serverName, receiveBuffer, bytes.clone());
    }

    /** Connects and handshakes. */
    public RawConnection connect() throws IOException {
        RawConnection connection = connectWithoutHandshake();
        try {
            ((SSLSocket) connection.socket()).startHandshake();
            connection.resumed(!tls.judgedServerOf(connection.socket()));
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Connects on TCP only; the first read or write starts the handshake. */
    public RawConnection connectWithoutHandshake() throws IOException {
        RawConnection plain = connectPlain(port, receiveBuffer);
        plain.write(preamble);
        return over(plain);
    }

    /** Handshakes on a TCP connection that is there already. */
    public RawConnection handshake(RawConnection plain) throws IOException {
        RawConnection connection = over(plain);
        ((SSLSocket) connection.socket()).startHandshake();
        return connection;
    }

    private RawConnection over(RawConnection plain) throws IOException {
        // The host and port given here are the key under which JSSE finds sessions to resume.
        SSLSocket socket =
                (SSLSocket) tls.context().getSocketFactory().createSocket(plain.socket(), "127.0.0.1", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(versions.toArray(String[]::new));
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        if (!serverName.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        socket.setSSLParameters(parameters);
        return new RawConnection(socket, plain.socket());
    }

    /** Connects to a port on the loopback address without any TLS. */
    public static RawConnection connectPlain(int port) throws IOException {
        return connectPlain(port, 0);
    }

    /** The same from another of the loopback addresses, such as 127.0.0.2. */
    public static RawConnection connectPlainFrom(String address, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        return connectPlain(socket, port);
    }

    /** The same, with a window that is small from the start. */
    public static RawConnection connectPlain(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer); // before connect, so that the window is small from the start
        }
        return connectPlain(socket, port);
    }

    private static RawConnection connectPlain(Socket socket, int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), (int)
                PATIENCE.toMillis());
        return new RawConnection(socket, socket);
    }
}
