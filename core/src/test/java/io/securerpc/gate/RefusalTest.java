package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict.Refused;
import io.securerpc.origin.OriginPolicy;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
    private static final Gate GATE = Gates.gate("require", OriginPolicy.sameOrigin());

    @Test
    void namesEveryFailingRuleAndTheSmallestSettingInOneLine() {
        Ask ask = Ask.at(Door.HTTP)
                .hosts("Evil.example:7076")
                .origins("https://evil.example:7076")
                .types("text/plain");
        Refused refused = (Refused) GATE.admit(ask.facts());
        assertThat(refused.operatorLine(ask.facts().remote()))
                .isEqualTo("request from 192.0.2.66:50000 refused:"
                        + " host-not-allowed 'Evil.example:7076' (to allow it: hosts = [\"evil.example:7076\"] in [secure_rpc],"
                        + " or .hosts(HostPolicy.allow(\"evil.example:7076\")));"
                        + " origin-not-allowed 'https://evil.example:7076'"
                        + " (to allow it: origins = [\"https://evil.example:7076\"] in [secure_rpc],"
                        + " or .origins(OriginPolicy.allow(\"https://evil.example:7076\")));"
                        + " content-type 'text/plain'");
        assertThat(refused.codes()).containsExactly("host-not-allowed", "origin-not-allowed", "content-type");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.peerText()).isEqualTo("Host not allowed.");
    }

    @Test
    void tellsThePeerNothingItSentAndNoList() {
        for (Refusal.Code code : Refusal.Code.values()) {
            assertThat(code.peerText()).matches("[A-Z][A-Za-z /-]+\\.");
            assertThat(code.text()).matches("[a-z]+(-[a-z]+)*");
            assertThat(code.status()).isIn(400, 401, 403, 405, 415, 429, 500, 503);
        }
        assertThat(Stream.of(Refusal.Code.values()).map(Refusal.Code::text)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"403, evil.example, text/plain", "400, a b, text/plain", "415, node.example.com, text/plain"})
    void theStatusIsThatOfTheFirstByPrecedence(int status, String host, String type) {
        Refused refused =
                (Refused) GATE.admit(Ask.at(Door.HTTP).hosts(host).types(type).facts());
        assertThat(refused.status()).isEqualTo(status);
    }

    @Test
    void escapesAndCutsWhatThePeerSent() {
        String nasty = "a\r\nforged \u001b[31m\"'\\`\u202eé" + "x".repeat(10_000);
        Refused refused = (Refused) GATE.admit(Ask.at(Door.HTTP).hosts(nasty).facts());
        assertThat(refused.refusals().get(0).seen())
                .startsWith("a\\u000D\\u000Aforged \\u001B[31m\\u0022\\u0027\\u005C\\u0060\\u202E\\u00E9xx")
                .hasSizeLessThan(400)
                .endsWith("...");
        assertThat(refused.operatorLine(Ask.at(Door.HTTP).facts().remote())).matches("[ -~]+");
    }

    @ParameterizedTest
    @CsvSource({"a b, ''", "'', https://x y"})
    void offersNoRemedyForWhatIsMalformed(String host, String origin) {
        Ask ask = Ask.at(Door.WEBSOCKET);
        ask = host.isEmpty() ? ask : ask.hosts(host);
        ask = origin.isEmpty() ? ask : ask.origins(origin);
        Refused refused = (Refused) GATE.admit(ask.facts());
        assertThat(refused.refusals()).extracting(Refusal::remedy).containsExactly(Optional.empty());
    }

    @Test
    void offersNoRemedyForARefusedCertificate() {
        Refused refused =
                (Refused) GATE.admit(Ask.at(Door.HTTP).peer(Gates.DISTRUSTED).facts());
        assertThat(refused.refusals())
                .containsExactly(new Refusal(
                        Refusal.Code.CLIENT_CERTIFICATE_REFUSED, "not-installed: CN=stranger", Optional.empty()));
        assertThat(refused.peerText()).isEqualTo("Client certificate not accepted.");
    }
}
