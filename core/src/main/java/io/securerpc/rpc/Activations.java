package io.securerpc.rpc;

import java.util.ArrayList;
import java.util.List;

/** The subscriptions made by one request, which hold their events until its answer is on its way. */
final class Activations implements Runnable {
    private final List<ActiveSubscription> made = new ArrayList<>(0);

    synchronized void add(ActiveSubscription subscription) {
        made.add(subscription);
    }

    @Override
    public void run() {
        taken().forEach(ActiveSubscription::activate);
    }

    void cancel() {
        taken().forEach(ActiveSubscription::end);
    }

    private synchronized List<ActiveSubscription> taken() {
        List<ActiveSubscription> taken = List.copyOf(made);
        made.clear();
        return taken;
    }
}
