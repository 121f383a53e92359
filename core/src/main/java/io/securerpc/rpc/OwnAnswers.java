package io.securerpc.rpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code rpc_methods} and {@code rpc.discover} answer: made once for all callers that may call the same, and found by exactly that, so that nobody is told what another may call.
 *
 * <p><b>Threads</b>: any. The node's codec is called without a lock; two that ask for the first time at once may both make an answer.
 */
final class OwnAnswers {
    /** Of each. Most nodes have a few classes of callers; one that has more makes the answers of those that asked longest ago again, once for each request. */
    static final int KEPT = 16;

    private final @Nullable OpenRpc openRpc;
    private final JsonCodec codec;
    private final Map<CallableNames.Found, byte[]> lists = new Latest();
    private final Map<CallableNames.Found, byte[]> documents = new Latest();

    OwnAnswers(@Nullable OpenRpc openRpc, JsonCodec codec) {
        this.openRpc = openRpc;
        this.codec = codec;
    }

    /** JSON, not to be written to; null if a method is not one that is answered here. */
    byte @Nullable [] to(RpcMethod method, Supplier<CallableNames.Found> callable) {
        if (method == Methods.LIST) {
            return list(callable.get());
        }
        return method == Methods.DISCOVER && openRpc != null ? document(openRpc, callable.get()) : null;
    }

    byte[] list(CallableNames.Found callable) {
        return kept(lists, callable, () -> codec.write(Map.of("methods", callable.methods())));
    }

    /** How many lists are remembered. */
    int kept() {
        synchronized (lists) {
            return lists.size();
        }
    }

    private byte[] document(OpenRpc described, CallableNames.Found callable) {
        return kept(documents, callable, () -> described.document(callable).utf8());
    }

    private static byte[] kept(
            Map<CallableNames.Found, byte[]> answers, CallableNames.Found callable, Supplier<byte[]> maker) {
        synchronized (answers) {
            byte[] before = answers.get(callable);
            if (before != null) {
                return before;
            }
        }
        byte[] made = maker.get();
        synchronized (answers) {
            answers.put(callable, made);
        }
        return made;
    }

    private static final class Latest extends LinkedHashMap<CallableNames.Found, byte[]> {
        private static final long serialVersionUID = 1;

        Latest() {
            super(KEPT, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<CallableNames.Found, byte[]> eldest) {
            return size() > KEPT;
        }
    }
}
