package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.WebSocketTickets;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/** What becomes of a request for a ticket: a ticket, or a refusal like any other. */
public sealed interface TicketAnswer {
    /**
     * One function for each answer.
     *
     * @param onIssued for {@link Issued}
     * @param onDenied for {@link Denied}
     * @param <R> what they return
     * @return what the function of this answer returns
     */
    default <R> R match(Function<Issued, R> onIssued, Function<Denied, R> onDenied) {
        return this instanceof Issued issued ? onIssued.apply(issued) : onDenied.apply((Denied) this);
    }

    /** A ticket that opens one WebSocket, once. */
    final class Issued implements TicketAnswer {
        private final String ticket;
        private final Map<String, String> headers;

        Issued(String ticket, Map<String, String> headers) {
            this.ticket = requireNonNull(ticket, "ticket");
            this.headers = Map.copyOf(headers);
        }

        /**
         * What the client is answered: {@code {"ticket":"…","expires_in":30}}, the seconds from now on.
         *
         * @return UTF-8 JSON, which holds a secret
         */
        public byte[] body() {
            return "{\"ticket\":\"%s\",\"expires_in\":%d}"
                    .formatted(ticket, WebSocketTickets.LIFE.toSeconds())
                    .getBytes(StandardCharsets.UTF_8);
        }

        /**
         * What to add to the response.
         *
         * @return headers
         */
        public Map<String, String> headers() {
            return headers;
        }

        /** Nothing of the ticket. */
        @Override
        public String toString() {
            return "Issued[****]";
        }
    }

    /**
     * No ticket.
     *
     * @param refusal why
     */
    record Denied(Verdict.Refused refusal) implements TicketAnswer {
        /**
         * Requires the refusal.
         *
         * @param refusal why
         */
        public Denied {
            requireNonNull(refusal, "refusal");
        }
    }
}
