package io.securerpc.jetty;

import io.securerpc.reload.LiveWatch;
import io.securerpc.trust.LiveTrust;
import java.time.Duration;
import java.util.function.Function;

/**
 * What tests may change of a start: a judge of clients that fails or is late, and how often the files of identities are looked at.
 */
record AssemblyOptions(Function<LiveTrust, PeerJudge> judges, Duration lookInterval) {
    static AssemblyOptions production() {
        return new AssemblyOptions(PeerJudge::of, LiveWatch.INTERVAL);
    }
}
