package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.PeerText;
import io.securerpc.trust.TrustDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened and that an operator may want to know.
 *
 * <h2>Security</h2>
 *
 * <p>{@link #text()} is one line of printable ASCII of bounded length, whatever it was made from: what peers send cannot forge a log
 * line. Whoever makes an event leaves secrets out, and escapes each part that a peer chose where it could be mistaken for our words.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public sealed interface SecurityEvent {
    /**
     * What happened.
     *
     * @return one line, at most about 2,000 characters
     */
    String text();

    /**
     * A request, or an upgrade to a WebSocket, was refused by the gate.
     *
     * @param codes the stable codes of all rules that failed, at least one
     * @param text the rules, and the smallest setting that would allow the request, on one line
     */
    record RequestRefused(List<String> codes, String text) implements SecurityEvent {
        /**
         * Copies the codes, and makes the text one line.
         *
         * @param codes the codes of all rules that failed
         * @param text what happened
         */
        public RequestRefused {
            codes = List.copyOf(requireNonNull(codes, "codes"));
            text = oneLine(text);
        }
    }

    /**
     * A client was refused, at a handshake.
     *
     * @param reason why its certificate is not trusted; empty where there was none, or the handshake failed otherwise
     * @param text which certificate, why, what was looked at and what to do, on one line
     */
    record ClientRefused(Optional<TrustDecision.Reason> reason, String text) implements SecurityEvent {
        /**
         * A client that was refused without any of its certificates being judged.
         *
         * @param text what happened
         */
        public ClientRefused(String text) {
            this(Optional.empty(), text);
        }

        /**
         * Makes the text one line.
         *
         * @param reason why its certificate is not trusted
         * @param text what happened
         */
        public ClientRefused {
            requireNonNull(reason, "reason");
            text = oneLine(text);
        }
    }

    /**
     * A connection was dropped before its first request: on a listener with the PROXY protocol, by somebody who is no trusted proxy or sent no header.
     *
     * @param text who, and why, on one line
     */
    record ConnectionDropped(String text) implements SecurityEvent {
        /**
         * Makes the text one line.
         *
         * @param text what happened
         */
        public ConnectionDropped {
            text = oneLine(text);
        }
    }

    /**
     * A request has headers about the client's address, and is not from a trusted proxy: they are ignored.
     *
     * @param text who sent which, on one line
     */
    record ForwardingIgnored(String text) implements SecurityEvent {
        /**
         * Makes the text one line.
         *
         * @param text what happened
         */
        public ForwardingIgnored {
            text = oneLine(text);
        }
    }

    /**
     * An open connection was cut because its client is not trusted any more.
     *
     * @param callerId whose connection it was
     * @param text why, on one line
     */
    record ConnectionCut(String callerId, String text) implements SecurityEvent {
        /**
         * Makes the text one line.
         *
         * @param callerId whose it is
         * @param text what happened
         */
        public ConnectionCut {
            requireNonNull(callerId, "callerId");
            text = oneLine(text);
        }
    }

    /**
     * Client certificates were installed or removed, or the trust directory cannot be read.
     *
     * @param text what changed, on one line
     */
    record TrustChanged(String text) implements SecurityEvent {
        /**
         * Makes the text one line.
         *
         * @param text what happened
         */
        public TrustChanged {
            text = oneLine(text);
        }
    }

    /**
     * A file of users, or of other credentials, was taken into use after a change.
     *
     * @param text which, on one line
     */
    record CredentialsChanged(String text) implements SecurityEvent {
        /**
         * Makes the text one line.
         *
         * @param text what happened
         */
        public CredentialsChanged {
            text = oneLine(text);
        }
    }

    /**
     * Something is not as it should be, and the server serves nevertheless.
     *
     * @param origin who brings it about
     * @param text what, on one line
     */
    record Warning(Origin origin, String text) implements SecurityEvent {
        /** Who brings a warning about: what peers do, they may do as often as they like. */
        public enum Origin {
            /** The server and what it is given: its files, its settings, its own counting. */
            SERVER,
            /** Peers, by what they send or do not read. */
            PEERS
        }

        /**
         * One about the server itself.
         *
         * @param text what happened
         */
        public Warning(String text) {
            this(Origin.SERVER, text);
        }

        /**
         * Makes the text one line.
         *
         * @param origin who brings it about
         * @param text what happened
         */
        public Warning {
            requireNonNull(origin, "origin");
            text = oneLine(text);
        }

        /**
         * One that peers bring about.
         *
         * @param text what happened
         * @return the event
         */
        public static Warning ofPeers(String text) {
            return new Warning(Origin.PEERS, text);
        }
    }

    /**
     * A certificate is served: from the start, or from now on.
     *
     * @param identity the certificate
     * @param cause why now
     * @param at when
     */
    record IdentityServed(IdentityFacts identity, Cause cause, Instant at) implements SecurityEvent {
        /** Why an identity is served. */
        public enum Cause {
            /** The server has started. */
            START("serves"),
            /** Better files have come. */
            RENEWAL("renewed, serves from now on"),
            /** After a rejection, the files hold what is served again. */
            RECOVERY("files are good again, serves");

            private final String words;

            Cause(String words) {
                this.words = words;
            }
        }

        /**
         * Requires every part.
         *
         * @param identity the certificate
         * @param cause why now
         * @param at when
         */
        public IdentityServed {
            requireNonNull(identity, "identity");
            requireNonNull(cause, "cause");
            requireNonNull(at, "at");
        }

        @Override
        public String text() {
            return oneLine(identity.source() + ": " + cause.words + " " + identity.text());
        }
    }

    /**
     * New files of an identity are not used.
     *
     * @param serving what is served on
     * @param reason why the files are not used
     * @param at when
     */
    record IdentityRejected(IdentityFacts serving, String reason, Instant at) implements SecurityEvent {
        /**
         * Requires every part.
         *
         * @param serving what is served on
         * @param reason why the files are not used
         * @param at when
         */
        public IdentityRejected {
            requireNonNull(serving, "serving");
            requireNonNull(reason, "reason");
            requireNonNull(at, "at");
        }

        @Override
        public String text() {
            return oneLine(
                    serving.source() + ": new files are not used: " + reason + "; still serves " + serving.text());
        }
    }

    /**
     * A certificate that is served ends soon.
     *
     * @param identity the certificate
     * @param days within how many days
     * @param at when this was said
     */
    record IdentityExpiresSoon(IdentityFacts identity, int days, Instant at) implements SecurityEvent {
        /**
         * Requires every part.
         *
         * @param identity the certificate
         * @param days within how many days
         * @param at when this was said
         */
        public IdentityExpiresSoon {
            requireNonNull(identity, "identity");
            requireNonNull(at, "at");
        }

        @Override
        public String text() {
            String within = days == 1 ? "a day" : days + " days";
            return oneLine(identity.source() + ": expires within " + within + ", serves " + identity.text());
        }
    }

    /**
     * A certificate has ended and is served nevertheless, because nothing better is there.
     *
     * @param identity the certificate
     * @param at when this was said
     */
    record IdentityExpired(IdentityFacts identity, Instant at) implements SecurityEvent {
        /**
         * Requires every part.
         *
         * @param identity the certificate
         * @param at when this was said
         */
        public IdentityExpired {
            requireNonNull(identity, "identity");
            requireNonNull(at, "at");
        }

        @Override
        public String text() {
            return oneLine(identity.source() + ": has expired and nothing better is there, serves " + identity.text());
        }
    }

    /**
     * The server stops: it takes no new connections, and lets end what runs.
     *
     * @param requests those that run: requests over HTTP, and messages over WebSockets
     * @param webSockets those that are open
     * @param within how long they have to end
     */
    record ServerStopping(long requests, long webSockets, Duration within) implements SecurityEvent {
        /**
         * Refuses null.
         *
         * @param requests those that run
         * @param webSockets those that are open
         * @param within how long they have to end
         */
        public ServerStopping {
            requireNonNull(within, "within");
        }

        @Override
        public String text() {
            return "server stops: %d requests run and %d websockets are open, for at most %d ms"
                    .formatted(requests, webSockets, within.toMillis());
        }
    }

    /**
     * The server has stopped: what had not ended by its deadline was cut.
     *
     * @param finished requests that ended while it stopped, those that came meanwhile included
     * @param cut requests that had not ended by the deadline; their clients got no answer
     * @param webSocketsClosed WebSockets that had nothing left to answer or send and were told that they are closed, and those that their clients closed
     * @param webSocketsCut WebSockets that were reset at the deadline
     * @param took how long it waited
     */
    record ServerStopped(long finished, long cut, long webSocketsClosed, long webSocketsCut, Duration took)
            implements SecurityEvent {
        /**
         * Refuses null.
         *
         * @param finished requests that ended
         * @param cut requests that had not ended
         * @param webSocketsClosed WebSockets that ended well
         * @param webSocketsCut WebSockets that were reset
         * @param took how long it waited
         */
        public ServerStopped {
            requireNonNull(took, "took");
        }

        @Override
        public String text() {
            return "server stopped after %d ms: %d requests finished, %d cut; %d websockets closed, %d cut"
                    .formatted(took.toMillis(), finished, cut, webSocketsClosed, webSocketsCut);
        }
    }

    private static String oneLine(String text) {
        // Backslashes stay: the parts that came from a peer are escaped already.
        return PeerText.oneLine(requireNonNull(text, "text"), 2000);
    }
}
