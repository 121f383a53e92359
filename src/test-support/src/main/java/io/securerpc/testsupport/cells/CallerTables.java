package io.securerpc.testsupport.cells;

import io.securerpc.testsupport.cells.GateTables.Table;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who a request is from and what it may call, as the documentation of callers and permissions has it; one table for each rule. The certificate {@code rpc.user.1}, the web token of {@code alice} and
 * the Parity token {@code wallet} were granted {@code control}, the user {@code alice} {@code ledger.read}; the token {@code ci} carries {@code control} itself, the web token of {@code bob}
 * {@code ledger.read}. Nobody else was granted anything, but for callers of the same names and another kind: {@code basic:ci}, {@code token:alice}, {@code basic:rpc.user.1}, {@code parity:ci},
 * {@code token:wallet} and {@code basic:bob} have everything, so that a kind taken for another shows.
 *
 * <p>A new kind of credential is a column of {@link #PRESENTED} and {@link #OFFERED} and its rows, and a row of {@link #CALLS}.
 */
public final class CallerTables {
    /** Who signs the web tokens. */
    public static final String ISSUER = "https://id.example/";

    /** Where the pages are from that open WebSockets with tickets. */
    public static final String PAGE = "https://wallet.example.org";

    /** Where other pages are from that may do so too. */
    public static final String OTHER_PAGE = "https://other.example.org";

    /** What the connection says, by what the client shows of a certificate; {@code asked} is nobody yet, where a credential is as good. */
    public static final Table PEERS = Table.of("""
            name     value plaintext none                       good                   untrusted
            plain    -     anonymous -                          -                      -
            tls      -     -         anonymous                  -                      -
            request  -     -         asked                      certificate:rpc.user.1 client-certificate-refused
            require  -     -         client-certificate-missing certificate:rpc.user.1 client-certificate-refused
            """);

    /**
     * What comes of {@code Authorization}, by the kinds that are accepted: {@code peer} is whom the connection proves, {@code nothing} the same if it is enough, {@code refused} and
     * {@code malformed} are {@code credential-} and that. A value is a header line each, '&amp;' between two; {names} stand for what the test has made.
     */
    public static final Table PRESENTED = Table.of("""
            name          value                       none basic       tokens    jwt                            parity    all
            nothing       -                           peer nothing     nothing   nothing                        nothing   nothing
            password      {basic-good}                peer basic:alice refused   refused                        refused   basic:alice
            wrong         {basic-wrong}               peer refused     refused   refused                        refused   refused
            unknown-user  {basic-unknown}             peer refused     refused   refused                        refused   refused
            token         {bearer-good}               peer refused     token:ci  refused                        refused   token:ci
            revoked       {bearer-revoked}            peer refused     refused   refused                        refused   refused
            token-as-user {basic-token}               peer refused     refused   refused                        refused   refused
            jwt           {bearer-jwt}                peer refused     refused   jwt:https://id.example/|alice  refused   jwt:https://id.example/|alice
            jwt-carries   {bearer-jwt-carries}        peer refused     refused   jwt:https://id.example/|bob    refused   jwt:https://id.example/|bob
            jwt-forged    {bearer-jwt-forged}         peer refused     refused   refused                        refused   refused
            jwt-unsigned  {bearer-jwt-unsigned}       peer refused     refused   refused                        refused   refused
            jwt-expired   {bearer-jwt-expired}        peer refused     refused   refused                        refused   refused
            jwt-elsewhere {bearer-jwt-elsewhere}      peer refused     refused   refused                        refused   refused
            jwt-as-user   {basic-jwt}                 peer refused     refused   refused                        refused   refused
            proof-bearer  {bearer-proof}              peer refused     refused   refused                        refused   refused
            ticket-bearer {bearer-ticket}             peer refused     refused   refused                        refused   refused
            other-scheme  {other}                     peer refused     refused   refused                        refused   refused
            two-kinds     {basic-good}&{bearer-good}  peer malformed   malformed malformed                      malformed malformed
            good-and-bad  {bearer-good}&{basic-wrong} peer malformed   malformed malformed                      malformed malformed
            bare-scheme   {bare}                      peer malformed   malformed malformed                      malformed malformed
            """);

    /**
     * What comes of a list of sub-protocols, '&amp;' between two, with the {@code Authorization} of the first column: where no WebSocket is asked for it means nothing, and the row of
     * {@link #PRESENTED} under {@code http} says what comes of the rest. {@code held} is whom the certificate proves, where that is enough to have got a ticket, otherwise {@code refused}. Where
     * Parity's proofs are accepted, a list without {@code securerpc.v1} has to be one.
     */
    public static final Table OFFERED = Table.of("""
            name              value         offered                              http     none basic       tokens    jwt                           parity        all
            version           -             securerpc.v1                         nothing  peer nothing     nothing   nothing                       nothing       nothing
            foreign           -             chat                                 nothing  peer nothing     nothing   nothing                       refused       refused
            token-offered     -             securerpc.v1&token.{token}           nothing  peer refused     token:ci  refused                       refused       token:ci
            revoked-offered   -             token.{revoked}&securerpc.v1         nothing  peer refused     refused   refused                       refused       refused
            jwt-offered       -             token.{jwt}&securerpc.v1             nothing  peer refused     refused   jwt:https://id.example/|alice refused       jwt:https://id.example/|alice
            carries-offered   -             securerpc.v1&token.{jwt-carries}     nothing  peer refused     refused   jwt:https://id.example/|bob   refused       jwt:https://id.example/|bob
            forged-offered    -             securerpc.v1&token.{jwt-forged}      nothing  peer refused     refused   refused                       refused       refused
            expired-offered   -             securerpc.v1&token.{jwt-expired}     nothing  peer refused     refused   refused                       refused       refused
            proof-as-token    -             securerpc.v1&token.{proof}           nothing  peer refused     refused   refused                       refused       refused
            token-alone       -             token.{token}                        nothing  peer malformed   malformed malformed                     malformed     malformed
            token-and-foreign -             chat&token.{token}                   nothing  peer malformed   malformed malformed                     malformed     malformed
            token-and-jwt     -             securerpc.v1&token.{token}&token.{jwt} nothing peer malformed  malformed malformed                     malformed     malformed
            ticket            -             securerpc.v1&ticket.{ticket}         nothing  peer basic:alice token:ci  jwt:https://id.example/|alice refused       token:ci
            ticket-of-peer    -             securerpc.v1&ticket.{ticket-of-peer} nothing  peer held        held      held                          held          held
            ticket-twice      -             securerpc.v1&ticket.{ticket-used}    nothing  peer refused     refused   refused                       refused       refused
            ticket-moved      -             securerpc.v1&ticket.{ticket-moved}   nothing  peer refused     refused   refused                       refused       refused
            ticket-strange    -             securerpc.v1&ticket.{ticket-strange} nothing  peer refused     refused   refused                       refused       refused
            ticket-guessed    -             securerpc.v1&ticket.{ticket-guessed} nothing  peer refused     refused   refused                       refused       refused
            ticket-alone      -             ticket.{ticket}                      nothing  peer malformed   malformed malformed                     malformed     malformed
            ticket-and-token  -             securerpc.v1&token.{token}&ticket.{ticket} nothing peer malformed malformed malformed                  malformed     malformed
            proof             -             {proof}                              nothing  peer refused     refused   refused                       parity:wallet parity:wallet
            proof-twice       -             {proof-used}                         nothing  peer refused     refused   refused                       refused       refused
            proof-unknown     -             {proof-unknown}                      nothing  peer refused     refused   refused                       refused       refused
            proof-late        -             {proof-late}                         nothing  peer refused     refused   refused                       refused       refused
            proof-and-foreign -             {proof}&chat                         nothing  peer malformed   malformed malformed                     malformed     malformed
            proof-and-version -             securerpc.v1&{proof}                 nothing  peer malformed   malformed malformed                     malformed     malformed
            header-version    {bearer-good} securerpc.v1                         token    peer refused     token:ci  refused                       refused       token:ci
            header-foreign    {bearer-good} chat                                 token    peer refused     token:ci  refused                       malformed     malformed
            header-token      {bearer-good} securerpc.v1&token.{token}           token    peer malformed   malformed malformed                     malformed     malformed
            header-jwt        {basic-good}  securerpc.v1&token.{jwt}             password peer malformed   malformed malformed                     malformed     malformed
            bad-header-jwt    {basic-wrong} securerpc.v1&token.{jwt}             wrong    peer malformed   malformed malformed                     malformed     malformed
            header-bad-token  {bearer-jwt}  securerpc.v1&token.{revoked}         jwt      peer malformed   malformed malformed                     malformed     malformed
            header-ticket     {bearer-good} securerpc.v1&ticket.{ticket}         token    peer malformed   malformed malformed                     malformed     malformed
            header-proof      {basic-good}  {proof}                              password peer malformed   malformed malformed                     malformed     malformed
            """);

    /** Who may call what. */
    public static final Table CALLS = Table.of("""
            name                          value public control   read      undeclared unknown
            anonymous                     -     result forbidden forbidden forbidden  unknown
            certificate:rpc.user.1        -     result result    forbidden forbidden  unknown
            basic:alice                   -     result forbidden result    forbidden  unknown
            token:ci                      -     result result    forbidden forbidden  unknown
            jwt:https://id.example/|alice -     result result    forbidden forbidden  unknown
            jwt:https://id.example/|bob   -     result forbidden result    forbidden  unknown
            parity:wallet                 -     result result    forbidden forbidden  unknown
            """);

    /** Which kinds are accepted beside certificates. */
    public static final List<String> ACCEPTED = PRESENTED.columns();

    /** How a call is written. */
    public static final List<String> FORMS = List.of("json", "batch", "nano");

    private static final Set<String> LISTS = Set.copyOf(OFFERED.names());

    private CallerTables() {}

    /** Whether it is a row of {@link #OFFERED}. */
    static boolean isOffered(String presented) {
        return LISTS.contains(presented);
    }

    /**
     * Every combination there can be; of those that are refused before anything is called, the first call for each form.
     *
     * @param visit is given each
     */
    public static void forEachCell(Consumer<CallerCell> visit) {
        for (String listener : PEERS.names()) {
            for (String certificate : PEERS.columns()) {
                if (!PEERS.verdict(listener, certificate).equals("-")) {
                    for (String accepted : ACCEPTED) {
                        forEachRequest(listener, certificate, accepted, false, visit);
                        if (!accepted.equals("none")) {
                            forEachRequest(listener, certificate, accepted, true, visit);
                        }
                    }
                }
            }
        }
    }

    private static void forEachRequest(
            String listener, String certificate, String accepted, boolean anonymous, Consumer<CallerCell> visit) {
        for (boolean webSocket : new boolean[] {false, true}) {
            for (Table rows : List.of(PRESENTED, OFFERED)) {
                for (String presented : rows.names()) {
                    for (String call : CALLS.columns()) {
                        for (String form : FORMS) {
                            CallerCell cell = new CallerCell(
                                    webSocket, listener, certificate, accepted, anonymous, presented, call, form);
                            if (cell.expected().refused().isEmpty() || call.equals("public")) {
                                visit.accept(cell);
                            }
                        }
                    }
                }
            }
        }
    }
}
