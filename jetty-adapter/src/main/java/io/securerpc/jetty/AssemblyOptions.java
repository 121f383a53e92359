package io.securerpc.jetty;

import io.securerpc.reload.LiveWatch;
import io.securerpc.trust.LiveTrust;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Handler;

/**
 * What tests may change of a start: a judge of clients that fails or is late, how often the files of identities and credentials are looked at, the clock by which
 * those of credentials become too old and requests are forgotten, what is before the front door, how often what is counted is compared, and how long a credential waits for others.
 */
record AssemblyOptions(
        Function<LiveTrust, PeerJudge> judges,
        Duration lookInterval,
        LongSupplier nanoTime,
        UnaryOperator<Handler> front,
        Duration watchInterval,
        Duration longestWait) {
    AssemblyOptions(
            Function<LiveTrust, PeerJudge> judges,
            Duration lookInterval,
            LongSupplier nanoTime,
            UnaryOperator<Handler> front,
            Duration watchInterval) {
        this(judges, lookInterval, nanoTime, front, watchInterval, CredentialProofs.LONGEST_WAIT);
    }

    AssemblyOptions(Function<LiveTrust, PeerJudge> judges, Duration lookInterval) {
        this(judges, lookInterval, System::nanoTime, UnaryOperator.identity(), ConnectionWatchdog.PERIOD);
    }

    static AssemblyOptions production() {
        return new AssemblyOptions(PeerJudge::of, LiveWatch.INTERVAL);
    }
}
