package io.securerpc.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securerpc.caller.Grants;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.cells.CallerCell;
import io.securerpc.testsupport.cells.CallerTables;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The gate of one listener for the cells of callers, what is presented to it, and what a mutant may ask of others like it. */
record CallerDoor(CallerCredentials credentials, String listener, String accepted, boolean anonymous, Grants grants) {
    private static final int PORT = 7076;

    Gate gate() {
        return Gate.builder()
                .listener(Gates.listener(listener))
                .hosts(HostPolicy.ownNames()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), Set::of))
                .origins(OriginPolicy.allow(CallerTables.PAGE, CallerTables.OTHER_PAGE))
                .grants(grants)
                .credentials(credentials.accepted(accepted, anonymous))
                .tickets(credentials.tickets)
                .clock(credentials.clock())
                .build();
    }

    Verdict admit(RequestFacts facts) {
        return admit(gate(), facts);
    }

    private static Verdict admit(Gate gate, RequestFacts facts) {
        Verdict verdict = gate.admit(facts);
        return verdict instanceof ProofNeeded needed ? gate.prove(needed, facts::peer) : verdict;
    }

    CallerDoor at(String other) {
        return new CallerDoor(credentials, other, accepted, anonymous, grants);
    }

    CallerDoor accepting(String kinds) {
        return new CallerDoor(credentials, listener, kinds, anonymous && !kinds.equals("none"), grants);
    }

    CallerDoor anonymousToo() {
        return new CallerDoor(credentials, listener, accepted, !accepted.equals("none"), grants);
    }

    /** What a cell presents, with what single-use credentials need beforehand. */
    RequestFacts facts(CallerMutant mutant, CallerCell cell) {
        PeerVerdict peer = peer(cell);
        RequestFacts bare = facts(cell.webSocket() ? Door.WEBSOCKET : Door.HTTP, cell.origin(), peer);
        return bare.withAuthorization(Authorization.of(
                cell.authorization(name -> text(mutant.instead(name), cell, peer)),
                mutant.readsLists(bare.door())
                        ? cell.subprotocols(name -> text(mutant.instead(name), cell, peer))
                        : List.of()));
    }

    /** The tickets among what a cell presents. */
    List<String> given(CallerCell cell) {
        List<String> tickets = new ArrayList<>();
        UnaryOperator<String> names = name -> {
            String text = text(name, cell, peer(cell));
            if (name.contains("ticket")) {
                tickets.add(text);
            }
            return text;
        };
        cell.authorization(names);
        cell.subprotocols(names);
        return tickets;
    }

    private static PeerVerdict peer(CallerCell cell) {
        return Gates.peer(
                switch (cell.certificate()) {
                    case "good" -> "trusted";
                    case "untrusted" -> "distrusted";
                    default -> cell.certificate();
                });
    }

    private String text(String name, CallerCell cell, PeerVerdict peer) {
        List<String> header = List.of(cell.ticketCredential(credentials::text));
        return switch (name) {
            case "{ticket}", "{bearer-ticket}" ->
                (name.startsWith("{bearer") ? "Bearer " : "") + ticket(header, CallerTables.PAGE, peer);
            case "{ticket-of-peer}" -> ticket(List.of(), CallerTables.PAGE, peer);
            case "{ticket-moved}" -> ticket(header, CallerTables.OTHER_PAGE, peer);
            case "{ticket-strange}" -> at("request").ticket(header, CallerTables.PAGE, Gates.ODD);
            case "{ticket-used}" -> {
                String ticket = ticket(header, CallerTables.PAGE, peer);
                open(peer, CallerTables.PAGE, Subprotocol.VERSION_1, "ticket." + ticket);
                yield ticket;
            }
            case "{proof}" -> proof();
            case "{proof-used}" -> {
                String proof = proof();
                open(peer, "", proof);
                yield proof;
            }
            default -> credentials.text(name);
        };
    }

    /** One that nobody has used. */
    private String proof() {
        if (accepted.equals("parity") || accepted.equals("all")) {
            credentials.waitForTheNextProof();
        }
        return credentials.text("{proof}");
    }

    private void open(PeerVerdict peer, String origin, String... offered) {
        admit(facts(Door.WEBSOCKET, origin, peer)
                .withAuthorization(Authorization.of(List.of(), List.of(String.join(", ", offered)))));
    }

    /** As a POST gets one; what nobody was given is made up. */
    private String ticket(List<String> header, String origin, PeerVerdict peer) {
        RequestFacts post = facts(Door.HTTP, origin, peer).withAuthorization(Authorization.of(header));
        Gate gate = gate();
        return admit(gate, post) instanceof Verdict.Admitted admitted
                        && gate.ticket(admitted, post) instanceof TicketAnswer.Issued issued
                ? new String(issued.body(), UTF_8).substring(11, 54)
                : credentials.text("{ticket-guessed}");
    }

    private static RequestFacts facts(Door door, String origin, PeerVerdict peer) {
        return new RequestFacts(
                door,
                door == Door.WEBSOCKET ? "GET" : "POST",
                List.of("127.0.0.1:" + PORT),
                Optional.empty(),
                origin.isEmpty() ? List.of() : List.of(origin),
                List.of("application/json"),
                Optional.empty(),
                false,
                Optional.empty(),
                new InetSocketAddress("192.0.2.66", 50_000),
                peer);
    }
}
