package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.BEGIN;
import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.claims;
import static io.securerpc.caller.jwt.JwtSetup.engineToken;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof.Proven;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of each window, by a clock that the test moves. Times are milliseconds from the beginning, which all tokens name. */
class JwtTimesTest {
    private static final String ALICE = "jwt:" + JwtSetup.ISSUER + "|alice";

    @TempDir
    private Path folder;

    private JwtSetup setup;

    @BeforeEach
    void prepare() {
        setup = new JwtSetup(folder);
    }

    /** The same whether its signature is checked or known, so that the one never outlives the other. */
    private String verdictAt(CredentialKind kind, String token, long millis) {
        setup.now = BEGIN.plusMillis(millis);
        String verdict = JwtSetup.verdict(kind.prove(token, setup.now));
        assertThat(kind.known(token, setup.now).isPresent()).as("known").isEqualTo(verdict.startsWith("jwt:"));
        return verdict;
    }

    @ParameterizedTest
    @CsvSource({
        "0, accepted",
        "29000, accepted",
        "29999, accepted",
        "30000, expired: exp is 30 s behind this server's clock (allowed: 30 s)",
        "30001, expired: exp is 30001 ms behind this server's clock (allowed: 30 s)",
        "31000, expired: exp is 31 s behind this server's clock (allowed: 30 s)",
    })
    void expEndsAfterTheSkewToTheMillisecond(long millis, String verdict) {
        CredentialKind kind = setup.open(setup.issuer());
        assertThat(verdictAt(kind, EC.token(claims(BEGIN, "")), millis)).isEqualTo(accepted(verdict));
    }

