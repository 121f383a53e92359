package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.internal.PeerText;
import io.securerpc.trust.Vouchers;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client that has proven a certificate: whether it is connected, and when it was last seen.
 *
 * @param client who it is
 * @param vouchers who vouched for it when that was last asked, at most 10 s before; as long as one is left, it stays connected. None for one that left before anybody asked
 * @param connections what it has open
 * @param lastSeen when it was let in, sent a request or a message, or left; to a tenth of a second
 */
public record ClientActivity(Client client, Vouchers vouchers, Connections connections, Instant lastSeen) {
    /**
     * Refuses {@code null}.
     *
     * @param client who it is
     * @param vouchers who vouched for it
     * @param connections what it has open
     * @param lastSeen when it was last seen
     */
    public ClientActivity {
        requireNonNull(client, "client");
        requireNonNull(vouchers, "vouchers");
        requireNonNull(connections, "connections");
        requireNonNull(lastSeen, "lastSeen");
    }

    /**
     * Whether anything is open.
     *
     * @return {@code false} for a client that has left
     */
    public boolean connected() {
        return connections.total() > 0;
    }

    /**
     * The same, once it has left.
     *
     * @return without connections
     */
    public ClientActivity left() {
        return new ClientActivity(client, vouchers, Connections.NONE, lastSeen);
    }

    /**
     * The same, with what is known of the same client from elsewhere.
     *
     * @param other more connections of it
     * @return the connections of both, and the later time
     */
    public ClientActivity and(ClientActivity other) {
        requireNonNull(other, "other");
        return new ClientActivity(
                client,
                vouchers,
                connections.and(other.connections),
                lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
    }

    /**
     * Who a client is.
     *
     * @param callerId its typed id, such as {@code certificate:rpc.user.1}
     * @param subject the subject of its certificate, escaped, on one line
     * @param fingerprint SHA-256 of its certificate
     * @param notAfter from when on its certificate will be expired
     */
    public record Client(String callerId, String subject, Fingerprint fingerprint, Instant notAfter) {
        /**
         * Refuses {@code null}.
         *
         * @param callerId its typed id
         * @param subject the subject of its certificate
         * @param fingerprint SHA-256 of its certificate
         * @param notAfter from when on its certificate will be expired
         */
        public Client {
            requireNonNull(callerId, "callerId");
            requireNonNull(subject, "subject");
            requireNonNull(fingerprint, "fingerprint");
            requireNonNull(notAfter, "notAfter");
        }

        /**
         * The client behind a certificate.
         *
         * @param callerId its typed id
         * @param certificate what it has proven
         * @return the client
         */
        public static Client of(String callerId, X509Certificate certificate) {
            requireNonNull(certificate, "certificate");
            return new Client(
                    callerId,
                    PeerText.escape(certificate.getSubjectX500Principal().getName()),
                    Fingerprint.of(certificate),
                    certificate.getNotAfter().toInstant());
        }
    }

    /**
     * Open connections, by what is spoken on them.
     *
     * @param http1 over HTTP/1.1
     * @param http2 over HTTP/2, however many streams each has
     * @param webSocket WebSockets
     * @param since when the oldest of them was let in; empty where none is open
     */
    public record Connections(int http1, int http2, int webSocket, Optional<Instant> since) {
        /** Nothing open. */
        public static final Connections NONE = new Connections(0, 0, 0, Optional.empty());

        /**
         * Refuses {@code null} and what cannot be counted.
         *
         * @param http1 over HTTP/1.1
         * @param http2 over HTTP/2
         * @param webSocket WebSockets
         * @param since when the oldest of them was let in
         */
        public Connections {
            requireNonNull(since, "since");
            if (http1 < 0 || http2 < 0 || webSocket < 0) {
                throw new IllegalArgumentException("connections: " + http1 + ", " + http2 + ", " + webSocket
                        + " (expected: none of them negative)");
            }
        }

        /**
         * All of them.
         *
         * @return 0 or more
         */
        public int total() {
            return http1 + http2 + webSocket;
        }

        /**
         * These and others.
         *
         * @param other more connections
         * @return the sums, since the older of both
         */
        public Connections and(Connections other) {
            requireNonNull(other, "other");
            Optional<Instant> oldest = since.isPresent() && other.since.isPresent()
                    ? since.filter(mine -> mine.isBefore(other.since.get())).or(other::since)
                    : since.or(other::since);
            return new Connections(http1 + other.http1, http2 + other.http2, webSocket + other.webSocket, oldest);
        }

        /** {@return what is open, such as {@code 2 HTTP/1.1, 1 WebSocket}; {@code none} where nothing is} */
        @Override
        public String toString() {
            List<String> parts = new ArrayList<>();
            add(parts, http1, "HTTP/1.1");
            add(parts, http2, "HTTP/2");
            add(parts, webSocket, "WebSocket");
            return parts.isEmpty() ? "none" : String.join(", ", parts);
        }

        private static void add(List<String> parts, int count, String transport) {
            if (count > 0) {
                parts.add(count + " " + transport);
            }
        }
    }
}
