package io.securerpc.testsupport.cells;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One table for each rule of the gate, as its documentation has it. The server is bound to 127.0.0.1, has a certificate for {@code node.example.com}, also
 * answers to the hosts {@code listed.example.net} and {@code ported.example.net:8443}, and lists the origins {@code https://wallet.example.org},
 * {@code http://localhost:3000}, {@code https://*.apps.example.org} and one browser extension.
 */
public final class GateTables {
    /** The allowed hosts beside the server's own. */
    public static final List<String> LISTED_HOSTS = List.of("listed.example.net", "ported.example.net:8443");

    /** The allowed origins. */
    public static final List<String> LISTED_ORIGINS = List.of(
            "https://wallet.example.org",
            "http://localhost:3000",
            "https://*.apps.example.org",
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop");

    /** By which names the server may be reached; a value is sent as it stands, '&' between two, '-' for none. */
    public static final Table HOSTS = Table.of("""
            name             value                               tls              plain
            address          127.0.0.1:{port}                    ok               ok
            localhost        localhost:{port}                    ok               ok
            certified        node.example.com:{port}             ok               host-not-allowed
            certified-bare   node.example.com                    ok               host-not-allowed
            capitals         NODE.Example.COM:{port}             ok               host-not-allowed
            listed           listed.example.net:{port}           ok               ok
            listed-bare      listed.example.net                  ok               ok
            ported           ported.example.net:8443             ok               ok
            ported-other     ported.example.net:8444             host-not-allowed host-not-allowed
            ported-bare      ported.example.net                  host-not-allowed host-not-allowed
            address-bare     127.0.0.1                           host-not-allowed host-not-allowed
            other-loopback   [::1]:{port}                        host-not-allowed host-not-allowed
            below            evil.node.example.com:{port}        host-not-allowed host-not-allowed
            rebound          evil.example:{port}                 host-not-allowed host-not-allowed
            suffixed         127.0.0.1.evil.example:{port}       host-not-allowed host-not-allowed
            missing          -                                   host-malformed   host-malformed
            twice            127.0.0.1:{port}&127.0.0.1:{port}   host-malformed   host-malformed
            nonsense         a..b:{port}                         host-malformed   host-malformed
            user             u@127.0.0.1:{port}                  host-malformed   host-malformed
            """);

    /** Which pages may call, by policy; {own} is the scheme and host by which the server was reached, '' an empty value. */
    public static final Table ORIGINS = Table.of("""
            name             value                                     same-origin        listed             any              null
            none             -                                         no-page            no-page            no-page          no-page
            empty            ''                                        no-page            no-page            no-page          no-page
            own              {own}                                     origin-not-allowed origin-not-allowed everybody        origin-not-allowed
            own-otherwise    {own-otherwise}                           origin-not-allowed origin-not-allowed everybody        origin-not-allowed
            listed           https://wallet.example.org                origin-not-allowed named              everybody        named
            default-port     https://wallet.example.org:443            origin-not-allowed named              everybody        named
            other-scheme     http://wallet.example.org                 origin-not-allowed origin-not-allowed everybody        origin-not-allowed
            other-port       https://wallet.example.org:8443           origin-not-allowed origin-not-allowed everybody        origin-not-allowed
            local            http://localhost:3000                     origin-not-allowed named              everybody        named
            extension        chrome-extension://abcdefghijklmnopabcdefghijklmnop origin-not-allowed named    everybody        named
            below            https://a.apps.example.org                origin-not-allowed named              everybody        named
            not-below        https://apps.example.org                  origin-not-allowed origin-not-allowed everybody        origin-not-allowed
            foreign          https://evil.example                      origin-not-allowed origin-not-allowed everybody        origin-not-allowed
            prefixed         https://wallet.example.org.evil.example   origin-not-allowed origin-not-allowed everybody        origin-not-allowed
            null             null                                      origin-not-allowed origin-not-allowed everybody        named
            websocket        wss://wallet.example.org                  origin-not-allowed origin-not-allowed everybody        origin-not-allowed
            path             https://wallet.example.org/               origin-malformed   origin-malformed   origin-malformed origin-malformed
            two              https://wallet.example.org&https://wallet.example.org origin-malformed origin-malformed origin-malformed origin-malformed
            """);

    /** Whom a connection proves; '-' where there can be none such. */
    public static final Table PEERS = Table.of("""
            name     value plaintext none                       user                   admin                 stranger                   unjudged
            plain    -     anonymous -                          -                      -                     -                          -
            tls      -     -         anonymous                  -                      -                     -                          unjudged
            request  -     -         client-certificate-missing certificate:rpc.user.1 certificate:rpc.admin client-certificate-refused unjudged
            require  -     -         client-certificate-missing certificate:rpc.user.1 certificate:rpc.admin client-certificate-refused unjudged
            """);

    /** Who may call what: the user was granted {@code ledger.read}, the admin {@code control}. */
    public static final Table CALLS = Table.of("""
            name                   value public control   read      undeclared unknown
            anonymous              -     result forbidden forbidden forbidden  unknown
            certificate:rpc.user.1 -     result forbidden result    forbidden  unknown
            certificate:rpc.admin  -     result result    forbidden forbidden  unknown
            """);

    /** What is told first when several rules fail. */
    public static final List<String> PRECEDENCE = List.of(
            "host-malformed",
            "origin-malformed",
            "host-not-allowed",
            "origin-not-allowed",
            "content-type",
            "unjudged",
            "client-certificate-refused",
            "client-certificate-missing");

    private GateTables() {}

    /**
     * Every combination there can be.
     *
     * @param visit is given each
     */
    public static void forEachCell(Consumer<GateCell> visit) {
        for (String transport : List.of("http1", "http2", "websocket")) {
            for (String listener : PEERS.names()) {
                // HTTP/2 is agreed on in TLS, so there is none without.
                if (transport.equals("http2") && listener.equals("plain")) {
                    continue;
                }
                for (String credential : PEERS.columns()) {
                    if (!PEERS.verdict(listener, credential).equals("-")) {
                        forEachRequest(transport, listener, credential, visit);
                    }
                }
            }
        }
    }

    private static void forEachRequest(String transport, String listener, String credential, Consumer<GateCell> visit) {
        List<String> types = transport.equals("websocket") ? List.of("-") : List.of("json", "text", "form", "missing");
        for (String policy : ORIGINS.columns()) {
            for (String host : HOSTS.names()) {
                for (String origin : ORIGINS.names()) {
                    for (String type : types) {
                        for (String call : CALLS.columns()) {
                            visit.accept(new GateCell(
                                    transport, listener, credential, policy, host, origin, type, call, false));
                            visit.accept(new GateCell(
                                    transport, listener, credential, policy, host, origin, type, call, true));
                        }
                    }
                }
            }
        }
    }

    /** A table: names in the first column, values in the second, verdicts by column in the others. */
    public static final class Table {
        private final List<String> columns;
        private final Map<String, List<String>> rows = new LinkedHashMap<>();

        private Table(List<String> columns) {
            this.columns = columns;
        }

        static Table of(String text) {
            List<List<String>> lines = text.lines()
                    .map(line -> Arrays.asList(line.strip().split(" +", -1)))
                    .toList();
            Table table = new Table(lines.get(0).subList(2, lines.get(0).size()));
            lines.subList(1, lines.size()).forEach(line -> table.rows.put(line.get(0), line.subList(1, line.size())));
            return table;
        }

        /** {@return the first column} */
        public List<String> names() {
            return List.copyOf(rows.keySet());
        }

        /** {@return the verdicts' columns} */
        public List<String> columns() {
            return columns;
        }

        /** {@return what the table says where row and column meet} */
        public String verdict(String name, String column) {
            return row(name).get(1 + columns.indexOf(column));
        }

        private List<String> row(String name) {
            List<String> row = rows.get(name);
            if (row == null) {
                throw new IllegalArgumentException(name + " (expected: one of " + rows.keySet() + ")");
            }
            return row;
        }

        List<String> values(String name, int port, String own) {
            String value = row(name).get(0);
            if (value.equals("-")) {
                return List.of();
            }
            List<String> values = new ArrayList<>();
            for (String part : value.split("&", -1)) {
                String otherwise =
                        own.startsWith("https") ? own.replaceFirst("https", "http") : own.replaceFirst("http", "https");
                values.add(part.replace("''", "")
                        .replace("{port}", String.valueOf(port))
                        .replace("{own}", own)
                        .replace("{own-otherwise}", otherwise));
            }
            return values;
        }
    }
}
