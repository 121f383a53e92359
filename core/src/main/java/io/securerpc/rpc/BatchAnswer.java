package io.securerpc.rpc;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The answers of a batch, in the order of its members whenever each ends, and within one limit together. */
final class BatchAnswer {
    private final byte[] @Nullable [] answers;
    private final long limit;
    private final CompletableFuture<Optional<byte[]>> whole = new CompletableFuture<>();
    private int added;
    private int pending = 1;
    /** Brackets, then each answer with its comma. */
    private long size = 2;

    private boolean overflown;

    BatchAnswer(int members, long limit) {
        this.answers = new byte[members][];
        this.limit = limit;
    }

    synchronized boolean overflown() {
        return overflown;
    }

    /** The next member's answer, whenever it comes. */
    void add(CompletionStage<Optional<byte[]>> answer) {
        int position;
        synchronized (this) {
            position = added++;
            pending++;
        }
        answer.whenComplete((bytes, fault) -> {
            if (fault != null) {
                whole.completeExceptionally(fault);
            } else {
                bytes.ifPresent(present -> keep(position, present));
                ended();
            }
        });
    }

    /** No further member follows. */
    CompletionStage<Optional<byte[]>> whole() {
        ended();
        return whole;
    }

    private synchronized void keep(int position, byte[] answer) {
        size += answer.length + 1L;
        if (size > limit) {
            overflown = true;
            Arrays.fill(answers, null);
        }
        if (!overflown) {
            answers[position] = answer;
        }
    }

    private void ended() {
        synchronized (this) {
            if (--pending > 0) {
                return;
            }
        }
        whole.complete(joined());
    }

    private synchronized Optional<byte[]> joined() {
        if (overflown) {
            return Optional.of(JsonRpcForm.error(RpcError.batchResponseTooBig(limit)));
        }
        ByteArrayOutputStream array = new ByteArrayOutputStream((int) size);
        for (byte[] answer : answers) {
            if (answer != null) {
                array.write(array.size() == 0 ? '[' : ',');
                array.writeBytes(answer);
            }
        }
        if (array.size() == 0) {
            return Optional.empty();
        }
        array.write(']');
        return Optional.of(array.toByteArray());
    }
}
