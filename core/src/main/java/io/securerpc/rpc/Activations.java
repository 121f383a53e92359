package io.securerpc.rpc;

import java.util.ArrayList;
import java.util.List;

/** What one request begins: its calls, and the subscriptions it makes, which hold their events until its answer is on its way. */
final class Activations implements Runnable {
    private final RequestCalls calls = new RequestCalls();
    private final List<ActiveSubscription> made = new ArrayList<>(0);

    RequestCalls calls() {
        return calls;
    }

    synchronized void add(ActiveSubscription subscription) {
        made.add(subscription);
    }

    @Override
    public void run() {
        Subscriptions.eachOf(taken(), ActiveSubscription::activate);
    }

    void cancel() {
        Subscriptions.eachOf(taken(), ActiveSubscription::end);
    }

    private synchronized List<ActiveSubscription> taken() {
        List<ActiveSubscription> taken = List.copyOf(made);
        made.clear();
        return taken;
    }
}
