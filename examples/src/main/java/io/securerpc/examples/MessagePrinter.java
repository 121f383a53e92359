package io.securerpc.examples;

import java.io.PrintWriter;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Prints every whole message of a WebSocket on a line of its own. */
final class MessagePrinter implements WebSocket.Listener {
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
        partial.append(data);
        if (last) {
            out.println(partial);
            out.flush();
            partial.setLength(0);
            printed++;
            if (printed == wanted) {
                ended.complete(null);
            }
        }
        socket.request(1);
        return null;
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
