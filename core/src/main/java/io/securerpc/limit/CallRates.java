package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Caller;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts what callers call against {@link Quotas}, for all listeners of a server together. Each account is the moment at which it would be full again (the generic cell rate
 * algorithm): a call moves it on by what the call costs, unless that would be more than the burst.
 *
 * <h2>Security</h2>
 *
 * <p>At most 20,000 accounts of strangers are kept, and as many of callers that have proven who they are. Full ones are forgotten, which changes nothing; when there are none, whoever is new
 * shares one account with all others of these who are, so that a flood of addresses gets less and not more, and takes nothing from anybody who has a name.
 *
 * <h2>Threads</h2>
 *
 * <p>Any; a call costs one look-up and takes no lock.
 */
public final class CallRates {
    static final int ACCOUNTS = 20_000;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Quotas quotas;
    private final LongSupplier nanoTime;
    private final Accounts strangers;
    private final Accounts named;

    /**
     * All accounts are full.
     *
     * @param quotas what callers may call
     */
    public CallRates(Quotas quotas) {
        this(quotas, System::nanoTime);
    }

    CallRates(Quotas quotas, LongSupplier nanoTime) {
        this.quotas = requireNonNull(quotas, "quotas");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime");
        strangers = new Accounts(nanoTime.getAsLong());
        named = new Accounts(nanoTime.getAsLong());
    }

    /**
     * Pays for one call, if the account has it; a call that is refused costs nothing.
     *
     * @param caller who calls
     * @param remote from where; it counts for anonymous callers alone
     * @param method the registered name
     * @return empty if paid; else how long it takes until the account has as much
     */
    public Optional<Duration> pay(Caller caller, InetSocketAddress remote, String method) {
        requireNonNull(method, "method");
        return pay(caller, remote, quotas.cost(method));
    }

    /**
     * Pays for what is answered and is no call, if the account has it; what is refused costs nothing.
     *
     * @param caller who sent it
     * @param remote from where; it counts for anonymous callers alone
     * @return empty if paid; else how long it takes until the account has as much
     */
    public Optional<Duration> payForOther(Caller caller, InetSocketAddress remote) {
        return pay(caller, remote, quotas.costOfOthers());
    }

    private Optional<Duration> pay(Caller caller, InetSocketAddress remote, int units) {
        requireNonNull(caller, "caller");
        requireNonNull(remote, "remote");
        Optional<Rate> rate = quotas.rate(caller.quotaClass());
        if (rate.isEmpty()) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        Accounts accounts = caller.id().equals(Caller.ANONYMOUS) ? strangers : named;
        return accounts.of(Client.of(caller, remote), now).pay(units, rate.get(), now);
    }

    /** How many accounts are kept. */
    int size() {
        return strangers.size() + named.size();
    }

    /** Those of one kind of callers, whose number leaves others theirs. */
    private static final class Accounts {
        private final Map<Client, Account> byClient = new ConcurrentHashMap<>();
        private final AtomicLong nextSweep;

        Accounts(long now) {
            nextSweep = new AtomicLong(now);
        }

        int size() {
            return byClient.size();
        }

        Account of(Client client, long now) {
            Account known = byClient.get(client);
            if (known != null) {
                return known;
            }
            long due = nextSweep.get();
            // A look at all of them is not for every newcomer's call.
            if (byClient.size() >= ACCOUNTS && now - due >= 0 && nextSweep.compareAndSet(due, now + SECOND)) {
                byClient.values().removeIf(account -> account.isFull(now));
            }
            return byClient.computeIfAbsent(
                    byClient.size() < ACCOUNTS ? client : Client.unknown(), any -> new Account(now));
        }
    }

    private static final class Account {
        /** When it is full again; in the past if it is. */
        private final AtomicLong fullAt;

        Account(long now) {
            fullAt = new AtomicLong(now);
        }

        boolean isFull(long now) {
            return fullAt.get() - now <= 0;
        }

        Optional<Duration> pay(int cost, Rate rate, long now) {
            long price = cost * SECOND / rate.perSecond();
            long most = rate.burst() * SECOND / rate.perSecond();
            while (true) {
                long before = fullAt.get();
                long from = before - now > 0 ? before : now;
                long missing = from - now + price - most;
                if (missing > 0) {
                    return Optional.of(Duration.ofNanos(missing));
                }
                if (fullAt.compareAndSet(before, from + price)) {
                    return Optional.empty();
                }
            }
        }
    }
}
