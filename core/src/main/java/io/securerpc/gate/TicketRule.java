package io.securerpc.gate;

import io.securerpc.caller.Caller;
import io.securerpc.caller.CredentialProof.Reason;
import io.securerpc.caller.WebSocketTickets;
import io.securerpc.gate.Refusal.Code;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.trust.TrustDecision;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who gets a ticket for a WebSocket, and what it is good for. */
final class TicketRule {
    private final @Nullable WebSocketTickets tickets;

    TicketRule(@Nullable WebSocketTickets tickets) {
        this.tickets = tickets;
    }

    /** For a caller that a request over HTTP has proven. */
    TicketAnswer make(Verdict.Admitted admitted, RequestFacts facts, String peerId, Instant now) {
        if (tickets == null || facts.door() != Door.HTTP) {
            return refused(Code.CREDENTIAL_MISSING, "tickets are not given here", admitted);
        }
        String callerId = admitted.caller().id();
        if (callerId.equals(Caller.ANONYMOUS)) {
            return refused(Code.CREDENTIAL_MISSING, "no credential, for which a ticket could stand", admitted);
        }
        WebSocketTickets.Use use = new WebSocketTickets.Use(callerId, origin(facts), peerId, certificate(facts.peer()));
        return tickets.make(use, admitted.credential(), now)
                .<TicketAnswer>map(ticket -> new TicketAnswer.Issued(ticket, admitted.headers()))
                .orElseGet(() -> refused(Code.TICKETS_EXHAUSTED, callerId, admitted));
    }

    WebSocketTickets.Redemption redeem(RequestFacts facts, String ticket, String peerId, Instant now) {
        return tickets == null
                ? new WebSocketTickets.Redemption.Bad(Reason.UNKNOWN, "tickets are not given here")
                : tickets.redeem(ticket, origin(facts), peerId, certificate(facts.peer()), now);
    }

    private static TicketAnswer refused(Code code, String seen, Verdict.Admitted admitted) {
        Map<String, String> headers = new HashMap<>(admitted.headers());
        if (code == Code.TICKETS_EXHAUSTED) {
            headers.put("Retry-After", String.valueOf(WebSocketTickets.LIFE.toSeconds()));
        }
        return new TicketAnswer.Denied(new Verdict.Refused(List.of(Refusal.of(code, seen)), headers, Optional.empty()));
    }

    /** The gate has admitted at most one. */
    private static String origin(RequestFacts facts) {
        return facts.hasOrigin() ? facts.origins().get(0) : "";
    }

    private static String certificate(PeerVerdict peer) {
        return peer instanceof PeerVerdict.Certificate certificate
                        && certificate.decision() instanceof TrustDecision.Trusted trusted
                ? trusted.fingerprint().toString()
                : "";
    }
}
