package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;

/**
 * One rule that a request failed.
 *
 * <h2>Security</h2>
 *
 * <p>The peer is told no more than the code; what it sent and what would allow it are for the log.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * @param code which rule
 * @param seen what the peer sent, escaped and cut; for the operator alone
 * @param remedy the smallest change of the configuration that would allow it; empty where none may be offered (revoked, malformed) or none exists
 */
public record Refusal(Code code, String seen, Optional<Remedy> remedy) {
    /**
     * Requires every part.
     *
     * @param code which rule
     * @param seen what the peer sent, escaped and cut; for the operator alone
     * @param remedy the smallest change that would allow it
     */
    public Refusal {
        requireNonNull(code, "code");
        requireNonNull(seen, "seen");
        requireNonNull(remedy, "remedy");
    }

    /** Without a remedy; what was seen is escaped here. */
    static Refusal of(Code code, String seen) {
        return new Refusal(code, Seen.of(seen), Optional.empty());
    }

    /** With what would allow it; what was seen is escaped here. */
    static Refusal of(Code code, String seen, Optional<Remedy> remedy) {
        return new Refusal(code, Seen.of(seen), remedy);
    }

    /** For the operator: {@code host-not-allowed 'evil.example' (to allow it: hosts = ["evil.example"] in [secure_rpc], or …)}. */
    String operatorText() {
        String text = code.text() + " '" + seen + '\'';
        return remedy.map(change -> text + " (to allow it: " + change + ')').orElse(text);
    }

    /**
     * Every rule a request can fail. The order is the precedence when several fail: a failing check first, then what cannot be understood (400), then
     * what is not allowed (403), then the form of the request (405, 415); of the stages after that, each reports one. Names and texts are stable.
     */
    public enum Code {
        /** A check threw; whatever it would have said, the answer is no. */
        CHECK_FAILED(500, "The request could not be checked."),
        /** No Host, several, or one that is not a host with an optional port. */
        HOST_MALFORMED(400, "Exactly one valid Host is required."),
        /** The request target names another authority than the Host. */
        HOST_CONTRADICTED(400, "Host and request target differ."),
        /** Several Origins, or one that is not an origin. */
        ORIGIN_MALFORMED(400, "At most one valid Origin is allowed."),
        /** What trusted proxies say of the client's address cannot be read, or contradicts itself. */
        CLIENT_ADDRESS_DOUBTFUL(400, "Forwarded addresses are malformed or differ."),
        /** The server does not answer to this Host. */
        HOST_NOT_ALLOWED(403, "Host not allowed."),
        /** Pages of this Origin may not call. */
        ORIGIN_NOT_ALLOWED(403, "Origin not allowed."),
        /** A browser says that another site caused the request, but sends no Origin. */
        CROSS_SITE(403, "Cross-site requests must carry an Origin."),
        /** This door does not take this HTTP method. */
        METHOD_NOT_ALLOWED(405, "Method not allowed."),
        /** The body's declared type is one that web pages can send without being asked, or none we read. */
        CONTENT_TYPE(415, "Content-Type must be application/json."),
        /** TLS, but nobody judged the peer. */
        UNJUDGED(403, "Connection not accepted."),
        /** No TLS, or TLS, where the listener has the other. */
        TRANSPORT(403, "Connection not accepted."),
        /** A certificate was presented and is not, or no longer, trusted. */
        CLIENT_CERTIFICATE_REFUSED(403, "Client certificate not accepted."),
        /** The listener wants a certificate and none was presented. */
        CLIENT_CERTIFICATE_MISSING(403, "A client certificate is required."),
        /** The connection proves another caller than the one that opened it. */
        CALLER_CHANGED(403, "Connection not accepted."),
        /** Several credentials, or a header that holds none. */
        CREDENTIAL_MALFORMED(400, "At most one valid Authorization is allowed."),
        /** The listener wants a credential and none was presented. */
        CREDENTIAL_MISSING(401, "A credential is required."),
        /** What was presented proves nobody. */
        CREDENTIAL_REFUSED(401, "Credential not accepted."),
        /** What was proven has been taken back, or has expired, since. */
        CREDENTIAL_ENDED(401, "Credential is no longer valid."),
        /** Too many credentials that proved nobody came from that address, or claimed that name. */
        TOO_MANY_ATTEMPTS(429, "Too many failed attempts."),
        /** More credentials wait to be judged than there is room for. */
        PROOF_BUSY(503, "Too many credentials are being judged."),
        /** It proves somebody by what its file said last, and the file cannot be looked at. */
        CREDENTIAL_UNCHECKED(503, "Credential cannot be checked now."),
        /** More tickets wait to be used than there is room for. */
        TICKETS_EXHAUSTED(503, "Too many tickets are waiting."),
        /** The caller has called more than its quota. */
        RATE_LIMITED(429, "RPC rate limit exceeded."),
        /** The caller lacks the permission that the method asks for. */
        CALL_FORBIDDEN(403, "RPC call is unsafe to be called externally.");

        private static final int POLICY_VIOLATION = 1008;
        private static final int INTERNAL_ERROR = 1011;
        private static final int RPC_INVALID_REQUEST = -32600;
        private static final int RPC_METHOD_NOT_FOUND = -32601;
        private static final int RPC_INTERNAL_ERROR = -32603;
        private static final int RPC_RATE_LIMITED = -32999;

        private final int status;
        private final String peerText;
        private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

        Code(int status, String peerText) {
            this.status = status;
            this.peerText = peerText;
        }

        /**
         * The HTTP status.
         *
         * @return 400, 401, 403, 405, 415, 429, 500 or 503
         */
        public int status() {
            return status;
        }

        /**
         * The WebSocket close code (RFC 6455 §7.4.1).
         *
         * @return 1008, or 1011 when a check failed
         */
        public int closeCode() {
            return this == CHECK_FAILED ? INTERNAL_ERROR : POLICY_VIOLATION;
        }

        /**
         * The JSON-RPC error code (JSON-RPC 2.0 §5.1).
         *
         * @return -32600, an invalid request; -32603 when a check failed; -32601 for a call that is forbidden and -32999 for one that is too
         *     much, as Substrate's clients know them
         */
        public int rpcError() {
            return switch (this) {
                case CHECK_FAILED -> RPC_INTERNAL_ERROR;
                case CALL_FORBIDDEN -> RPC_METHOD_NOT_FOUND;
                case RATE_LIMITED -> RPC_RATE_LIMITED;
                default -> RPC_INVALID_REQUEST;
            };
        }

        /**
         * What the peer is told.
         *
         * @return a short fixed text
         */
        public String peerText() {
            return peerText;
        }

        /**
         * The stable code for logs and metrics.
         *
         * @return lower-case with dashes, such as {@code host-not-allowed}
         */
        public String text() {
            return text;
        }
    }
}
