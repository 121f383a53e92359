package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tickets for WebSockets of browsers, which cannot send {@code Authorization}: a page that has proven its caller by an HTTP request gets a ticket, and opens one WebSocket
 * with it.
 *
 * <h2>Defaults</h2>
 *
 * <p>A ticket is good for 30 s: a page opens its WebSocket at once, and on a slow line within some seconds. Each caller may have 16 that wait, as many as a browser has tabs that connect again
 * at the same moment; a further one ends its oldest. A process has 10,000 at most.
 *
 * <h2>Security</h2>
 *
 * <p>A ticket has 256 random bits and works once, in the process that made it: where several serve one name, the page has to reach the same one again. It is good for the
 * same caller, Origin and client certificate only, and for nobody once the credential it was had with is taken back. Kept as a keyed digest. One that was used is remembered until
 * it would have ended, so that a second use can be told from a guess.
 *
 * <h2>Threads</h2>
 *
 * <p>Any; each call holds one lock for a few look-ups.
 */
public final class WebSocketTickets {
    /** From its making until the WebSocket is asked for. */
    public static final Duration LIFE = Duration.ofSeconds(30);

    static final int PER_CALLER = 16;
    static final int TOTAL = 10_000;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    /** By the digest of the ticket, oldest first. */
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();

    private final Map<String, Deque<String>> byCaller = new HashMap<>();

    /** None yet; one for all listeners of a server. */
    public WebSocketTickets() {}

    /**
     * What a ticket is good for.
     *
     * @param callerId who is to be the caller
     * @param origin the page's {@code Origin} as it was sent; empty without one
     * @param peerId what the connection's certificate proves, {@link Caller#ANONYMOUS} without one
     * @param certificate fingerprint of the connection's certificate; empty without one
     */
    public record Use(String callerId, String origin, String peerId, String certificate) {
        /**
         * Requires every part.
         *
         * @param callerId who is to be the caller
         * @param origin the page's {@code Origin}
         * @param peerId what the connection's certificate proves
         * @param certificate fingerprint of the connection's certificate
         */
        public Use {
            requireNonNull(callerId, "callerId");
            requireNonNull(origin, "origin");
            requireNonNull(peerId, "peerId");
            requireNonNull(certificate, "certificate");
        }

        private @Nullable String difference(String otherOrigin, String otherPeer, String otherCertificate) {
            if (!origin.equals(otherOrigin)) {
                return "made for another Origin";
            }
            return peerId.equals(otherPeer) && certificate.equals(otherCertificate)
                    ? null
                    : "made for another client certificate";
        }
    }

    /** What became of a ticket that a peer presented. */
    public sealed interface Redemption {
        /**
         * It was good, and is no more.
         *
         * @param credential what proved its caller when it was made; empty where a certificate did
         */
        record Good(Optional<ProvenCredential> credential) implements Redemption {
            /**
             * Requires the part.
             *
             * @param credential what proved its caller
             */
            public Good {
                requireNonNull(credential, "credential");
            }
        }

        /**
         * It is good for nothing.
         *
         * @param reason why
         * @param detail more of it for the operator alone, and nothing of the ticket
         */
        record Bad(CredentialProof.Reason reason, String detail) implements Redemption {
            /**
             * Requires both parts.
             *
             * @param reason why
             * @param detail more of it
             */
            public Bad {
                requireNonNull(reason, "reason");
                requireNonNull(detail, "detail");
            }
        }
    }

    /**
     * Makes a ticket.
     *
     * @param use what it is good for
     * @param credential what proves the caller; empty where its certificate does
     * @param now what time it is
     * @return the ticket's text, 43 letters, digits, {@code -} and {@code _}; empty if too many are waiting
     */
    public Optional<String> make(Use use, Optional<ProvenCredential> credential, Instant now) {
        requireNonNull(use, "use");
        requireNonNull(credential, "credential");
        requireNonNull(now, "now");
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String key = key(text);
        synchronized (tickets) {
            forgetEnded(now);
            Deque<String> own = byCaller.computeIfAbsent(use.callerId(), caller -> new ArrayDeque<>());
            if (own.size() >= PER_CALLER) {
                tickets.remove(own.removeFirst());
            }
            if (tickets.size() >= TOTAL) {
                if (own.isEmpty()) {
                    byCaller.remove(use.callerId());
                }
                return Optional.empty();
            }
            own.addLast(key);
            tickets.put(key, new Ticket(use, credential, now.plus(LIFE)));
        }
        return Optional.of(text);
    }

    /**
     * Takes a ticket. Whatever the answer is, it is good for nothing afterwards.
     *
     * @param text as the peer presents it
     * @param origin the {@code Origin} it comes with; empty without one
     * @param peerId what the connection's certificate proves
     * @param certificate fingerprint of the connection's certificate; empty without one
     * @param now what time it is
     * @return whom it proves, or why nobody
     */
    public Redemption redeem(String text, String origin, String peerId, String certificate, Instant now) {
        String key = key(requireNonNull(text, "text"));
        Ticket ticket;
        boolean used;
        synchronized (tickets) {
            forgetEnded(requireNonNull(now, "now"));
            ticket = tickets.get(key);
            used = ticket != null && ticket.used;
            if (ticket != null) {
                ticket.used = true;
            }
        }
        if (ticket == null || !now.isBefore(ticket.until)) {
            return new Redemption.Bad(
                    CredentialProof.Reason.UNKNOWN,
                    "no such ticket, or older than " + LIFE.toSeconds() + " s, or made by another process");
        }
        if (used) {
            return new Redemption.Bad(CredentialProof.Reason.REPLAYED, "used already");
        }
        String difference = ticket.use.difference(origin, peerId, certificate);
        return difference == null
                ? new Redemption.Good(ticket.credential)
                : new Redemption.Bad(CredentialProof.Reason.NOT_FOR_US, difference);
    }

    /** How many are remembered, used ones included. */
    int size() {
        synchronized (tickets) {
            return tickets.size();
        }
    }

    /** All live equally long, so the first that has not ended ends the search, unless the clock was set back. */
    private void forgetEnded(Instant now) {
        var oldest = tickets.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Ticket> entry = oldest.next();
            if (now.isBefore(entry.getValue().until)) {
                return;
            }
            oldest.remove();
            String caller = entry.getValue().use.callerId();
            Deque<String> own = byCaller.get(caller);
            if (own != null) {
                own.remove(entry.getKey());
                if (own.isEmpty()) {
                    byCaller.remove(caller);
                }
            }
        }
    }

    private static String key(String text) {
        return KeyedDigest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Says how many, and nothing of any. */
    @Override
    public String toString() {
        return "WebSocketTickets[" + size() + "]";
    }

    private static final class Ticket {
        final Use use;
        final Optional<ProvenCredential> credential;
        final Instant until;
        boolean used;

        Ticket(Use use, Optional<ProvenCredential> credential, Instant until) {
            this.use = use;
            this.credential = credential;
            this.until = until;
        }
    }
}
