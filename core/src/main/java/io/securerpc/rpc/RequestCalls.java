package io.securerpc.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The calls of one request that run or wait: until the last of them has given its place back, what was sent with it is held, whether or not it has been answered.
 */
final class RequestCalls {
    private final CompletableFuture<Void> through = new CompletableFuture<>();
    /** The request itself, and its calls. */
    private int pending = 1;

    synchronized void begins() {
        pending++;
    }

    /** A call, or the request itself, which then is answered and begins no further one. */
    void ends() {
        synchronized (this) {
            if (--pending > 0) {
                return;
            }
        }
        through.complete(null);
    }

    CompletionStage<Void> through() {
        return through;
    }
}
