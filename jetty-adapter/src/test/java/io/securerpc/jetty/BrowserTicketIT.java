package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.TokenFile;
import io.securerpc.event.SecurityEvent;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Pages in a real Chromium prove their callers where a WebSocket of a browser has room for it: among the sub-protocols, by a token or by a ticket. */
class BrowserTicketIT {
    /** Of Chromium itself, which asks people before a page reaches loopback; see {@link BrowserIT}. */
    private static final String OWN_DEFENCES_OFF =
            "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets";

    private static final String TICKET = """
            const response = await fetch('https://%s/ticket', {
              method: 'POST', headers: {'Content-Type': 'application/json', Authorization: 'Bearer %s'}});
            const answer = await response.json();
            return response.status + ' ' + answer.expires_in + ' ' + answer.ticket;
            """;

    private static final String WEBSOCKET = """
            return await new Promise((resolve) => {
              const socket = new WebSocket('wss://%s/', ['securerpc.v1', '%s']);
              socket.onopen = () => socket.send('{"jsonrpc":"2.0","id":1,"method":"whoami"}');
              socket.onmessage = (event) => { resolve(socket.protocol + ' ' + event.data); socket.close(); };
              socket.onclose = (event) => resolve('closed ' + event.code);
            });
            """;

    private static final String KNOWN = "securerpc.v1 {\"jsonrpc\":\"2.0\",\"result\":\"token:ci\",\"id\":1}";
    private static final String NEVER_OPENED = "closed 1006";

    @TempDir
    static Path folder;

    private static PageServer pages;
    private static PageServer others;
    private static BrowserNode node;
    private static Chromium chromium;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        Chromium.require();
        pages = PageServer.start();
        others = PageServer.start();
        TokenFile tokens = TokenFile.at(folder.resolve("tokens"));
        token = tokens.create(NewToken.named("ci")).secret();
        node = BrowserNode.start(
                folder.resolve("node"),
                "127.0.0.1",
                ClientAuthentication.none(),
                builder -> builder.addCredentials(BearerTokens.in(tokens.path()))
                        .origins(OriginPolicy.allow(pages.origin("wallet.example"), others.origin("wallet.example")))
                        .webSocketTickets());
        chromium = Chromium.start(
                folder,
                List.of(BrowserNode.IDENTITY, PageServer.IDENTITY),
                TestCertificate.named("rpc.user.1").selfSigned(),
                List.of(OWN_DEFENCES_OFF));
        chromium.visit("wallet", pages.origin("wallet.example"));
        chromium.visit("other", others.origin("wallet.example"));
        chromium.visit("evil", pages.origin("evil.example"));
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable opened : new AutoCloseable[] {chromium, node, others, pages}) {
            if (opened != null) {
                opened.close();
            }
        }
    }

    @BeforeEach
    void countAnew() {
        node.calls.set(0);
        node.events.clear();
    }

    @Test
    void aPageOfAnAllowedOriginOpensOneWebSocketWithATicket() {
        String ticket = ticket("wallet");

        assertThat(open("wallet", "ticket." + ticket)).isEqualTo(KNOWN);
        assertThat(node.calls).hasValue(1);
        assertThat(node.refused()).isEmpty();
        assertThat(open("wallet", "ticket." + ticket)).isEqualTo(NEVER_OPENED);
        assertThat(said()).contains("ticket: replayed, used already").doesNotContain(ticket);
        assertThat(node.calls).hasValue(1);
    }

    @Test
    void aPageOfAnotherAllowedOriginCannotUseItAndItIsLost() {
        String ticket = ticket("wallet");

        assertThat(open("other", "ticket." + ticket)).isEqualTo(NEVER_OPENED);
        assertThat(said()).contains("ticket: not-for-us, made for another Origin");
        assertThat(open("wallet", "ticket." + ticket)).isEqualTo(NEVER_OPENED);
        assertThat(node.calls).hasValue(0);
        assertThat(open("other", "ticket." + ticket("other"))).isEqualTo(KNOWN);
    }

    @Test
    void aPageWithATokenNeedsNoTicket() {
        assertThat(open("wallet", "token." + token)).isEqualTo(KNOWN);
        assertThat(open("wallet", "token." + token + "x")).isEqualTo(NEVER_OPENED);
        assertThat(node.calls).hasValue(1);
        assertThat(said()).doesNotContain(token);
    }

    @Test
    void aForeignPageGetsNothingWhateverItHas() {
        JsonNode answer = chromium.run("evil", TICKET.formatted(node.host(), token));
        assertThat(answer.get("failure").stringValue()).isEqualTo("TypeError: Failed to fetch");
        assertThat(open("evil", "token." + token)).isEqualTo(NEVER_OPENED);
        assertThat(open("evil", "ticket." + ticket("wallet"))).isEqualTo(NEVER_OPENED);
        assertThat(node.refused()).containsOnly("origin-not-allowed").hasSize(3);
        assertThat(node.calls).hasValue(0);
    }

    private static String ticket(String tab) {
        String answer = value(tab, TICKET.formatted(node.host(), token));
        assertThat(answer).matches("200 30 [A-Za-z0-9_-]{43}");
        return answer.substring(7);
    }

    private static String open(String tab, String credential) {
        return value(tab, WEBSOCKET.formatted(node.host(), credential));
    }

    private static String said() {
        return node.events.stream().map(SecurityEvent::text).toList().toString();
    }

    private static String value(String tab, String body) {
        JsonNode answer = chromium.run(tab, body);
        assertThat(answer.has("value")).as(answer.toString()).isTrue();
        return answer.get("value").stringValue();
    }
}
