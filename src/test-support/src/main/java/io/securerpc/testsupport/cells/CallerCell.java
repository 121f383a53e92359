package io.securerpc.testsupport.cells;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One combination of all that decides who a caller is and what it may do, and the answer it must get. The answer is put together from {@link CallerTables} as the documentation says in prose:
 *
 * <ol>
 *   <li>A certificate that is presented and not trusted is refused, whatever comes with it; where one is required, nobody gets in without.
 *   <li>Where a listener only asks for one, an accepted credential is as good; where no kind is accepted, there is nothing as good.
 *   <li>Who presents a credential is judged by it alone: good, it says who the caller is; bad, of a kind that is not accepted, malformed, or beside another, the request is refused. Nobody falls
 *       back to being anonymous, nor to the certificate.
 *   <li>Who presents none is whom the certificate proves, if that is enough: where certificates are asked for and not required; or where anonymous callers are allowed by name.
 *   <li>A list of sub-protocols can be a credential where a WebSocket is asked for, and nowhere else; a ticket or a proof is good once, and a ticket for the Origin and the certificate that it was
 *       made for.
 *   <li>The same at every door, and for each call of a batch by itself.
 * </ol>
 *
 * @param webSocket at which door
 * @param listener {@code plain}, {@code tls}, {@code request} or {@code require}
 * @param certificate a column of {@link CallerTables#PEERS}
 * @param accepted one of {@link CallerTables#ACCEPTED}
 * @param anonymous whether anonymous callers are allowed beside those kinds
 * @param presented a row of {@link CallerTables#PRESENTED} or {@link CallerTables#OFFERED}
 * @param call a column of {@link CallerTables#CALLS}
 * @param form one of {@link CallerTables#FORMS}
 */
public record CallerCell(
        boolean webSocket,
        String listener,
        String certificate,
        String accepted,
        boolean anonymous,
        String presented,
        String call,
        String form) {
    private static final Pattern NAME = Pattern.compile("\\{[a-z-]+}");

    /**
     * The answer.
     *
     * @param refused the code of the refusal; empty if admitted
     * @param caller id of who was admitted; empty if nobody
     * @param calls what each call got: {@code result}, {@code forbidden}, {@code unknown}
     */
    public record Answer(String refused, String caller, List<String> calls) {
        /** Copies the list. */
        public Answer {
            calls = List.copyOf(calls);
        }
    }

    /** {@return the values of {@code Authorization}, with the names replaced} */
    public List<String> authorization(UnaryOperator<String> names) {
        return CallerTables.isOffered(presented)
                ? replaced(CallerTables.OFFERED.values(presented, 0, ""), names)
                : replaced(CallerTables.PRESENTED.values(presented, 0, ""), names);
    }

    /** {@return the sub-protocols that are offered, with the names replaced} */
    public List<String> subprotocols(UnaryOperator<String> names) {
        return CallerTables.isOffered(presented)
                ? replaced(
                        List.of(CallerTables.OFFERED
                                .verdict(presented, "offered")
                                .split("&")),
                        names)
                : List.of();
    }

    /** {@return whether it could be two credentials, to a server that accepts all} */
    public boolean offersTwo() {
        return CallerTables.isOffered(presented)
                && CallerTables.OFFERED.verdict(presented, "all").equals("malformed");
    }

    /** {@return the {@code Origin} that it comes with: tickets are for pages; empty for none} */
    public String origin() {
        return CallerTables.isOffered(presented)
                        && CallerTables.OFFERED.verdict(presented, "offered").contains("{ticket")
                ? CallerTables.PAGE
                : "";
    }

    /** {@return what a ticket is had with, with the names replaced} */
    public String ticketCredential(UnaryOperator<String> names) {
        return names.apply(
                switch (accepted) {
                    case "basic" -> "{basic-good}";
                    case "jwt" -> "{bearer-jwt}";
                    default -> "{bearer-good}";
                });
    }

    private static List<String> replaced(List<String> values, UnaryOperator<String> names) {
        return values.stream()
                .map(value ->
                        NAME.matcher(value).replaceAll(found -> Matcher.quoteReplacement(names.apply(found.group()))))
                .toList();
    }

    /** {@return the body or message} */
    public String body() {
        String json = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + call + "\"}";
        return switch (form) {
            case "batch" -> "[{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"public\"}," + json + "]";
            case "nano" -> "{\"action\":\"" + call + "\"}";
            default -> json;
        };
    }

    /** {@return what the documentation promises} */
    public Answer expected() {
        String peer = CallerTables.PEERS.verdict(listener, certificate);
        if (peer.startsWith("client-certificate")) {
            return refusal(peer);
        }
        if (peer.equals("asked") && accepted.equals("none")) {
            return refusal("client-certificate-missing");
        }
        String known = peer.equals("asked") ? "anonymous" : peer;
        String proven = proven();
        return switch (proven) {
            case "peer" -> admitted(known);
            case "nothing" -> isEnough(known) ? admitted(known) : refusal("credential-missing");
            case "held" ->
                !known.equals("anonymous") && isEnough(known) ? admitted(known) : refusal("credential-refused");
            case "refused", "malformed" -> refusal("credential-" + proven);
            default -> admitted(proven);
        };
    }

    private String proven() {
        if (!CallerTables.isOffered(presented)) {
            return CallerTables.PRESENTED.verdict(presented, accepted);
        }
        return webSocket
                ? CallerTables.OFFERED.verdict(presented, accepted)
                : CallerTables.PRESENTED.verdict(CallerTables.OFFERED.verdict(presented, "http"), accepted);
    }

    private boolean isEnough(String known) {
        return anonymous || (listener.equals("request") && !known.equals("anonymous"));
    }

    private Answer admitted(String caller) {
        List<String> calls = new ArrayList<>();
        if (form.equals("batch")) {
            calls.add("result");
        }
        calls.add(CallerTables.CALLS.verdict(caller, call));
        return new Answer("", caller, calls);
    }

    private static Answer refusal(String code) {
        return new Answer(code, "", List.of());
    }
}