    /** Of an issuer that lets its users choose: rounding it would take hundreds of millions of digits. */
    @ParameterizedTest
    @ValueSource(strings = {"1e-500000000", "1E-2147483000", "0.1e-99999999", "1763726400.5e-90000000"})
    void aNumberOfCountlessDecimalPlacesIsJudgedAtOnce(String number) {
        CredentialKind kind = setup.open(setup.issuer());
        String token = EC.token(claims(BEGIN.plusSeconds(300), ",\"nbf\":" + number));
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> verdictAt(kind, token, 0)))
                .isEqualTo("malformed: nbf is no moment from 1970 to 9999");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, accepted",
        "0, expired: exp is 0 s behind this server's clock (allowed: 0 s)",
        "1, expired: exp is 1 ms behind this server's clock (allowed: 0 s)",
    })
    void withoutSkewExpEndsAtTheMomentItself(long millis, String verdict) {
        CredentialKind kind = setup.open(setup.issuer().withClockSkew(Duration.ZERO));
        assertThat(verdictAt(kind, EC.token(claims(BEGIN, "")), millis)).isEqualTo(accepted(verdict));
    }

    @ParameterizedTest
    @CsvSource({
        "-31000, 'nbf is 31 s ahead of this server''s clock (allowed: 30 s)'",
        "-30001, 'nbf is 30001 ms ahead of this server''s clock (allowed: 30 s)'",
        "-30000, accepted",
        "-29999, accepted",
        "0, accepted",
    })
    void nbfBeginsBeforeTheSkewToTheMillisecond(long millis, String verdict) {
        CredentialKind kind = setup.open(setup.issuer());
        String token = EC.token(claims(BEGIN.plusSeconds(300), ",\"nbf\":" + BEGIN.getEpochSecond()));
        assertThat(verdictAt(kind, token, millis))
                .isEqualTo(verdict.equals("accepted") ? ALICE : "not-yet-valid: " + verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "-30001, 'not-yet-valid: iat is 30001 ms ahead of this server''s clock (allowed: 30 s)'",
        "-30000, accepted",
        "290000, accepted",
    })
    void iatOfAnIssuerMayLieBehindAndNotAhead(long millis, String verdict) {
        CredentialKind kind = setup.open(setup.issuer());
        String token = EC.token(claims(BEGIN.plusSeconds(300), ",\"iat\":" + BEGIN.getEpochSecond()));
        assertThat(verdictAt(kind, token, millis)).isEqualTo(accepted(verdict));
    }

    /** The engine API's rule, both ends included, as its clients have it. */
    @ParameterizedTest
    @CsvSource({
        "-61000, 'not-yet-valid: iat is 61 s ahead of this server''s clock (allowed: 60 s)'",
        "-60001, 'not-yet-valid: iat is 60001 ms ahead of this server''s clock (allowed: 60 s)'",
        "-60000, engine",
        "-59999, engine",
        "0, engine",
        "59999, engine",
        "60000, engine",
        "60001, 'expired: iat is 60001 ms behind this server''s clock (allowed: 60 s)'",
        "61000, 'expired: iat is 61 s behind this server''s clock (allowed: 60 s)'",
    })
    void iatOfASecretHasAWindowToBothSides(long millis, String verdict) {
        CredentialKind kind = setup.open(setup.engine());
        assertThat(verdictAt(kind, engineToken(BEGIN, ""), millis))
                .isEqualTo(verdict.replaceFirst("^engine$", "jwt:engine"));
    }

    @ParameterizedTest
    @CsvSource({
        "-5001, 'not-yet-valid: iat is 5001 ms ahead of this server''s clock (allowed: 5 s)'",
        "-5000, engine",
        "5000, engine",
        "5001, 'expired: iat is 5001 ms behind this server''s clock (allowed: 5 s)'",
    })
    void theWindowIsASetting(long millis, String verdict) {
        CredentialKind kind = setup.open(setup.engine().withIssueWindow(Duration.ofSeconds(5)));
        assertThat(verdictAt(kind, engineToken(BEGIN, ""), millis))
                .isEqualTo(verdict.replaceFirst("^engine$", "jwt:engine"));
    }

    /** A token that is known is judged by its times again at each request, also when the clock was set back. */
    @Test
    void aKnownTokenEndsAndBeginsLikeAnyOther() {
        CredentialKind kind = setup.open(setup.issuer(), setup.engine());
        String engine = engineToken(BEGIN, "");
        String issued = EC.token(claims(BEGIN.plusSeconds(300), ",\"nbf\":" + BEGIN.getEpochSecond()));
        kind.prove(engine, BEGIN);
        kind.prove(issued, BEGIN);
        assertThat(kind.known(engine, BEGIN.plusSeconds(60))).isPresent();
        assertThat(kind.known(engine, BEGIN.plusMillis(60_001))).isEmpty();
        assertThat(kind.known(engine, BEGIN.minusMillis(60_001))).isEmpty();
        assertThat(kind.known(issued, BEGIN.plusMillis(329_999))).isPresent();
        assertThat(kind.known(issued, BEGIN.plusMillis(330_000))).isEmpty();
        assertThat(kind.known(issued, BEGIN.minusMillis(30_001))).isEmpty();
    }

    @Test
    void aProofEndsWithItsTokenAndTheSkew() {
        CredentialKind kind = setup.open(setup.issuer());
        Proven proof = (Proven) kind.prove(EC.token(good()), BEGIN);
        assertThat(kind.holds(proof, BEGIN.plusMillis(329_999))).isTrue();
        assertThat(kind.holds(proof, BEGIN.plusMillis(330_000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"86400, accepted", "86401, malformed: good for 86401 s (at most 86400 s)"})
    void aTokenIsGoodForADayAtMost(long seconds, String verdict) {
        CredentialKind kind = setup.open(setup.issuer());
        String token = EC.token(claims(BEGIN.plusSeconds(seconds), ",\"iat\":" + BEGIN.getEpochSecond()));
        assertThat(verdictAt(kind, token, 0)).isEqualTo(accepted(verdict));
        assertThat(verdictAt(setup.open(setup.issuer().withLongestLife(Duration.ofSeconds(seconds))), token, 0))
                .isEqualTo(ALICE);
    }

    @ParameterizedTest
    @CsvSource({"86430, accepted", "86431, malformed: good for 86431 s (at most 86400 s)"})
    void withoutIatItsRestIsBounded(long seconds, String verdict) {
        CredentialKind kind = setup.open(setup.issuer());
        assertThat(verdictAt(kind, EC.token(claims(BEGIN.plusSeconds(seconds), "")), 0))
                .isEqualTo(accepted(verdict));
    }

    /** RFC 7519 §2: seconds may have fractions; what is beyond nanoseconds is cut. */
    @ParameterizedTest
    @ValueSource(strings = {"%d.5", "%d.500000000999", "%d5e-1"})
    void momentsMayHaveFractions(String form) {
        CredentialKind kind = setup.open(setup.issuer().withClockSkew(Duration.ZERO));
        String exp = form.formatted(BEGIN.getEpochSecond());
        String token = EC.token(good().replaceFirst("\"exp\":[0-9]+", "\"exp\":" + exp));
        assertThat(verdictAt(kind, token, 499)).isEqualTo(ALICE);
        assertThat(verdictAt(kind, token, 500)).startsWith("expired: exp is 0 s behind");
    }

    @Test
    void settingsHaveBounds() {
        Duration minus = Duration.ofSeconds(-1);
        Instant year = BEGIN.plus(Duration.ofDays(366));
        assertThatThrownBy(() -> setup.issuer().withClockSkew(minus))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("clock skew: PT-1S (expected: PT0S to PT10M)");
        assertThatThrownBy(() -> setup.issuer().withKeyGrace(Duration.ofDays(31)))
                .hasMessage("key grace: PT744H (expected: PT0S to PT720H)");
        assertThatThrownBy(() -> setup.issuer()
                        .withLongestLife(Duration.between(BEGIN, year).plusSeconds(1)))
                .hasMessage("longest life: PT8784H1S (expected: PT0S to PT8784H)");
        assertThatThrownBy(() -> setup.issuer().withLongestLife(Duration.ZERO))
                .hasMessage("longest life: none (expected: more)");
        assertThatThrownBy(() -> setup.engine().withIssueWindow(Duration.ofMinutes(11)))
                .hasMessage("issue window: PT11M (expected: PT0S to PT10M)");
        assertThatThrownBy(() -> setup.issuer().withAlgorithms())
                .hasMessage("algorithms: none (expected: at least one)");
    }

    private static String accepted(String verdict) {
        return verdict.equals("accepted") ? ALICE : verdict;
    }
}
