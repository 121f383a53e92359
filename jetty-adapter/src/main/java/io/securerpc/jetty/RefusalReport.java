package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.gate.RequestFacts;
import io.securerpc.gate.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of every refusal of the gate, in one event, whichever door it was at; and of calls, how many there were. */
final class RefusalReport {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalReport.class);

    private final SecurityEventListener events;

    RefusalReport(SecurityEventListener events) {
        this.events = events;
    }

    /** Whoever counts calls counts them all. */
    void counted(String callerId, boolean admitted) {
        events.called(callerId, admitted);
    }

    void tell(Verdict.Refused refused, RequestFacts facts) {
        refused.cause().ifPresent(fault -> LOG.error("a check of the gate failed, so the request was refused", fault));
        events.on(new SecurityEvent.RequestRefused(refused.codes(), refused.operatorLine(facts.remote())));
    }
}
