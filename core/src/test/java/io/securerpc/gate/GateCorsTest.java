package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict.Admitted;
import io.securerpc.gate.Verdict.Preflight;
import io.securerpc.gate.Verdict.Refused;
import io.securerpc.origin.CorsTerms;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateCorsTest {
    private static final String WALLET = "https://wallet.example.com";
    private static final String ASKED = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
    private static final Ask OPTIONS = Ask.at(Door.HTTP).method("OPTIONS").types();
    private static final Map<String, String> VARY = Map.of("Vary", "Origin");

    @ParameterizedTest
    @ValueSource(strings = {"tls", "request", "require"})
    void answersAListedOriginsPreflightBeforeAuthentication(String listener) {
        Gate gate = Gates.gate(listener, OriginPolicy.allow(WALLET));
        assertThat(gate.admit(preflight(WALLET).site("cross-site").facts()))
                .isEqualTo(new Preflight(Map.of(
                        "Access-Control-Allow-Origin", WALLET,
                        "Access-Control-Allow-Methods", "POST",
                        "Access-Control-Allow-Headers", "content-type, authorization",
                        "Access-Control-Max-Age", "600",
                        "Allow", "POST, OPTIONS",
                        "Vary", ASKED)));
    }

    @Test
    void answersAPreflightByTheTermsThatAreSet() {
        CorsTerms terms = CorsTerms.defaults()
                .withMethods("POST", "GET")
                .withRequestHeaders("X-Api-Key")
                .withExposedHeaders("Retry-After", "X-Incident")
                .withMaxAge(Duration.ofHours(2));
        Gate gate =
                Gates.gate("tls", OriginPolicy.allow(WALLET).withTerms(terms).withCredentials());
        assertThat(gate.admit(preflight(WALLET).facts()))
                .isEqualTo(new Preflight(Map.of(
                        "Access-Control-Allow-Origin", WALLET,
                        "Access-Control-Allow-Credentials", "true",
                        "Access-Control-Allow-Methods", "POST, GET",
                        "Access-Control-Allow-Headers", "content-type, authorization, x-api-key",
                        "Access-Control-Max-Age", "7200",
                        "Allow", "POST, OPTIONS",
                        "Vary", ASKED)));
        assertThat(headers(gate, Ask.at(Door.HTTP).origins(WALLET)))
                .isEqualTo(Map.of(
                        "Access-Control-Allow-Origin", WALLET,
                        "Access-Control-Allow-Credentials", "true",
                        "Access-Control-Expose-Headers", "retry-after, x-incident",
                        "Vary", "Origin"));
        assertThat(headers(gate, Ask.at(Door.HTTP))).isEqualTo(VARY);
    }

    @Test
    void answersPlainOptionsWithTheMethods() {
        Gate gate = Gates.gate("require", OriginPolicy.allow(WALLET));
        assertThat(gate.admit(OPTIONS.facts()))
                .isEqualTo(new Preflight(Map.of("Allow", "POST, OPTIONS", "Vary", ASKED)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://wallet.example.com"})
    void refusesThePreflightOfAForeignOrigin(String origin) {
        Gate gate = Gates.gate("tls", OriginPolicy.allow(WALLET));
        Verdict verdict = gate.admit(preflight(origin).facts());
        assertThat(GateFactsTest.codes(verdict)).containsExactly(Refusal.Code.ORIGIN_NOT_ALLOWED);
        assertThat(((Refused) verdict).headers()).isEqualTo(VARY);
    }

    @Test
    void answersForAPrivateNetworkOnlyWhereSetAndOnlyNamedOrigins() {
        OriginPolicy policy = OriginPolicy.allow(WALLET, "null");
        Gate off = Gates.gate("tls", policy);
        Gate on = Gates.gate("tls", policy.withTerms(CorsTerms.defaults().withPrivateNetwork()));
        String header = "Access-Control-Allow-Private-Network";
        assertThat(headers(off, preflight(WALLET).privateNetwork())).doesNotContainKey(header);
        assertThat(headers(on, preflight(WALLET))).doesNotContainKey(header);
        assertThat(headers(on, preflight("null").privateNetwork())).doesNotContainKey(header);
        assertThat(headers(on, OPTIONS.privateNetwork())).doesNotContainKey(header);
        assertThat(headers(on, preflight("https://evil.example").privateNetwork()))
                .isEqualTo(VARY);
        assertThat(headers(on, preflight(WALLET).privateNetwork()))
                .containsEntry(header, "true")
                .containsEntry("Vary", ASKED + ", Access-Control-Request-Private-Network");
    }

    @Test
    void saysTheListedOriginAndVaries() {
        Gate gate = Gates.gate("tls", OriginPolicy.allow(WALLET));
        assertThat(gate.admit(Ask.at(Door.HTTP).origins(WALLET).facts()))
                .isEqualTo(
                        new Admitted(Gates.ANYBODY, Map.of("Access-Control-Allow-Origin", WALLET, "Vary", "Origin")));
        assertThat(gate.admit(Ask.at(Door.WEBSOCKET).origins(WALLET).facts()))
                .isEqualTo(new Admitted(Gates.ANYBODY, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.apps.example:8443",
                "http://localhost:3000",
                "http://[::1]:1",
                "safari-web-extension://E3449EA7-EC25-4696-8E6C-AC1E8EF9D2F4"
            })
    void saysEveryKindOfEntryAsTheBrowserWritesIt(String origin) {
        Gate gate = Gates.gate(
                "tls",
                OriginPolicy.allow(
                        "https://*.apps.example:8443",
                        "http://localhost:*",
                        "http://[::1]:*",
                        "safari-web-extension://E3449EA7-EC25-4696-8E6C-AC1E8EF9D2F4"));
        assertThat(headers(gate, Ask.at(Door.HTTP).origins(origin)))
                .isEqualTo(Map.of("Access-Control-Allow-Origin", origin, "Vary", "Origin"));
    }

    @Test
    void saysTheOriginInItsOwnFormNeverAsSent() {
        Gate gate = Gates.gate("tls", OriginPolicy.allow(WALLET));
        assertThat(headers(gate, Ask.at(Door.HTTP).origins("HTTPS://Wallet.example.com:443")))
                .containsEntry("Access-Control-Allow-Origin", WALLET);
    }

    @Test
    void saysStarForAnyOriginWithoutCredentialsAndStillVaries() {
        Gate gate = Gates.gate("tls", OriginPolicy.any());
        assertThat(gate.admit(Ask.at(Door.HTTP).origins("https://evil.example").facts()))
                .isEqualTo(new Admitted(Gates.ANYBODY, Map.of("Access-Control-Allow-Origin", "*", "Vary", "Origin")));
        assertThat(gate.admit(Ask.at(Door.HTTP).facts())).isEqualTo(new Admitted(Gates.ANYBODY, VARY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "WEBSOCKET"})
    void besideAnyOriginOnlyNamedOnesActWithACertificate(Door door) {
        Gate gate = Gates.gate("request", OriginPolicy.any().withOrigins(WALLET));
        Ask ask = Ask.at(door).peer(Gates.TRUSTED);
        Admitted admitted = (Admitted) gate.admit(ask.origins(WALLET).facts());
        assertThat(admitted.caller()).isEqualTo(Gates.USER);
        Verdict refused = gate.admit(ask.origins("https://evil.example").facts());
        assertThat(GateFactsTest.codes(refused)).containsExactly(Refusal.Code.ORIGIN_NOT_ALLOWED);
        assertThat(((Refused) refused).headers()).isEqualTo(VARY);
    }

    @Test
    void allowsCredentialsOnlyWhenAskedFor() {
        Gate gate = Gates.gate(
                "request", OriginPolicy.allow(WALLET, "https://*.apps.example").withCredentials());
        for (String origin : new String[] {WALLET, "https://a.apps.example"}) {
            assertThat(headers(gate, Ask.at(Door.HTTP).origins(origin).peer(Gates.TRUSTED)))
                    .isEqualTo(Map.of(
                            "Access-Control-Allow-Origin",
                            origin,
                            "Access-Control-Allow-Credentials",
                            "true",
                            "Vary",
                            "Origin"));
        }
    }

    static Stream<Ask> refusals() {
        Ask http = Ask.at(Door.HTTP);
        return Stream.of(
                http.types("text/plain"),
                http.method("PUT"),
                http.method("GET"),
                http.hosts("evil.example"),
                http.hosts(),
                http.target("evil.example"),
                http.site("cross-site"),
                http.peer(Gates.UNJUDGED),
                http.peer(Gates.TRUSTED),
                http.peer(Gates.PLAINTEXT));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void everyRefusalVariesAndOnlyAnAllowedPageMayReadIt(Ask ask) {
        Gate gate = Gates.gate("tls", OriginPolicy.allow(WALLET).withCredentials());
        assertThat(refused(gate, ask)).containsEntry("Vary", "Origin").doesNotContainKey("Access-Control-Allow-Origin");
        for (String foreign : new String[] {"https://evil.example", "null", "garbage"}) {
            assertThat(refused(gate, ask.origins(foreign)))
                    .containsEntry("Vary", "Origin")
                    .allSatisfy((name, value) -> assertThat(name).isIn("Vary", "Allow"));
        }
        assertThat(refused(gate, ask.origins(WALLET, WALLET))).doesNotContainKey("Access-Control-Allow-Origin");
        if (!ask.facts().fetchSite().isPresent()) {
            boolean hostIsOurs =
                    ask.facts().hosts().equals(Ask.at(Door.HTTP).facts().hosts())
                            && ask.facts().target().isEmpty();
            Map<String, String> told = refused(gate, ask.origins(WALLET));
            assertThat(told).containsEntry("Vary", "Origin");
            assertThat(told.get("Access-Control-Allow-Origin")).isEqualTo(hostIsOurs ? WALLET : null);
            assertThat(told.get("Access-Control-Allow-Credentials")).isEqualTo(hostIsOurs ? "true" : null);
        }
    }

    @Test
    void aCheckThatThrowsVariesToo() {
        Gate gate = Gate.builder()
                .listener(Gates.listener("tls"))
                .hosts(HostPolicy.any()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), GateCorsTest::broken))
                .build();
        assertThat(refused(gate, Ask.at(Door.HTTP).origins(WALLET))).isEqualTo(VARY);
    }

    private static Set<String> broken() {
        throw new IllegalStateException("names unreadable");
    }

    private static Ask preflight(String origin) {
        return OPTIONS.origins(origin).requestedMethod("POST");
    }

    private static Map<String, String> refused(Gate gate, Ask ask) {
        return ((Refused) gate.admit(ask.facts())).headers();
    }

    private static Map<String, String> headers(Gate gate, Ask ask) {
        return gate.admit(ask.facts())
                .match(Admitted::headers, Preflight::headers, page -> Map.of(), Refused::headers, needed -> Map.of());
    }
}
