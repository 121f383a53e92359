package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a request an operator is not shown. */
class CoveredTest {
    private static final String TOKEN = "srt_S1NMN00uw2GiFIAPuvPRdS58Z2jmfYtexuDyPksUnAz1GtdFl";

    @ParameterizedTest
    @CsvSource({
        "https://alice:secret@wallet.example.org, https://****@wallet.example.org",
        "alice:secret@127.0.0.1:7076, ****@127.0.0.1:7076",
        "https://wallet.example.org/?token=secret, https://wallet.example.org/?****",
        "https://wallet.example.org#access_token=secret, https://wallet.example.org?****",
        "https://wallet.example.org?a=1 | https://b@wallet.example.org, https://wallet.example.org?****| https://****@wallet.example.org",
    })
    void coversWhereUrlsCarrySecrets(String sent, String shown) {
        assertThat(Covered.text(sent)).isEqualTo(shown);
        assertThat(Covered.isOpen(sent)).isFalse();
    }

    @Test
    void coversTokensWhateverTheirCaseAndPlace() {
        assertThat(Covered.tokens("token." + TOKEN + ".example.org")).isEqualTo("token.****.example.org");
        assertThat(Covered.tokens(TOKEN.toUpperCase(java.util.Locale.ROOT))).isEqualTo("****");
        assertThat(Covered.tokens("x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln_nature-x y"))
                .isEqualTo("x **** y");
    }

    @ParameterizedTest
    @CsvSource({
        "2b7e151628aed2a6abf7158809cf4f3c2b7e151628aed2a6abf7158809cf4f3c, ****",
        "https://2B7E151628AED2A6ABF7158809CF4F3C2B7E151628AED2A6ABF7158809CF4F3C.example.org, https://****.example.org",
        "2b7e151628aed2a6abf7158809cf4f3c2b7e151628aed2a6abf7158809cf4f3c_1763726275:80, ****:80",
        "xNLH-hVRI-t9EI-yfZw.example.org, ****.example.org",
        "https://xNLHhVRIt9EIyfZw, https://****",
        "ticket.mxv3xqk1_0a2tqgxw-3q5n0m5kq8bmo9l4u2r7y1e6c, ****",
        "https://Mxv3xqk1_0A2tqgxw-3q5n0m5kq8bmo9l4u2r7y1e6c.example.org, https://****.example.org",
    })
    void coversSecretsParitysTokensAndProofsAndTickets(String sent, String shown) {
        assertThat(Covered.text(sent)).isEqualTo(shown);
        assertThat(Covered.isOpen(sent)).isFalse();
    }

    /** Callers and methods look like them. */
    @Test
    void coversNothingOfTheKindOutsideOfHosts() {
        for (String open : new String[] {"certificate:JonathanAndersen", "getBlockByNumber", "ab".repeat(32)}) {
            assertThat(Covered.tokens(open)).isEqualTo(open);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "internal-k8s-node-ingress-0123456789-abcdef",
                "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
                "ticket.example.org",
                "MyNode.Example.Org",
            })
    void coversNoHostThatIsOnlyLong(String sent) {
        assertThat(Covered.text(sent)).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wallet.example.org", "https://wallet.example.org:8443", "null", "[::1]:7076", "127.0.0.1"})
    void coversNothingOfAHostOrAnOrigin(String sent) {
        assertThat(Covered.text(sent)).isEqualTo(sent);
        assertThat(Covered.isOpen(sent)).isTrue();
    }

    /** Anybody may send such a header, and what is refused is looked at before anybody has proven anything. */
    @Test
    void needsNoMoreTimeAndNoMoreStackThanLongTextIsLong() {
        String mixed = "a1.B-c_.".repeat(40_000);
        for (String sent : List.of(
                "@" + "a".repeat(400_000),
                "a".repeat(400_000) + "|@",
                "eyJhbGciOi" + ".a.bb".repeat(80_000),
                "eyj".repeat(130_000),
                "srt_".repeat(100_000),
                ("a".repeat(63) + "x").repeat(6_000),
                "ticket.".repeat(60_000) + "?" + "#".repeat(100_000),
                mixed)) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Covered.text(sent));
        }
    }

    @Test
    void coversNamesAndTokensOnceAndWhole() {
        assertThat(Covered.text("a@b@c|d@e/f@g")).isEqualTo("****@****@c|****@e/****@g");
        assertThat(Covered.text("@@a")).isEqualTo("@@a");
        assertThat(Covered.tokens("eyJhbGciOi.a..b.c.")).isEqualTo("****..b.c.");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, text/plain",
        "'text/plain; charset=utf-8', 'text/plain; charset=utf-8'",
        "'text/plain; token=secret', 'text/plain; ****'",
        "'multipart/form-data; boundary=x', 'multipart/form-data; ****'",
        "secret, ****",
    })
    void coversWhatIsNoMediaType(String sent, String shown) {
        assertThat(Covered.type(sent)).isEqualTo(shown);
    }

    @Test
    void coversWhatIsNoMethodAndNoSite() {
        assertThat(Covered.method("PUT")).isEqualTo("PUT");
        assertThat(Covered.method("get")).isEqualTo("get");
        assertThat(Covered.method("GwXYAoemAxvKlPAU"))
                .as("a Parity token without a digit")
                .isEqualTo("****");
        assertThat(Covered.method("planted-Pa55word")).isEqualTo("****");
        assertThat(Covered.site("cross-site")).isEqualTo("cross-site");
        assertThat(Covered.site("planted-Pa55word")).isEqualTo("****");
    }
}
