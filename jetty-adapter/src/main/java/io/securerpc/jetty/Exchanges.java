package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.limit.Limits;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.Request;

/**
 * The requests of one server that are not over. Each holds something, so one whose end Jetty never tells of, which it is found to do where its client is gone at the wrong moment, is ended
 * here.
 *
 * <p><b>Threads</b>: any.
 */
final class Exchanges {
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTime;
    private final long mostNanos;
    private Set<Exchange> suspects = Set.of();

    Exchanges(Limits limits, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        // A body, an answer, what is left of a body then, and whatever is small with pauses: one after the other.
        this.mostNanos = limits.connections()
                .bodyTimeout()
                .plus(limits.connections().responseTimeout())
                .plus(limits.idleTimeout())
                .plus(Duration.ofNanos(Upload.MOST_NANOS))
                .toNanos();
    }

    /** Counts one until it is over. */
    void begin(Request request) {
        Exchange exchange = Exchange.begin(request, nanoTime.getAsLong());
        open.add(exchange);
        exchange.holds(() -> open.remove(exchange));
    }

    long count() {
        return open.size();
    }

    /** Some work on a request, until what is returned has run, once or more often. */
    Runnable workOn(Exchange exchange) {
        AtomicBoolean ended = new AtomicBoolean();
        exchange.workBegins();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                exchange.workEnds(nanoTime.getAsLong());
            }
        };
    }

    /**
     * Ends those that nobody is at while their client is gone, seen so twice in a row, and those that nobody has been at for longer than a client may take, with their connections.
     *
     * @param events told how many there were
     */
    synchronized void compare(SecurityEventListener events) {
        long now = nanoTime.getAsLong();
        Set<Exchange> dead = new HashSet<>();
        Set<Exchange> ended = new HashSet<>();
        for (Exchange exchange : open) {
            if (exchange.isForgotten(now, mostNanos)) {
                exchange.reset();
                ended.add(exchange);
            } else if (exchange.isDead()) {
                (suspects.contains(exchange) ? ended : dead).add(exchange);
            }
        }
        suspects = dead;
        if (!ended.isEmpty()) {
            long counted = open.size();
            ended.forEach(Exchange::end);
            events.on(new SecurityEvent.Warning(
                    "requests: %d counted, %d of them without a client or a call (expected: none)"
                            .formatted(counted, ended.size())));
        }
    }
}
