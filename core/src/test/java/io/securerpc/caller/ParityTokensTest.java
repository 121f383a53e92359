package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.reload.Looks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs as a kind of credential: what is proven, how often, and how far clocks may be apart. */
class ParityTokensTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");
    private static final long SECONDS = BEGIN.getEpochSecond();

    @TempDir
    Path folder;

    private final List<Runnable> writes = new ArrayList<>();
    private Instant now = BEGIN;
    private ParityTokenFile file;
    private CreatedParityToken wallet;
    private CredentialKind kind;

    @BeforeEach
    void open() {
        file = ParityTokenFile.at(folder.resolve("authcodes"), () -> now);
        wallet = file.create("wallet");
        now = BEGIN.minusSeconds(100);
        kind = open(ParityTokens.in(file.path()));
        now = BEGIN;
    }

    private CredentialKind open(ParityTokens tokens) {
        return tokens.open(() -> now, writes::add);
    }

    private static String proof(String token, long seconds) {
        return HexFormat.of()
                        .formatHex(ParityTokenSecret.parse(token).orElseThrow().proofAt(seconds)) + "_" + seconds;
    }

    private String proof(long seconds) {
        return proof(wallet.secret(), seconds);
    }

    private static String answer(CredentialKind kind, String presented, Instant now) {
        return kind.prove(presented, now)
                .match(
                        CredentialProof.Proven::callerId,
                        rejected -> rejected.reason().text() + ": " + rejected.detail());
    }

    private String answer(String presented) {
        return answer(kind, presented, now);
    }

    private CredentialProof.Proven proven(String presented) {
        return kind.prove(presented, now).match(proof -> proof, rejected -> {
            throw new AssertionError(rejected.toString());
        });
    }

    private void look() {
        kind.followed().forEach(Looks::at);
    }

    @Test
    void provesItsNameAndNoPermissions() {
        CredentialProof.Proven proof = proven(proof(SECONDS));
        assertThat(proof)
                .isEqualTo(new CredentialProof.Proven(
                        "parity:wallet",
                        wallet.token().mark(),
                        Set.of(),
                        Optional.of(BEGIN.plus(Duration.ofDays(90)))));
        assertThat(kind.holds(proof, now)).isTrue();
        assertThat(kind.form()).isEqualTo(CredentialForm.PARITY_PROOF);
    }

    /** Parity's own example; the token has no name and no age, as of its first version. */
    @Test
    void acceptsParitysOwnExample() throws Exception {
        Files.writeString(folder.resolve("old"), "23521352asdfasdfadf\n");
        now = Instant.ofEpochSecond(90);
        CredentialKind old = open(ParityTokens.in(folder.resolve("old")));
        now = Instant.ofEpochSecond(100);
        String hash = "f37027e4be72b4f01b32d569be842947217a1c70b2a9299468efee8c080871b9";

        assertThat(answer(old, hash + "_99", now))
                .isEqualTo("parity:" + TokenHash.of("23521352asdfasdfadf").hex().substring(0, 8));
        assertThat(answer(old, hash + "_98", now)).isEqualTo("unknown: made with no token of the file");
        assertThat(answer(old, hash + "_100", now)).isEqualTo("unknown: made with no token of the file");
        // Accepted by versions of long ago, of whoever came first.
        assertThat(answer(old, "ee9b1c83b69e42a9efe714c78bd78d021f00938b3420bdd90c4d812befeca12c_99", now))
                .isEqualTo("unknown: made with no token of the file");
        assertThat(LongStream.of(94, 106).mapToObj(at -> answer(old, proof("23521352asdfasdfadf", at), now)))
                .allMatch(answer -> answer.startsWith("parity:"));
        assertThat(answer(old, proof("23521352asdfasdfadf", 93), now))
                .endsWith(", client clock is 7 s behind (accepted: 6 s)");
        assertThat(answer(old, proof("23521352asdfasdfadf", 107), now))
                .endsWith(", client clock is 7 s ahead (accepted: 6 s)");
    }

    @Test
    void acceptsSixSecondsAndNotSevenToBothSides() {
        for (long apart = -6; apart <= 6; apart++) {
            assertThat(answer(proof(SECONDS + apart))).as("%s s", apart).isEqualTo("parity:wallet");
        }
        assertThat(answer(proof(SECONDS - 7)))
                .isEqualTo("expired: parity:wallet, client clock is 7 s behind (accepted: 6 s)");
        assertThat(answer(proof(SECONDS + 7)))
                .isEqualTo("not-yet-valid: parity:wallet, client clock is 7 s ahead (accepted: 6 s)");
        assertThat(answer(proof(SECONDS + 9)))
                .isEqualTo("not-yet-valid: parity:wallet, client clock is 9 s ahead (accepted: 6 s)");
        assertThat(answer(proof(0))).startsWith("expired: parity:wallet, client clock is " + SECONDS + " s behind");
        assertThat(answer(proof(999_999_999_999L))).startsWith("not-yet-valid: parity:wallet, client clock is ");
    }

    /** The server's clock has more than seconds; those it has not reached yet do not count. */
    @Test
    void countsWholeSeconds() {
        now = BEGIN.plusNanos(999_999_999);
        assertThat(answer(proof(SECONDS - 6))).isEqualTo("parity:wallet");
        assertThat(answer(proof(SECONDS + 7))).startsWith("not-yet-valid");
        now = BEGIN.plusSeconds(1);
        assertThat(answer(proof(SECONDS + 7))).isEqualTo("parity:wallet");
        assertThat(answer(proof(SECONDS - 6))).startsWith("expired");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 30, 60})
    void theWindowIsASetting(long window) {
        CredentialKind other = open(ParityTokens.in(file.path()).withWindow(Duration.ofSeconds(window)));
        now = BEGIN.plusSeconds(200);
        long middle = SECONDS + 200;
        assertThat(answer(other, proof(middle - window), now)).isEqualTo("parity:wallet");
        assertThat(answer(other, proof(middle + window), now)).isEqualTo("parity:wallet");
        assertThat(answer(other, proof(middle - window - 1), now)).startsWith("expired");
        assertThat(answer(other, proof(middle + window + 1), now)).startsWith("not-yet-valid");
    }

    @Test
    void acceptsEachProofOnce() {
        assertThat(answer(proof(SECONDS))).isEqualTo("parity:wallet");
        assertThat(answer(proof(SECONDS))).isEqualTo("replayed: parity:wallet, accepted before");
        now = BEGIN.plusSeconds(6);
        assertThat(answer(proof(SECONDS))).isEqualTo("replayed: parity:wallet, accepted before");
        assertThat(answer(proof(SECONDS + 1))).isEqualTo("parity:wallet");
        // Nothing is known of a credential that may be used once.
        assertThat(kind.known(proof(SECONDS + 2), now)).isEmpty();
        assertThat(kind.claimedName(proof(SECONDS + 2))).isEmpty();
        assertThat(answer(proof(SECONDS + 2))).isEqualTo("parity:wallet");
        now = BEGIN.plusSeconds(7);
        assertThat(answer(proof(SECONDS))).startsWith("expired");
    }

    @Test
    void aClockThatIsPutBackOpensNoWindowAgain() {
        assertThat(answer(proof(SECONDS))).isEqualTo("parity:wallet");
        now = BEGIN.plus(Duration.ofHours(1));
        assertThat(answer(proof(now.getEpochSecond()))).isEqualTo("parity:wallet");
        now = BEGIN;
        assertThat(answer(proof(SECONDS))).isEqualTo("replayed: parity:wallet, accepted before");
    }

    /** A refusal spends nothing: only who gets in has had the proof. */
    @Test
    void aProofThatComesTooEarlyIsGoodInTime() {
        assertThat(answer(proof(SECONDS + 7))).startsWith("not-yet-valid");
        now = BEGIN.plusSeconds(1);
        assertThat(answer(proof(SECONDS + 7))).isEqualTo("parity:wallet");
    }

    @Test
    void oneOfManyConnectionsWithOneProofGetsIn() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 7; round++) {
                String presented = proof(SECONDS + round);
                List<Callable<String>> tasks = Collections.nCopies(8, () -> answer(presented));
                List<String> answers = new ArrayList<>();
                for (Future<String> answer : threads.invokeAll(tasks)) {
                    answers.add(answer.get());
                }
                assertThat(answers)
                        .containsOnlyOnce("parity:wallet")
                        .containsOnly("parity:wallet", "replayed: parity:wallet, accepted before");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anAttackersGuessesProveNothing() {
        String good = proof(SECONDS);
        String hash = good.substring(0, 64);
        String malformed = "malformed: not 64 lower-case hexadecimal digits, _ and seconds since 1970";
        assertThat(answer(hash + "_" + (SECONDS + 1))).isEqualTo("unknown: made with no token of the file");
        assertThat(answer(hash + "_" + (SECONDS - 1))).isEqualTo("unknown: made with no token of the file");
        assertThat(answer("0".repeat(64) + "_" + SECONDS)).isEqualTo("unknown: made with no token of the file");
        assertThat(answer(proof("0123456789abcdef", SECONDS))).isEqualTo("unknown: made with no token of the file");
        for (String near : List.of(
                "",
                "parity:wallet",
                wallet.secret(),
                wallet.secret().replace("-", ""),
                hash,
                hash + "_",
                hash + "_-" + SECONDS,
                hash + "_+" + SECONDS,
                hash + "_0" + SECONDS,
                hash + "_" + SECONDS + "000000000",
                hash + ":" + SECONDS,
                "0x" + good,
                hash.toUpperCase(Locale.ROOT) + "_" + SECONDS,
                good + "," + good)) {
            assertThat(answer(near)).as(near).isEqualTo(malformed);
        }
        // None of them spent it.
        assertThat(answer(good)).isEqualTo("parity:wallet");
    }

    @Test
    void theDashesAreNoPartOfTheToken() {
        String dashed = wallet.secret();
        assertThat(dashed).matches("[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){3}");
        assertThat(proof(dashed, SECONDS)).isEqualTo(proof(dashed.replace("-", ""), SECONDS));
    }

    @Test
    void tellsTokensApart() {
        CreatedParityToken other = file.create("other");
        look();
        assertThat(answer(proof(other.secret(), SECONDS))).isEqualTo("parity:other");
        assertThat(answer(proof(SECONDS))).isEqualTo("parity:wallet");
    }

    @Test
    void endsWhenItIsRevokedAndNobodyElseDoes() {
        CreatedParityToken stays = file.create("stays");
        look();
        CredentialProof.Proven leaving = proven(proof(SECONDS));
        CredentialProof.Proven staying = proven(proof(stays.secret(), SECONDS));

        file.revoke("wallet");
        look();

        assertThat(kind.holds(leaving, now)).isFalse();
        assertThat(answer(proof(SECONDS + 1))).isEqualTo("unknown: made with no token of the file");
        assertThat(kind.holds(staying, now)).isTrue();
        assertThat(answer(proof(stays.secret(), SECONDS + 1))).isEqualTo("parity:stays");
    }

    @Test
    void anotherTokenOfThatNameIsNotTheOneThatWasProven() {
        CredentialProof.Proven before = proven(proof(SECONDS));
        CreatedParityToken after = file.rotate("wallet");
        look();
        assertThat(kind.holds(before, now)).isFalse();
        assertThat(answer(proof(SECONDS + 1))).isEqualTo("unknown: made with no token of the file");
        assertThat(kind.holds(proven(proof(after.secret(), SECONDS)), now)).isTrue();
    }

    @Test
    void aProofOfAnotherKindIsNone() {
        for (String id : List.of("basic:wallet", "certificate:wallet", "token:wallet", "jwt:wallet", "parity:other")) {
            assertThat(kind.holds(
                            new CredentialProof.Proven(id, wallet.token().mark(), Set.of(), Optional.empty()), now))
                    .as(id)
                    .isFalse();
        }
    }

    @Test
    void aTokenThatNobodyUsedEndsAfterADay() {
        now = BEGIN.plus(Duration.ofHours(24)).minusSeconds(1);
        CredentialKind unused = open(ParityTokens.in(file.path()));
        now = BEGIN.plus(Duration.ofHours(24));
        assertThat(answer(unused, proof(now.getEpochSecond()), now))
                .isEqualTo("expired: parity:wallet at 2026-11-22T12:00:00Z, never used");
        now = BEGIN.plus(Duration.ofHours(24)).minusNanos(1);
        assertThat(answer(unused, proof(now.getEpochSecond()), now)).isEqualTo("parity:wallet");
        // It has been used now, be that written down or not.
        now = BEGIN.plus(Duration.ofHours(24));
        assertThat(answer(unused, proof(now.getEpochSecond()), now)).isEqualTo("parity:wallet");
    }

    /** By another server with the same file, which this one has to hear of although nothing else has changed. */
    @Test
    void aTokenThatSomebodyUsedElsewhereIsUsed() {
        file.recordUses(Map.of("wallet", BEGIN.plusSeconds(1)));
        look();
        now = BEGIN.plus(Duration.ofHours(25));
        assertThat(answer(proof(now.getEpochSecond()))).isEqualTo("parity:wallet");
    }

    @Test
    void aTokenInUseEndsWithItsLifetime() {
        CredentialProof.Proven proof = proven(proof(SECONDS));
        Instant end = BEGIN.plus(Duration.ofDays(90));
        now = end.minusSeconds(1);
        assertThat(kind.holds(proof, now)).isTrue();
        assertThat(answer(proof(now.getEpochSecond()))).isEqualTo("parity:wallet");
        now = end;
        assertThat(kind.holds(proof, now)).isFalse();
        assertThat(proof.expired(now)).isTrue();
        assertThat(answer(proof(now.getEpochSecond()))).isEqualTo("expired: parity:wallet at " + end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT24H", "PT48H"})
    void theLifetimeIsASetting(String text) {
        Duration lifetime = Duration.parse(text);
        now = BEGIN.minusSeconds(10);
        CredentialKind other = open(ParityTokens.in(file.path()).withLifetime(lifetime));
        now = BEGIN;
        CredentialProof.Proven proof = (CredentialProof.Proven) other.prove(proof(SECONDS), now);
        assertThat(proof.expiry()).contains(BEGIN.plus(lifetime));
        now = BEGIN.plus(lifetime).minusNanos(1);
        assertThat(other.holds(proof, now)).isTrue();
        now = BEGIN.plus(lifetime);
        assertThat(other.holds(proof, now)).isFalse();
        assertThat(answer(other, proof(now.getEpochSecond()), now)).startsWith("expired: parity:wallet at ");
    }

    @Test
    void settingsHaveBounds() {
        ParityTokens tokens = ParityTokens.in(Path.of("authcodes"));
        assertThat(tokens.window()).isEqualTo(Duration.ofSeconds(6));
        assertThat(tokens.lifetime()).isEqualTo(Duration.ofDays(90));
        for (String window : List.of("PT0S", "PT-6S", "PT0.999S", "PT1.5S", "PT1M0.000000001S", "PT1M1S")) {
            assertThatThrownBy(() -> tokens.withWindow(Duration.parse(window)))
                    .as(window)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("window of Parity proofs: " + window + " (expected: whole seconds from 1 to 60)");
        }
        for (Duration lifetime : List.of(
                Duration.ZERO,
                Duration.ofHours(1).minusNanos(1),
                Duration.ofDays(3_650).plusNanos(1))) {
            assertThatThrownBy(() -> tokens.withLifetime(lifetime))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("lifetime of Parity tokens: " + lifetime + " (expected: 1 hour to 3,650 days)");
        }
        assertThat(tokens.withWindow(Duration.ofSeconds(60)).withLifetime(Duration.ofDays(3_650)))
                .isNotEqualTo(tokens)
                .hasToString("Parity tokens of 'authcodes'");
    }

    @Test
    void secretsAreNotPrinted() {
        String secret = wallet.secret().replace("-", "");
        assertThat(List.of(
                                wallet.toString(),
                                wallet.token().toString(),
                                wallet.token().secret().toString(),
                                kind.toString(),
                                kind.followed().toString(),
                                kind.followed().get(0).current().toString(),
                                proven(proof(SECONDS)).toString(),
                                answer(proof(SECONDS)),
                                answer(proof(SECONDS + 9)),
                                file.toString())
                        .toString())
                .doesNotContain(secret)
                .doesNotContain(wallet.secret())
                .doesNotContain(proof(SECONDS).substring(0, 64))
                .doesNotContain(TokenHash.of(secret).hex().substring(0, 8));
    }
}
