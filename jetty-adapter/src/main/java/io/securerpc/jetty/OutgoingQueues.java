package io.securerpc.jetty;

import io.securerpc.limit.Limits;
import java.util.concurrent.Executor;
import org.eclipse.jetty.websocket.core.OutgoingFrames;

/** What the queues of all WebSockets share: their bounds, the server's budget, and the threads that send events. */
final class OutgoingQueues {
    private final long maxBytes;
    private final QueueBudget budget;
    private final Executor threads;

    OutgoingQueues(Limits limits, QueueBudget budget, Executor threads) {
        this.maxBytes = limits.maxQueuedBytes();
        this.budget = budget;
        this.threads = threads;
    }

    OutgoingMessages open(QueueBudget.Holder holder, OutgoingFrames remote, OutgoingMessages.Owner owner) {
        budget.add(holder);
        return new OutgoingMessages(remote, maxBytes, budget, owner, threads);
    }

    void close(QueueBudget.Holder holder) {
        budget.remove(holder);
    }
}
