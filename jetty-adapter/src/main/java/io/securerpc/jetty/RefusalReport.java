package io.securerpc.jetty;

import io.securerpc.event.CallEnd;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.gate.RequestFacts;
import io.securerpc.gate.Verdict;
import io.securerpc.limit.CallBound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of every refusal of the gate, in one event, whichever door it was at; and of calls, how many there were. */
final class RefusalReport {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalReport.class);

    private final SecurityEventListener events;
    private final OncePerSecond busy = new OncePerSecond();

    RefusalReport(SecurityEventListener events) {
        this.events = events;
    }

    /** Whoever counts calls counts them all. */
    void counted(String callerId, boolean admitted) {
        events.called(callerId, admitted);
    }

    /** Whoever times calls times all of those that were admitted. */
    void ended(String callerId, String method, CallEnd end, long waitedNanos, long ranNanos) {
        events.callEnded(callerId, method, end, waitedNanos, ranNanos);
    }

    /** A call for which there is no room; under overload that is most of them. */
    void turnedAway(String callerId, String method, CallBound full) {
        long leftOut = busy.admit(full.key());
        if (leftOut >= 0) {
            events.on(SecurityEvent.Warning.ofPeers("call of " + method + " by " + callerId + " refused: " + full.key()
                    + " is reached" + OncePerSecond.more(leftOut)));
        }
    }

    void tell(Verdict.Refused refused, RequestFacts facts) {
        refused.cause().ifPresent(fault -> LOG.error("a check of the gate failed, so the request was refused", fault));
        events.on(new SecurityEvent.RequestRefused(refused.codes(), refused.operatorLine(facts.remote())));
    }
}
