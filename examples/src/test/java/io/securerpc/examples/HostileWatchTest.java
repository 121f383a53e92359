package io.securerpc.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code watch} at a server that means it harm. */
class HostileWatchTest {
    private static final String TOO_LONG =
            ": a message of more than 26214400 characters (expected: at most as many); closed with 1009";
    private static final int PART = 1 << 20;
    /** As many parts as are just one too many. */
    private static final int ENOUGH = MessagePrinter.MAX_CHARACTERS / PART + 1;

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** In fragments, each a frame of its own, or in one frame that never ends. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsAtAMessageThatNeverEnds(boolean fragments) {
        serve(out -> {
            byte[] part = new byte[PART];
            Arrays.fill(part, (byte) 'x');
            if (!fragments) {
                out.write(head(0x81, Integer.MAX_VALUE));
            }
            for (int sent = 0; sent < 2 * ENOUGH; sent++) {
                if (fragments) {
                    out.write(head(sent == 0 ? 0x01 : 0x00, PART));
                }
                out.write(part);
            }
        });

        Terminal watch = Terminal.run("watch", address());

        assertThat(watch.err().lines()).containsExactly("error: " + address() + TOO_LONG);
        assertThat(watch.out()).isEmpty();
        assertThat(watch.exit()).isEqualTo(1);
    }

    @Test
    void printsTheLongestMessageThereMayBe() {
        serve(out -> {
            byte[] message = new byte[MessagePrinter.MAX_CHARACTERS];
            Arrays.fill(message, (byte) 'x');
            out.write(head(0x81, message.length));
            out.write(message);
        });

        Terminal watch = Terminal.run("watch", "--count", "1", address());

        assertThat(watch.exit()).as(watch.err()).isZero();
        assertThat(watch.out())
                .hasSize(MessagePrinter.MAX_CHARACTERS + System.lineSeparator().length());
    }

    /** A carriage return would let a message write over the line it is on. */
    @Test
    void writesNothingToTheTerminalThatIsNoTextOrWhiteSpace() {
        byte[] message = "a\u001b[2Jb\rc\r\n\td\u009be".getBytes(UTF_8);
        serve(out -> {
            out.write(head(0x81, message.length));
            out.write(message);
        });

        Terminal watch = Terminal.run("watch", "--count", "1", address());

        assertThat(watch.out()).isEqualTo("a?[2Jb?c\r\n\td?e" + System.lineSeparator());
    }

    /** What has come together with the last one that was asked for is not printed. */
    @Test
    void printsNoMoreMessagesThanItWasToldTo() {
        serve(out -> {
            ByteArrayOutputStream messages = new ByteArrayOutputStream();
            for (int sent = 0; sent < 1_000; sent++) {
                messages.writeBytes(head(0x81, 1));
                messages.write('0' + sent % 10);
            }
            messages.writeTo(out);
        });

        Terminal watch = Terminal.run("watch", "--count", "3", address());

        assertThat(watch.out().lines()).containsExactly("0", "1", "2");
        assertThat(watch.exit()).isZero();
    }

    private interface Conversation {
        void speak(OutputStream out) throws IOException;
    }

    private String address() {
        return "ws://127.0.0.1:" + server.getLocalPort() + "/";
    }

    private void serve(Conversation conversation) {
        Thread thread = new Thread(
                () -> {
                    try (Socket socket = server.accept()) {
                        OutputStream out = socket.getOutputStream();
                        out.write(upgrade(socket).getBytes(US_ASCII));
                        conversation.speak(out);
                        // Whatever the client says to it.
                        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                    } catch (Exception clientGone) {
                        // as it may
                    }
                },
                "hostile");
        thread.setDaemon(true);
        thread.start();
    }

    private static String upgrade(Socket socket) throws Exception {
        BufferedReader request = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        String key = "";
        for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
            key = line.startsWith("Sec-WebSocket-Key: ") ? line.substring("Sec-WebSocket-Key: ".length()) : key;
        }
        byte[] accept = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(accept) + "\r\n\r\n";
    }

    private static byte[] head(int first, int length) {
        return length < 126
                ? new byte[] {(byte) first, (byte) length}
                : ByteBuffer.allocate(10)
                        .put((byte) first)
                        .put((byte) 127)
                        .putLong(length)
                        .array();
    }
}
