package io.securerpc.jetty;

import io.securerpc.rpc.AnswerRoom;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a batch holds of answers while others of it are made; where it has no room, or has to give it up, the log says so. */
final class BatchRoom implements AnswerRoom.Held {
    private final FrontDoor.Entrance entrance;
    private final ByteBudget.Share share;
    private final AtomicBoolean told = new AtomicBoolean();

    private BatchRoom(FrontDoor.Entrance entrance, ByteBudget responses, Runnable giveWay) {
        this.entrance = entrance;
        this.share = responses.open(entrance.facts().remote(), () -> {
            giveWay.run();
            tell();
        });
    }

    /** For all batches of one client's connection. */
    static AnswerRoom of(FrontDoor.Entrance entrance, ServerMemory memory) {
        return giveWay -> new BatchRoom(entrance, memory.responses(), giveWay);
    }

    @Override
    public boolean grow(long bytes) {
        boolean room = share.grow(bytes);
        if (!room) {
            tell();
        }
        return room;
    }

    @Override
    public void release() {
        share.release();
    }

    private void tell() {
        if (told.compareAndSet(false, true)) {
            entrance.tellNoRoom("max_response_bytes_total");
        }
    }
}
