package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.PeerText;
import java.util.List;

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
        /** Copies the codes, and makes the text one line. */
        public RequestRefused {
            codes = List.copyOf(requireNonNull(codes, "codes"));
            text = oneLine(text);
        }
    }

    /**
     * A client certificate was refused, at a handshake.
     *
     * @param text which certificate, and why, on one line
     */
    record ClientRefused(String text) implements SecurityEvent {
        /** Makes the text one line. */
        public ClientRefused {
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
        /** Makes the text one line. */
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
        /** Makes the text one line. */
        public TrustChanged {
            text = oneLine(text);
        }
    }

    /**
     * Something is not as it should be, and the server serves nevertheless.
     *
     * @param text what, on one line
     */
    record Warning(String text) implements SecurityEvent {
        /** Makes the text one line. */
        public Warning {
            text = oneLine(text);
        }
    }

    private static String oneLine(String text) {
        // Backslashes stay: the parts that came from a peer are escaped already.
        return PeerText.oneLine(requireNonNull(text, "text"), 2000);
    }
}
