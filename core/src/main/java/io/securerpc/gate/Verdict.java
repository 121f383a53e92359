package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Caller;
import io.securerpc.caller.ProvenCredential;
import io.securerpc.origin.Authority;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The gate's answer to one request or message. */
public sealed interface Verdict
        permits Verdict.Admitted, Verdict.Preflight, Verdict.Page, Verdict.Refused, ProofNeeded {
    /**
     * One function per kind of answer.
     *
     * @param onAdmitted for {@link Admitted}
     * @param onPreflight for {@link Preflight}
     * @param onPage for {@link Page}
     * @param onRefused for {@link Refused}
     * @param onProofNeeded for {@link ProofNeeded}
     * @param <R> what they return
     * @return what the function of this kind returns
     */
    default <R> R match(
            Function<Admitted, R> onAdmitted,
            Function<Preflight, R> onPreflight,
            Function<Page, R> onPage,
            Function<Refused, R> onRefused,
            Function<ProofNeeded, R> onProofNeeded) {
        if (this instanceof Admitted admitted) {
            return onAdmitted.apply(admitted);
        }
        if (this instanceof Page page) {
            return onPage.apply(page);
        }
        if (this instanceof ProofNeeded needed) {
            return onProofNeeded.apply(needed);
        }
        return this instanceof Preflight preflight ? onPreflight.apply(preflight) : onRefused.apply((Refused) this);
    }

    /**
     * The request may go on to the service.
     *
     * @param caller who calls
     * @param headers to add to the response
     * @param credential what proves the caller, to be asked again later; empty where its certificate does, or nothing
     * @param subprotocol which of the sub-protocols that were offered the answer names; empty for none
     */
    record Admitted(
            Caller caller,
            Map<String, String> headers,
            Optional<ProvenCredential> credential,
            Optional<Subprotocol> subprotocol)
            implements Verdict {
        /**
         * A caller that no credential proves.
         *
         * @param caller who calls
         * @param headers to add to the response
         */
        public Admitted(Caller caller, Map<String, String> headers) {
            this(caller, headers, Optional.empty(), Optional.empty());
        }

        /**
         * Requires every part.
         *
         * @param caller who calls
         * @param headers to add to the response
         * @param credential what proves the caller
         * @param subprotocol which sub-protocol the answer names
         */
        public Admitted {
            requireNonNull(caller, "caller");
            headers = Map.copyOf(headers);
            requireNonNull(credential, "credential");
            requireNonNull(subprotocol, "subprotocol");
        }
    }

    /**
     * Answer this {@code OPTIONS} request with 204 and these headers; nothing of it reaches the service.
     *
     * @param headers to send
     */
    record Preflight(Map<String, String> headers) implements Verdict {
        /**
         * Requires the headers.
         *
         * @param headers to send
         */
        public Preflight {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Show the person at the browser the status page; nothing of the request reaches the service.
     *
     * @param page what to show
     * @param host as the browser reached the server, judged good
     */
    record Page(StatusPage page, Authority host) implements Verdict {
        /**
         * Requires both parts.
         *
         * @param page what to show
         * @param host as the browser reached the server
         */
        public Page {
            requireNonNull(page, "page");
            requireNonNull(host, "host");
        }

        /**
         * The page, ready to be sent.
         *
         * @param served the certificate that the connection's handshake showed
         * @return one document and its headers
         */
        public PageDocument document(X509Certificate served) {
            return PageDocument.of(page, host, requireNonNull(served, "served"));
        }
    }

    /**
     * The request is refused; the peer is told {@link #status()} and {@link #peerText()}, the operator {@link #operatorLine}.
     *
     * @param refusals all failing rules of the stage that ended it, by precedence (the order of {@link Refusal.Code}), never empty
     * @param headers to add to the response
     * @param cause what a check threw, for the operator's log alone
     */
    record Refused(List<Refusal> refusals, Map<String, String> headers, Optional<Throwable> cause) implements Verdict {
        /**
         * Sorts the refusals by precedence.
         *
         * @param refusals all failing rules of the stage that ended it
         * @param headers to add to the response
         * @param cause what a check threw, for the operator's log alone
         * @throws IllegalArgumentException if there is none
         */
        public Refused {
            refusals = refusals.stream()
                    .sorted(Comparator.comparing(Refusal::code))
                    .toList();
            headers = Map.copyOf(headers);
            requireNonNull(cause, "cause");
            if (refusals.isEmpty()) {
                throw new IllegalArgumentException("refusals: none (expected: at least one)");
            }
        }

        /**
         * The HTTP status of the answer.
         *
         * @return that of the first refusal
         */
        public int status() {
            return refusals.get(0).code().status();
        }

        /**
         * The WebSocket close code, where the refusal ends an open connection.
         *
         * @return that of the first refusal
         */
        public int closeCode() {
            return refusals.get(0).code().closeCode();
        }

        /**
         * The JSON-RPC error code of the answer.
         *
         * @return that of the first refusal
         */
        public int rpcError() {
            return refusals.get(0).code().rpcError();
        }

        /**
         * What the peer is told: a fixed text without anything of the configuration or of what the peer sent.
         *
         * @return that of the first refusal
         */
        public String peerText() {
            return refusals.get(0).code().peerText();
        }

        /**
         * The stable codes, by precedence.
         *
         * @return such as {@code host-not-allowed}
         */
        public List<String> codes() {
            return refusals.stream().map(refusal -> refusal.code().text()).toList();
        }

        /**
         * The one line for the operator's log: every code, what was seen, and the smallest setting that would allow it.
         *
         * @param remote from where the request came
         * @return without line breaks
         */
        public String operatorLine(InetSocketAddress remote) {
            requireNonNull(remote, "remote");
            StringBuilder line =
                    new StringBuilder("request from ").append(Seen.of(remote)).append(" refused: ");
            String separator = "";
            for (Refusal refusal : refusals) {
                line.append(separator).append(refusal.operatorText());
                separator = "; ";
            }
            return line.toString();
        }
    }
}
