package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict.Admitted;
import io.securerpc.gate.Verdict.Preflight;
import io.securerpc.origin.OriginPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateCorsTest {
    private static final String WALLET = "https://wallet.example.com";
    private static final Ask OPTIONS = Ask.at(Door.HTTP).method("OPTIONS").types();

    @ParameterizedTest
    @ValueSource(strings = {"tls", "request", "require"})
    void answersAListedOriginsPreflightBeforeAuthentication(String listener) {
        Gate gate = Gates.gate(listener, OriginPolicy.allow(WALLET));
        Ask preflight = OPTIONS.origins(WALLET).requestedMethod("POST").site("cross-site");
        assertThat(gate.admit(preflight.facts()))
                .isEqualTo(new Preflight(Map.of(
                        "Access-Control-Allow-Origin", WALLET,
                        "Access-Control-Allow-Methods", "POST",
                        "Access-Control-Allow-Headers", "content-type, authorization",
                        "Access-Control-Max-Age", "600",
                        "Allow", "POST, OPTIONS",
                        "Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")));
    }

    @Test
    void answersPlainOptionsWithTheMethods() {
        Gate gate = Gates.gate("require", OriginPolicy.allow(WALLET));
        assertThat(gate.admit(OPTIONS.facts()))
                .isEqualTo(new Preflight(Map.of("Allow", "POST, OPTIONS", "Vary", "Origin")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://wallet.example.com"})
    void refusesThePreflightOfAForeignOrigin(String origin) {
        Gate gate = Gates.gate("tls", OriginPolicy.allow(WALLET));
        Verdict verdict =
                gate.admit(OPTIONS.origins(origin).requestedMethod("POST").facts());
        assertThat(GateFactsTest.codes(verdict)).containsExactly(Refusal.Code.ORIGIN_NOT_ALLOWED);
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

    @Test
    void saysTheOriginInItsOwnFormNeverAsSent() {
        Gate gate = Gates.gate("tls", OriginPolicy.allow(WALLET));
        Admitted admitted = (Admitted) gate.admit(
                Ask.at(Door.HTTP).origins("HTTPS://Wallet.example.com:443").facts());
        assertThat(admitted.headers()).containsEntry("Access-Control-Allow-Origin", WALLET);
    }

    @Test
    void saysStarForAnyOriginWithoutCredentials() {
        Gate gate = Gates.gate("tls", OriginPolicy.any());
        assertThat(gate.admit(Ask.at(Door.HTTP).origins("https://evil.example").facts()))
                .isEqualTo(new Admitted(Gates.ANYBODY, Map.of("Access-Control-Allow-Origin", "*")));
        assertThat(gate.admit(Ask.at(Door.HTTP).facts())).isEqualTo(new Admitted(Gates.ANYBODY, Map.of()));
    }

    @Test
    void allowsCredentialsOnlyWhenAskedFor() {
        Gate gate = Gates.gate(
                "request", OriginPolicy.allow(WALLET, "https://*.apps.example").withCredentials());
        for (String origin : new String[] {WALLET, "https://a.apps.example"}) {
            Admitted admitted = (Admitted) gate.admit(
                    Ask.at(Door.HTTP).origins(origin).peer(Gates.TRUSTED).facts());
            assertThat(admitted.headers())
                    .isEqualTo(Map.of(
                            "Access-Control-Allow-Origin",
                            origin,
                            "Access-Control-Allow-Credentials",
                            "true",
                            "Vary",
                            "Origin"));
        }
    }
}
