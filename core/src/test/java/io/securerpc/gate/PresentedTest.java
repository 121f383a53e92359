package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How what a request presents is told apart: one credential or none, and whatever could be two is refused. */
class PresentedTest {
    private static final String PROOF = "0123456789abcdef".repeat(4) + "_1700000000";

    /** Header lines are divided by {@code |}; {@code PROOF} stands for one of Parity's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; ; no; NOTHING; ; ",
                "Bearer a; ; no; AUTHORIZATION; a; ",
                "Bearer a|Bearer b; ; no; MALFORMED; ; ",
                "Bearer; ; no; MALFORMED; ; ",
                "; securerpc.v1; no; NOTHING; ; securerpc.v1",
                "; securerpc.v1; yes; NOTHING; ; securerpc.v1",
                "; securerpc.v1, chat; no; NOTHING; ; securerpc.v1",
                "Bearer a; securerpc.v1; no; AUTHORIZATION; a; securerpc.v1",
                "; securerpc.v1, token.a.b-c_d; no; TOKEN; a.b-c_d; securerpc.v1",
                "; token.a, securerpc.v1; no; TOKEN; a; securerpc.v1",
                "; token.a|securerpc.v1; no; TOKEN; a; securerpc.v1",
                "; securerpc.v1,ticket.T; yes; TICKET; T; securerpc.v1",
                "; securerpc.v1, token.; no; TOKEN; ''; securerpc.v1",
                "; token.a; no; MALFORMED; ; ",
                "; ticket.a; yes; MALFORMED; ; ",
                "; securerpc.v1, token.a, chat; no; MALFORMED; ; ",
                "; securerpc.v1, token.a, token.b; no; MALFORMED; ; ",
                "; securerpc.v1, token.a, ticket.b; no; MALFORMED; ; ",
                "; securerpc.v2, token.a; no; MALFORMED; ; ",
                "; SECURERPC.V1, token.a; no; MALFORMED; ; ",
                "; securerpc.v1, token.a, PROOF; yes; MALFORMED; ; ",
                "Bearer a; securerpc.v1, token.a; no; MALFORMED; ; ",
                "Bearer a; PROOF; yes; MALFORMED; ; ",
                "Bearer a|Bearer b; securerpc.v1; no; MALFORMED; ; ",
                "; PROOF; yes; PARITY_PROOF; PROOF; PROOF",
                "; PROOF; no; PARITY_PROOF; PROOF; PROOF",
                "; PROOF, chat; yes; MALFORMED; ; ",
                "; PROOF|chat; yes; MALFORMED; ; ",
                "; PROOF, chat; no; MALFORMED; ; ",
                "; PROOF, securerpc.v1; yes; MALFORMED; ; ",
                "; chat; yes; PARITY_PROOF; chat; chat",
                "; chat, other; yes; MALFORMED; ; ",
                "; chat; no; NOTHING; ; ",
                "; chat, other; no; NOTHING; ; ",
                "; securerpc.v1, securerpc.v1; no; MALFORMED; ; ",
                "; securerpc.v1,; no; MALFORMED; ; ",
                "; ,; no; MALFORMED; ; ",
                "; ''; no; MALFORMED; ; ",
                "; securerpc.v1, token.a b; no; MALFORMED; ; ",
                "; securerpc.v1, token.a/b=; no; MALFORMED; ; ",
            })
    void isOneCredentialOrNone(
            String authorization, String protocols, String parity, Presented.Kind kind, String value, String agreed) {
        Presented presented =
                Presented.of(Authorization.of(lines(authorization), lines(protocols)), parity.equals("yes"));
        assertThat(presented.kind()).isEqualTo(kind);
        String credential = lines(value).stream().findFirst().orElse("");
        if (kind != Presented.Kind.MALFORMED) {
            assertThat(presented.value()).isEqualTo(credential);
        }
        assertThat(presented.agreed().map(Subprotocol::text))
                .isEqualTo(lines(agreed).stream().findFirst());
        assertThat(presented.toString() + presented.agreed())
                .doesNotContain("a.b-c_d", PROOF)
                .doesNotContain(credential.length() < 4 ? "-----" : credential);
    }

    private static List<String> lines(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("\\|", -1))
                        .map(line -> line.replace("PROOF", PROOF))
                        .toList();
    }
}
