package io.securerpc.rpc;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The answers of a batch, in the order of its members whenever each ends, and within one limit together. What is made is counted among all answers of the server from then on, because a member may take
 * its time while the others' answers are held.
 *
 * <p>The room for answers is asked with no lock held: it may tell another batch to give way.
 */
final class BatchAnswer {
    /** Counted in steps: most batches are smaller than one, and cost the lock of all answers nothing. */
    static final int STEP = 16 * 1024;

    private final byte[] @Nullable [] answers;
    private final long limit;
    private final AnswerRoom.Held room;
    private final CompletableFuture<Optional<byte[]>> whole = new CompletableFuture<>();
    private int added;
    private int pending = 1;
    /** Brackets, then each answer with its comma. */
    private long size = 2;

    private long counted;
    /** Why there is no answer but this. */
    private @Nullable RpcError refusal;

    private boolean made;

    BatchAnswer(int members, long limit, AnswerRoom room) {
        this.answers = new byte[members][];
        this.limit = limit;
        this.room = room.open(() -> refuse(RpcError.NO_ROOM));
    }

    synchronized boolean refused() {
        return refusal != null;
    }

    /** The next member's answer, whenever it comes. */
    void add(CompletionStage<Optional<byte[]>> answer) {
        int position;
        synchronized (this) {
            position = added++;
            pending++;
        }
        answer.whenComplete((bytes, fault) -> {
            try {
                if (fault != null) {
                    fail(fault);
                } else {
                    bytes.ifPresent(present -> keep(position, present));
                    ended();
                }
            } catch (Throwable broken) {
                // Where a member ends later nobody hears of what is thrown here, and the batch would never be answered.
                fail(broken);
            }
        });
    }

    /** There will be no answer, because the JVM is broken: nothing of it is held or counts any more. */
    void fail(Throwable broken) {
        refuse(RpcError.NO_ROOM);
        room.release();
        whole.completeExceptionally(broken);
    }

    /** No further member follows. */
    CompletionStage<Optional<byte[]>> whole() {
        ended();
        return whole;
    }

    private void keep(int position, byte[] answer) {
        long more = 0;
        boolean tooBig;
        synchronized (this) {
            if (refusal != null) {
                return;
            }
            size += answer.length + 1L;
            answers[position] = answer;
            tooBig = size > limit;
            if (tooBig) {
                refuse(RpcError.batchResponseTooBig(limit));
            } else if (size - counted >= STEP) {
                more = size - counted;
                counted = size;
            }
        }
        if (tooBig) {
            room.release();
        } else if (more > 0 && !grow(more)) {
            refuse(RpcError.NO_ROOM);
        }
    }

    /** Whoever gives way to it may fail upon that, which is an answer too. */
    private boolean grow(long more) {
        try {
            return room.grow(more);
        } catch (RuntimeException | StackOverflowError e) {
            room.release();
            refuse(Incidents.report("batch", e));
            return false;
        }
    }

    /** Too late once it is made: whoever is told to give way may hear of it after that. */
    private synchronized void refuse(RpcError error) {
        if (refusal == null && !made) {
            refusal = error;
            Arrays.fill(answers, null);
        }
    }

    private void ended() {
        long copy;
        synchronized (this) {
            if (--pending > 0) {
                return;
            }
            copy = counted == 0 || refusal != null ? 0 : size;
        }
        if (copy > 0 && !grow(copy)) {
            refuse(RpcError.NO_ROOM);
        }
        Optional<byte[]> joined;
        try {
            joined = joined();
        } finally {
            // The door counts what it sends.
            room.release();
        }
        whole.complete(joined);
    }

    private synchronized Optional<byte[]> joined() {
        made = true;
        if (refusal != null) {
            return Optional.of(JsonRpcForm.error(refusal));
        }
        if (size == 2) {
            return Optional.empty();
        }
        byte[] array = new byte[(int) size - 1];
        int end = 0;
        for (int i = 0; i < answers.length; i++) {
            byte[] answer = answers[i];
            if (answer != null) {
                array[end] = (byte) (end == 0 ? '[' : ',');
                System.arraycopy(answer, 0, array, end + 1, answer.length);
                end += answer.length + 1;
                answers[i] = null;
            }
        }
        array[end] = ']';
        return Optional.of(array);
    }
}
