package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;

/** One TCP or TLS connection on which a test writes and reads what it likes; nothing is read unless asked for. */
public final class RawConnection implements AutoCloseable {
    private final Socket socket;
    private final Socket transport;
    private final InputStream input;
    private boolean resumed;

    RawConnection(Socket socket, Socket transport) throws IOException {
        this.socket = requireNonNull(socket, "socket");
        this.transport = requireNonNull(transport, "transport");
        // Of a TLS socket the stream exists before the handshake and starts it with the first read.
        this.input = new BufferedInputStream(socket.getInputStream());
    }

    /** Returns the socket under it. */
    public Socket socket() {
        return socket;
    }

    /** Tells whether the TLS handshake resumed an earlier session. */
    public boolean resumed() {
        return resumed;
    }

    void resumed(boolean resumed) {
        this.resumed = resumed;
    }

    /** Returns the TLS version, for instance {@code TLSv1.3}. */
    public String tlsVersion() {
        return ((SSLSocket) socket).getSession().getProtocol();
    }

    /** Returns the application protocol that ALPN chose, or the empty text. */
    public String applicationProtocol() {
        return ((SSLSocket) socket).getApplicationProtocol();
    }

    /** Writes bytes as they are. */
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Writes text as UTF-8. */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Posts a JSON body to {@code /} of the address connected to, and reads the response. */
    public RawResponse post(String json) throws IOException {
        write(postRequest("127.0.0.1:" + socket.getPort(), json, "Content-Type: application/json"));
        return readResponse();
    }

    /** Returns the text of an HTTP/1.1 POST with that {@code Host} and further header lines. */
    public static String postRequest(String host, String body, String... headerLines) {
        StringBuilder request = new StringBuilder("POST / HTTP/1.1\r\nHost: ").append(host);
        for (String line : headerLines) {
            request.append("\r\n").append(line);
        }
        return request.append("\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }

    /** Reads one response, whose body is delimited by its length, by chunks, or by the end of the connection. */
    public RawResponse readResponse() throws IOException {
        RawResponse head = readHead();
        if (head.header("transfer-encoding").equals("chunked")) {
            return new RawResponse(head.status(), head.headers(), readChunks());
        }
        String length = head.header("content-length");
        byte[] body = !length.isEmpty()
                ? readExactly(Integer.parseInt(length))
                : head.status() == 204 || head.status() < 200 ? new byte[0] : input.readAllBytes();
        return new RawResponse(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
    }

    /** Reads a status line and headers, and leaves whatever follows unread. */
    public RawResponse readHead() throws IOException {
        String statusLine = readLine();
        Map<String, List<String>> headers = new HashMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).trim());
        }
        return new RawResponse(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, "");
    }

    /** Reads that many bytes. */
    public byte[] readExactly(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("connection ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** Reads and drops what comes until the connection ends, by a close or a reset; false if it is still open then. */
    public boolean endsWithin(Duration limit) throws IOException {
        int usual = socket.getSoTimeout();
        boolean ended = endsWithin(FairTime.start(), limit);
        if (!ended) {
            socket.setSoTimeout(usual);
        }
        return ended;
    }

    private boolean endsWithin(FairTime time, Duration limit) throws IOException {
        byte[] buffer = new byte[8192];
        while (true) {
            long left = limit.minus(time.elapsed()).toMillis();
            // Once more behind the deadline: what had ended by then counts, however late we get to look.
            socket.setSoTimeout((int) Math.max(1, left));
            try {
                if (input.read(buffer) < 0) {
                    return true;
                }
            } catch (SocketTimeoutException e) {
                // Asks the time, which may have stood still.
            } catch (IOException e) {
                return true; // a reset, or TLS cut off in the middle: an end all the same
            }
            if (left <= 0) {
                return false;
            }
        }
    }

    /** Closes TCP under whatever runs on it: a TLS goodbye would wait for a writer that is stuck. */
    @Override
    public void close() throws IOException {
        transport.close();
    }

    private String readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(readExactly(size));
            readExactly(2);
        }
        while (!readLine().isEmpty()) {
            // trailers say nothing here
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine().split(";", 2)[0].trim(), 16);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException(
                        "connection ended inside a line: '" + line.toString(StandardCharsets.UTF_8) + "'");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
