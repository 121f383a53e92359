package io.securerpc.testsupport.cells;

import io.securerpc.testsupport.cells.GateTables.Table;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who a request is from and what it may call, as the documentation of callers and permissions has it; one table for each rule. The certificate {@code rpc.user.1} was granted {@code control}, the
 * user {@code alice} {@code ledger.read}; the token {@code ci} carries {@code control} itself. Nobody else was granted anything, but for callers of the same names and another kind: {@code basic:ci},
 * {@code token:alice} and {@code basic:rpc.user.1} have everything, so that a kind taken for another shows.
 *
 * <p>A new kind of credential is a column of {@link #PRESENTED} and its rows, and a row of {@link #CALLS}.
 */
public final class CallerTables {
    /** What the connection says, by what the client shows of a certificate; {@code asked} is nobody yet, where a credential is as good. */
    public static final Table PEERS = Table.of("""
            name     value plaintext none                       good                   untrusted
            plain    -     anonymous -                          -                      -
            tls      -     -         anonymous                  -                      -
            request  -     -         asked                      certificate:rpc.user.1 client-certificate-refused
            require  -     -         client-certificate-missing certificate:rpc.user.1 client-certificate-refused
            """);

    /**
     * What comes of {@code Authorization}, by the kinds that are accepted: {@code peer} is whom the connection proves, {@code nothing} the same if it is enough. A value is a header line each,
     * '&amp;' between two; {names} stand for what the test has made.
     */
    public static final Table PRESENTED = Table.of("""
            name          value                      none basic                tokens               both
            nothing       -                          peer nothing              nothing              nothing
            password      {basic-good}               peer basic:alice          credential-refused   basic:alice
            wrong         {basic-wrong}              peer credential-refused   credential-refused   credential-refused
            unknown-user  {basic-unknown}            peer credential-refused   credential-refused   credential-refused
            token         {bearer-good}              peer credential-refused   token:ci             token:ci
            revoked       {bearer-revoked}           peer credential-refused   credential-refused   credential-refused
            token-as-user {basic-token}              peer credential-refused   credential-refused   credential-refused
            other-scheme  {other}                    peer credential-refused   credential-refused   credential-refused
            two-kinds     {basic-good}&{bearer-good} peer credential-malformed credential-malformed credential-malformed
            good-and-bad  {bearer-good}&{basic-wrong} peer credential-malformed credential-malformed credential-malformed
            bare-scheme   {bare}                     peer credential-malformed credential-malformed credential-malformed
            """);

    /** Who may call what. */
    public static final Table CALLS = Table.of("""
            name                   value public control   read      undeclared unknown
            anonymous              -     result forbidden forbidden forbidden  unknown
            certificate:rpc.user.1 -     result result    forbidden forbidden  unknown
            basic:alice            -     result forbidden result    forbidden  unknown
            token:ci               -     result result    forbidden forbidden  unknown
            """);

    /** How a call is written. */
    public static final List<String> FORMS = List.of("json", "batch", "nano");

    private CallerTables() {}

    /**
     * Every combination there can be.
     *
     * @param visit is given each
     */
    public static void forEachCell(Consumer<CallerCell> visit) {
        for (String listener : PEERS.names()) {
            for (String certificate : PEERS.columns()) {
                if (!PEERS.verdict(listener, certificate).equals("-")) {
                    for (String accepted : PRESENTED.columns()) {
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
            for (String presented : PRESENTED.names()) {
                for (String call : CALLS.columns()) {
                    for (String form : FORMS) {
                        visit.accept(new CallerCell(
                                webSocket, listener, certificate, accepted, anonymous, presented, call, form));
                    }
                }
            }
        }
    }
}
