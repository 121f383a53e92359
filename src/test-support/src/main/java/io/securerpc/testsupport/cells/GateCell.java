package io.securerpc.testsupport.cells;

import java.util.ArrayList;
import java.util.List;

/**
 * One combination of everything a request can differ in, and the answer it must get.
 *
 * <p>The answer comes from the tables in {@link GateTables}, which were written by hand from the documentation, one for each rule, and is put together as
 * the documentation says in prose:
 *
 * <ol>
 *   <li>Host, Origin and content type are judged each by itself, and every failing one is told, in the order of precedence: what cannot be understood
 *       before what is not allowed before the form of the request, and Host before Origin.
 *   <li>Only where none of them fails, the peer is asked for; TLS decides who it is.
 *   <li>A page that is allowed only because everybody is may not use a caller's certificate.
 *   <li>Who has passed is the same caller at every door. A batch is judged member by member; one that is forbidden does not touch the others.
 * </ol>
 *
 * @param transport {@code http1}, {@code http2} or {@code websocket}
 * @param listener {@code plain}, {@code tls}, {@code request} or {@code require}
 * @param credential what the peer proves: {@code plaintext}, {@code none}, {@code user}, {@code admin}, {@code stranger}, {@code unjudged}
 * @param policy which origins are allowed: {@code same-origin}, {@code listed}, {@code any}, {@code null}
 * @param host a row of {@link GateTables#HOSTS}
 * @param origin a row of {@link GateTables#ORIGINS}
 * @param type {@code json}, {@code text}, {@code form}, {@code missing}; {@code -} for a WebSocket
 * @param call a column of {@link GateTables#CALLS}
 * @param batch whether the call comes second in a batch, after a public one
 */
public record GateCell(
        String transport,
        String listener,
        String credential,
        String policy,
        String host,
        String origin,
        String type,
        String call,
        boolean batch) {

    /**
     * The answer.
     *
     * @param refused codes of the rules that fail, by precedence; empty if admitted
     * @param caller id of who was admitted; empty if nobody
     * @param readable whether a page may read the answer (CORS); only for admitted HTTP requests
     * @param calls what each call got: {@code result}, {@code forbidden}, {@code unknown}
     */
    public record Answer(List<String> refused, String caller, boolean readable, List<String> calls) {
        /** Copies the lists. */
        public Answer {
            refused = List.copyOf(refused);
            calls = List.copyOf(calls);
        }
    }

    /** {@return every {@code Host} value, for a server on this port} */
    public List<String> hosts(int port) {
        return GateTables.HOSTS.values(host, port, "");
    }

    /** {@return every {@code Origin} value, for a server on this port} */
    public List<String> origins(int port) {
        List<String> hosts = hosts(port);
        String sent = (isTls() ? "https://" : "http://") + (hosts.isEmpty() ? "" : hosts.get(0));
        return GateTables.ORIGINS.values(origin, port, sent);
    }

    /** {@return whether the listener speaks TLS} */
    public boolean isTls() {
        return !listener.equals("plain");
    }

    /** {@return what the documentation promises} */
    public Answer expected() {
        List<String> failing = new ArrayList<>();
        String hostVerdict = GateTables.HOSTS.verdict(host, isTls() ? "tls" : "plain");
        String page = page(hostVerdict.equals("ok"), hostVerdict.equals("host-malformed"));
        GateTables.PRECEDENCE.forEach(code -> {
            if (code.equals(hostVerdict) || code.equals(page) || code.equals(form())) {
                failing.add(code);
            }
        });
        if (!failing.isEmpty()) {
            return refusal(failing);
        }
        String peer = GateTables.PEERS.verdict(listener, credential);
        if (GateTables.PRECEDENCE.contains(peer)) {
            return refusal(List.of(peer));
        }
        if (page.equals("everybody") && !peer.equals("anonymous")) {
            return refusal(List.of("origin-not-allowed"));
        }
        List<String> calls = new ArrayList<>();
        if (batch) {
            calls.add("result");
        }
        calls.add(GateTables.CALLS.verdict(peer, call));
        return new Answer(List.of(), peer, !transport.equals("websocket") && !page.equals("no-page"), calls);
    }

    private static Answer refusal(List<String> codes) {
        return new Answer(codes, "", false, List.of());
    }

    /** A page of the server's own is allowed by every policy, if the server knows the name by which it was reached. */
    private String page(boolean hostKnown, boolean hostMalformed) {
        if (origin.startsWith("own") && hostMalformed && !host.equals("twice")) {
            return "origin-malformed";
        }
        return origin.equals("own") && hostKnown ? "own" : GateTables.ORIGINS.verdict(origin, policy);
    }

    /** What a web page can send without asking first is taken from nobody who might be one. */
    private String form() {
        return switch (type) {
            case "text" -> "content-type";
            case "form", "missing" -> origin.equals("none") ? "ok" : "content-type";
            default -> "ok";
        };
    }
}
