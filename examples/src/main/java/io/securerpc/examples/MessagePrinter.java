package io.securerpc.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prints every whole message of a WebSocket on a line of its own; one that is too long ends it, because until its end has come it is held. */
final class MessagePrinter implements WebSocket.Listener {
    /** What a server of this library answers at most, unless its operator allows more. */
    static final int MAX_CHARACTERS = 26_214_400;

    /** RFC 6455, section 7.4.1: too big to process. */
    private static final int TOO_BIG = 1009;

    /** For the other side to be told, which need not read. */
    private static final long GOODBYE_SECONDS = 1;

    /** What would write to the terminal something else than text, or over what it has written. JSON has none of them, but for white space. */
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]|\r(?!\n)");

    private final PrintWriter out;
    private final long wanted;
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private long printed;

    MessagePrinter(PrintWriter out, long wanted) {
        this.out = out;
        this.wanted = wanted;
    }

    /** Until the other side closes, the connection breaks, or as many messages came as were wanted. */
    void await() throws InterruptedException, ExecutionException {
        ended.get();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        if (data.length() > MAX_CHARACTERS - partial.length()) {
            partial.setLength(0);
            partial.trimToSize();
            refuse(socket);
            return null;
        }
        partial.append(data);
        if (last) {
            out.println(CONTROL.matcher(partial).replaceAll("?"));
            out.flush();
            partial.setLength(0);
            printed++;
            if (printed == wanted) {
                // Nothing more is asked for: what has come already is handed over until the connection is gone.
                ended.complete(null);
                return null;
            }
        }
        socket.request(1);
        return null;
    }

    /** Nothing more is asked for. */
    private void refuse(WebSocket socket) {
        var unused = socket.sendClose(TOO_BIG, "message is too long")
                .orTimeout(GOODBYE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((sent, failure) -> ended.completeExceptionally(new IOException("a message of more than "
                        + MAX_CHARACTERS + " characters (expected: at most as many); closed with " + TOO_BIG)));
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        ended.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        ended.completeExceptionally(failure);
    }
}
