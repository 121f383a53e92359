package io.securerpc.gate;

import static io.securerpc.gate.Refusal.Code.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets to see the status page: a person at a browser whom the listener would serve, and nobody else. */
class GatePageTest {
    /** What Chromium and Firefox send. */
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static final Gate GATE = Gates.gate("tls", OriginPolicy.allow("https://wallet.example.com"));

    static Stream<Arguments> requests() {
        return Stream.of(
                row("address typed", typed()),
                row("HEAD of an address typed", typed().method("HEAD")),
                row("link of another site", typed().site("cross-site")),
                row("link of a sibling", typed().site("same-site")),
                row("by an old browser", opened(BROWSER, null, null)),
                row("by its address", typed().hosts("127.0.0.1:7076")),
                row("html among other types", opened("*/*, TEXT/HTML ; q=0.1", "navigate", "document")),
                row(
                        "frame of another site",
                        opened(BROWSER, "navigate", "iframe").site("cross-site"),
                        CROSS_SITE,
                        METHOD_NOT_ALLOWED),
                row("frame of its own", opened(BROWSER, "navigate", "iframe").site("same-origin"), METHOD_NOT_ALLOWED),
                row(
                        "embedded object",
                        opened(BROWSER, "navigate", "object").site("cross-site"),
                        CROSS_SITE,
                        METHOD_NOT_ALLOWED),
                row("fetch", opened("text/html", "cors", "empty").site("same-origin"), METHOD_NOT_ALLOWED),
                row(
                        "fetch that reads nothing",
                        opened("text/html", "no-cors", "empty").site("cross-site"),
                        CROSS_SITE,
                        METHOD_NOT_ALLOWED),
                row(
                        "image",
                        opened("text/html", "no-cors", "image").site("cross-site"),
                        CROSS_SITE,
                        METHOD_NOT_ALLOWED),
                row(
                        "through a proxy that says nonsense of its client",
                        typed().forwardingFault("X-Forwarded-For: 'nobody'"),
                        CLIENT_ADDRESS_DOUBTFUL),
                row("mode alone", opened(BROWSER, "navigate", null), METHOD_NOT_ALLOWED),
                row("destination alone", opened(BROWSER, null, "document"), METHOD_NOT_ALLOWED),
                row("words in capitals", opened(BROWSER, "Navigate", "Document"), METHOD_NOT_ALLOWED),
                row(
                        "old browser that names the site",
                        opened(BROWSER, null, null).site("cross-site"),
                        CROSS_SITE),
                row("listed Origin", typed().origins("https://wallet.example.com"), METHOD_NOT_ALLOWED),
                row("foreign Origin", typed().origins("https://evil.example"), ORIGIN_NOT_ALLOWED, METHOD_NOT_ALLOWED),
                row(
                        "several Origins",
                        typed().origins("https://a.example", "null"),
                        ORIGIN_MALFORMED,
                        METHOD_NOT_ALLOWED),
                row("program", opened("*/*", null, null), METHOD_NOT_ALLOWED),
                row("program that says nothing", Ask.at(Door.HTTP).method("GET").types(), METHOD_NOT_ALLOWED),
                row("any text", opened("text/*", "navigate", "document"), METHOD_NOT_ALLOWED),
                row("html refused", opened("text/html;q=0, */*", "navigate", "document"), METHOD_NOT_ALLOWED),
                row(
                        "html refused to three places",
                        opened("text/html; q=0.000", "navigate", "document"),
                        METHOD_NOT_ALLOWED),
                row("longer type", opened("text/html5", "navigate", "document"), METHOD_NOT_ALLOWED),
                row("JSON", opened("application/json", "navigate", "document"), METHOD_NOT_ALLOWED),
                row(
                        "POST as a navigation",
                        typed().method("POST").types("application/json").site("cross-site"),
                        CROSS_SITE),
                row("PUT", typed().method("PUT"), METHOD_NOT_ALLOWED),
                row("wrong Host", typed().hosts("evil.example:7076"), HOST_NOT_ALLOWED),
                row("wrong Host, by a link", typed().hosts("evil.example").site("cross-site"), HOST_NOT_ALLOWED),
                row("no Host", typed().hosts(), HOST_MALFORMED),
                row("markup for Host", typed().hosts("\"><script>"), HOST_MALFORMED),
                row("target that differs", typed().target("127.0.0.1:7076"), HOST_CONTRADICTED),
                row("nobody judged", typed().peer(Gates.UNJUDGED), UNJUDGED),
                row("a certificate nobody asked for", typed().peer(Gates.TRUSTED), CLIENT_CERTIFICATE_REFUSED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void showsThePageToAPersonAtABrowserAndToNothingElse(String name, Ask ask, List<Refusal.Code> codes) {
        Verdict verdict = GATE.admit(ask.facts());

        assertThat(codes(verdict)).isEqualTo(codes);
        assertThat(verdict instanceof Verdict.Page).isEqualTo(codes.isEmpty());
    }

    @Test
    void isNoDoorForAnUpgrade() {
        Verdict verdict = GATE.admit(Ask.at(Door.WEBSOCKET)
                .navigation(BROWSER, "navigate", "document")
                .facts());

        assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
    }

    @ParameterizedTest
    @CsvSource({
        "plain,   plaintext,  METHOD_NOT_ALLOWED",
        "tls,     none,       page",
        "tls,     plaintext,  TRANSPORT",
        "request, none,       CLIENT_CERTIFICATE_MISSING",
        "request, trusted,    page",
        "request, distrusted, CLIENT_CERTIFICATE_REFUSED",
        "require, none,       CLIENT_CERTIFICATE_MISSING",
        "require, trusted,    page",
        "require, revoked,    CLIENT_CERTIFICATE_REFUSED"
    })
    void asksOfThePersonWhatItAsksOfACaller(String listener, String peer, String expected) {
        Verdict verdict = Gates.gate(listener, OriginPolicy.sameOrigin())
                .admit(typed().peer(Gates.peer(peer)).facts());

        String said = verdict instanceof Verdict.Page
                ? "page"
                : GateFactsTest.codes(verdict).get(0).name();
        assertThat(said).isEqualTo(expected);
    }

    @Test
    void canBeSwitchedOff() {
        Gate gate = Gates.builder("tls", HostPolicy.ownNames())
                .statusPage(StatusPage.none())
                .build();

        assertThat(codes(gate.admit(typed().facts()))).containsExactly(METHOD_NOT_ALLOWED);
    }

    @Test
    void namesTheHostAsTheBrowserReachedIt() {
        Verdict.Page page =
                (Verdict.Page) GATE.admit(typed().hosts("Node.Example.com").facts());

        assertThat(page.host()).hasToString("node.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "tls,   node.example.com:7076, max-age=31536000",
        "tls,   node.example.com,      max-age=31536000",
        "tls,   127.0.0.1:7076,        ",
        "tls,   localhost:7076,        ",
        "tls,   evil.example,          ",
        "plain, node.example.com:7076, "
    })
    void tellsBrowsersToUseTlsOnlyUnderANameOfItsOwn(String listener, String host, String expected) {
        Gate gate = Gates.builder(listener, HostPolicy.ownNames())
                .strictTransport(Duration.ofDays(365))
                .build();

        for (Ask ask :
                List.of(typed(), Ask.at(Door.HTTP), Ask.at(Door.WEBSOCKET).origins("https://evil.example"))) {
            assertThat(gate.transportHeaders(ask.hosts(host).facts()))
                    .isEqualTo(expected == null ? Map.of() : Map.of("Strict-Transport-Security", expected));
        }
    }

    @Test
    void tellsThemNothingWhereTheHostIsNotOneOrNothingWasAsked() {
        Gate any = Gates.builder("tls", HostPolicy.any())
                .strictTransport(Duration.ofDays(1))
                .build();

        assertThat(any.transportHeaders(typed().hosts("rebound.example").facts()))
                .isEmpty();
        assertThat(any.transportHeaders(
                        typed().hosts("node.example.com", "node.example.com").facts()))
                .isEmpty();
        assertThat(GATE.transportHeaders(typed().facts())).isEmpty();
    }

    @Test
    void aNodeWhoseNamesCannotBeToldTellsThemNothing() {
        Gate broken = Gates.broken(Duration.ofDays(1));

        assertThat(broken.transportHeaders(typed().facts())).isEmpty();
        assertThat(GateFactsTest.codes(broken.admit(typed().facts()))).containsExactly(CHECK_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"", "<b>", "é"})
    void refusesACallThatNoMethodCanBe(String name) {
        assertThatThrownBy(() -> StatusPage.shown().withCall(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("status page call: '" + name + "' (expected: letters, digits and _ . / : -, at most 128)");
    }

    @Test
    void refusesACallWithoutAPage() {
        assertThatThrownBy(() -> StatusPage.none().withCall("block_count"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("status page call: block_count (expected: none, without a page)");
    }

    /** All but the type of the body, of which a GET has none. */
    private static List<Refusal.Code> codes(Verdict verdict) {
        return GateFactsTest.codes(verdict).stream()
                .filter(code -> code != CONTENT_TYPE)
                .toList();
    }

    private static Ask typed() {
        return opened(BROWSER, "navigate", "document").site("none");
    }

    private static Ask opened(String accept, String mode, String destination) {
        return Ask.at(Door.HTTP).method("GET").types().navigation(accept, mode, destination);
    }

    private static Arguments row(String name, Ask ask, Refusal.Code... codes) {
        return Arguments.of(name, ask, List.of(codes));
    }
}
