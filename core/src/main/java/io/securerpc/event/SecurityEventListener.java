package io.securerpc.event;

import java.util.List;

/**
 * Is told of every {@link SecurityEvent}.
 *
 * <h2>Threads</h2>
 *
 * <p>Called by whichever thread meets the event, often one that serves a connection, and by several at once: return quickly. A listener must
 * not throw; whoever calls one survives it if it does.
 */
@FunctionalInterface
public interface SecurityEventListener {
    /**
     * Takes note of an event.
     *
     * @param event what happened
     */
    void on(SecurityEvent event);

    /**
     * Takes note of a call that was decided, alone or member of a batch. Not an event, since there may be a hundred thousand a second: who wants to count them overrides this.
     *
     * @param callerId who calls, such as {@code token:ci} or {@code anonymous}
     * @param admitted false if it was refused, for want of a permission or by a quota
     */
    default void called(String callerId, boolean admitted) {
        // Counted by whoever wants to.
    }

    /**
     * Takes note of a call that had been admitted and has ended, before it is answered: once for each, alone or member of a batch, answered or notification, and for each subscription that is opened, changed
     * or ended. No event either: who wants to time calls overrides this, and returns at once, since the answer waits for it.
     *
     * @param callerId who called, as {@link #called} was told
     * @param method the registered name, which no peer can choose; of subscriptions, the name of what opens, changes or ends them
     * @param end how it has ended
     * @param waitedNanos how long it has waited for a place or a thread, in nanoseconds; 0 if it had no need to
     * @param ranNanos how long it ran after that, in nanoseconds: until its handler had ended, or until nobody waited for it any more
     */
    default void callEnded(String callerId, String method, CallEnd end, long waitedNanos, long ranNanos) {
        // Timed by whoever wants to.
    }

    /**
     * Several as one, each told in turn. One that throws keeps the others after it from being told.
     *
     * @param listeners in their order
     * @return tells them all
     */
    static SecurityEventListener together(SecurityEventListener... listeners) {
        List<SecurityEventListener> all = List.of(listeners);
        return new SecurityEventListener() {
            @Override
            public void on(SecurityEvent event) {
                all.forEach(listener -> listener.on(event));
            }

            @Override
            public void called(String callerId, boolean admitted) {
                for (int i = 0; i < all.size(); i++) {
                    all.get(i).called(callerId, admitted);
                }
            }

            @Override
            public void callEnded(String callerId, String method, CallEnd end, long waitedNanos, long ranNanos) {
                for (int i = 0; i < all.size(); i++) {
                    all.get(i).callEnded(callerId, method, end, waitedNanos, ranNanos);
                }
            }
        };
    }
}
