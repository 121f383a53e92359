package io.securerpc.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * Calls that run, overdue ones included, all together and of each client.
 *
 * <p><b>Threads</b>: one at a time. A client of which nothing runs takes no memory: whoever has many addresses leaves nothing behind.
 */
final class RunningCalls {
    private final Map<Client, Integer> byClient = new HashMap<>();
    private int all;

    int all() {
        return all;
    }

    int of(Client client) {
        return byClient.getOrDefault(client, 0);
    }

    /** Of which at least one runs. */
    int clients() {
        return byClient.size();
    }

    void add(Client client) {
        byClient.merge(client, 1, Integer::sum);
        all++;
    }

    /** One that has been added. */
    void remove(Client client) {
        if (!byClient.containsKey(client)) {
            throw new IllegalStateException("call of " + client + ": runs nowhere (expected: counted)");
        }
        byClient.computeIfPresent(client, (same, calls) -> calls == 1 ? null : calls - 1);
        all--;
    }
}
