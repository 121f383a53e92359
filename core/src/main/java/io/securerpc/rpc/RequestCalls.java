package io.securerpc.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one request that run or wait: until the last of them has given its place back, what was sent with it is held, whether or not it has been answered.
 */
final class RequestCalls {
    private final CompletableFuture<Void> through = new CompletableFuture<>();
    /** The request itself, and its calls. */
    private int pending = 1;
    /** Asked for by whoever begins them, one after the other. */
    private CallableNames.@Nullable Found callable;

    /** What its caller may call: found out once for a request, however many members a batch has. */
    CallableNames.Found callable(Supplier<CallableNames.Found> finder) {
        CallableNames.Found found = callable;
        if (found == null) {
            found = finder.get();
            callable = found;
        }
        return found;
    }

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
