package io.securerpc.jetty;

import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WebSocket that began with a web token, subscribed to numbered heads on a thread of its own. */
final class JwtListener implements AutoCloseable {
    private static final Pattern RESULT = Pattern.compile("\"result\":(\\d+)");
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}";

    /** The number of the last head. */
    volatile int last;
    /** What came that should not, if anything did. */
    volatile String unexpected = "";

    volatile int closeCode;
    volatile String closeText = "";
    /** By the nano clock; 0 while it is open. */
    volatile long closedAt;

    private final RawWebSocket socket;

    private JwtListener(RawWebSocket socket) {
        this.socket = socket;
    }

    static JwtListener open(TestNode node, String token) throws IOException {
        RawWebSocket socket = RawWebSocket.open(node.anonymous().connect(), "Authorization: Bearer " + token);
        socket.connection().socket().setSoTimeout((int) Duration.ofMinutes(2).toMillis());
        JwtListener listener = new JwtListener(socket);
        socket.ask(SUBSCRIBE);
        Thread thread = new Thread(listener::read, "jwt-listener");
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    boolean isOpen() {
        return closedAt == 0;
    }

    private void read() {
        try {
            while (isOpen()) {
                RawWebSocket.Frame frame = socket.readFrame();
                if (frame.opcode() == RawWebSocket.CLOSE) {
                    closeCode = frame.closeCode();
                    closeText = frame.text().substring(2);
                    closedAt = System.nanoTime();
                } else if (frame.opcode() == RawWebSocket.TEXT) {
                    head(frame.text());
                }
            }
        } catch (IOException e) {
            if (isOpen()) {
                unexpected = e.toString();
                closedAt = System.nanoTime();
            }
        }
    }

    private void head(String text) {
        Matcher result = RESULT.matcher(text);
        int number = result.find() ? Integer.parseInt(result.group(1)) : -1;
        if (last != 0 && number != last + 1) {
            unexpected += "after " + last + ": " + text;
        }
        last = number;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
