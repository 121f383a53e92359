package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code watch} at a server that would rather write to the operator's terminal. */
class HostileServerTest {
    private static final String TITLE = "\u001b]0;owned\u0007";
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");

    private ServerSocket server;
    private String address;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        address = "ws://127.0.0.1:" + server.getLocalPort() + "/";
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void whatItAnswersInsteadOfHttpIsShownEscaped() throws IOException {
        Terminal watch = Terminal.start("watch", address);
        try (Socket client = server.accept()) {
            head(client.getInputStream());
            client.getOutputStream().write(bytes("HT" + TITLE + "TP/1.1 200\r\n\r\n"));
        }
        assertThat(watch.exit()).isEqualTo(1);
        assertThat(watch.err()).contains("owned").doesNotContain("\u001b", "\u0007");
    }

    @Test
    void itsMessagesArePrintedWithoutControlCharacters() throws IOException, GeneralSecurityException {
        Terminal watch = Terminal.start("watch", "--count", "1", address);
        try (Socket client = server.accept()) {
            String accepted = accept(head(client.getInputStream()));
            client.getOutputStream()
                    .write(bytes("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accepted + "\r\n\r\n"));
            byte[] message = "{\t\"a\": \"\u00e9%s\u009b2K\"}".formatted(TITLE).getBytes(StandardCharsets.UTF_8);
            client.getOutputStream().write(new byte[] {(byte) 0x81, (byte) message.length});
            client.getOutputStream().write(message);
            assertThat(watch.exit()).isZero();
        }
        assertThat(watch.out()).isEqualTo("{\t\"a\": \"\u00e9?]0;owned??2K\"}" + System.lineSeparator());
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole request: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String accept(String head) throws GeneralSecurityException {
        Matcher key = KEY.matcher(head);
        assertThat(key.find()).as(head).isTrue();
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1")
                        .digest(bytes(key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
