package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.reload.Live;
import io.securerpc.reload.LiveListener;
import io.securerpc.reload.Looks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens as a kind of credential: what is proven, for how long, and what becomes of it when the file changes. */
class BearerTokensTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    private Instant now = BEGIN;
    private TokenFile file;
    private String secret = "";
    private CredentialKind kind;
    private final List<Runnable> writes = new ArrayList<>();

    @BeforeEach
    void open() {
        file = TokenFile.at(folder.resolve("tokens"), () -> now);
        secret = file.create(NewToken.named("ci")
                        .withPermission(Permission.CONTROL)
                        .withExpiry(BEGIN.plus(Duration.ofDays(1))))
                .secret();
        kind = BearerTokens.in(file.path()).open(() -> now, writes::add);
    }

    /** Files that were refused are not looked at again at once. */
    private void lookUntil(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    look();
                    assertion.run();
                });
    }

    private void look() {
        kind.followed().forEach(Looks::at);
    }

    private CredentialProof.Proven proven(String presented) {
        return kind.known(presented, now).orElseThrow();
    }

    private String rejection(String presented) {
        assertThat(kind.known(presented, now)).isEmpty();
        return kind.prove(presented, now)
                .match(Object::toString, rejected -> rejected.reason().text() + ": " + rejected.detail());
    }

    @Test
    void provesNamePermissionsAndEnd() {
        CredentialProof.Proven proof = proven(secret);
        assertThat(proof)
                .isEqualTo(new CredentialProof.Proven(
                        "token:ci",
                        TokenHash.of(secret).mark(),
                        Set.of(Permission.CONTROL),
                        Optional.of(BEGIN.plus(Duration.ofDays(1)))));
        assertThat(kind.prove(secret, now)).isEqualTo(proof);
        assertThat(kind.holds(proof, now)).isTrue();
        assertThat(kind.claimedName(secret)).isEmpty();
        assertThat(kind.form()).isEqualTo(CredentialForm.TOKEN);
        assertThat(kind.challenge()).isEqualTo("Bearer realm=\"rpc\"");
    }

    @Test
    void nearlyATokenIsNone() {
        String other = TokenFile.at(folder.resolve("other"))
                .create(NewToken.named("ci"))
                .secret();
        assertThat(rejection(other)).isEqualTo("unknown: not in the token file");
        for (String near : List.of(
                "",
                "ci",
                "token:ci",
                " " + secret,
                secret + " ",
                secret + "=",
                secret.substring(0, secret.length() - 1),
                secret.substring(1),
                secret.replace("srt_", ""),
                secret + "," + secret,
                TokenHash.of(secret).hex(),
                TokenHash.of(secret).mark())) {
            assertThat(rejection(near)).as(near).isEqualTo("malformed: no token of this library");
        }
    }

    @Test
    void endsWithItsExpiryToTheNanosecond() {
        CredentialProof.Proven proof = proven(secret);
        now = BEGIN.plus(Duration.ofDays(1)).minusNanos(1);
        assertThat(kind.holds(proof, now)).isTrue();
        assertThat(proven(secret)).isEqualTo(proof);
        now = BEGIN.plus(Duration.ofDays(1));
        assertThat(kind.holds(proof, now)).isFalse();
        assertThat(rejection(secret)).isEqualTo("expired: token:ci at 2026-11-22T12:00:00Z");
    }

    @Test
    void endsWhenItIsRevokedAndNobodyElseDoes() {
        String stays = file.create(NewToken.named("stays")).secret();
        look();
        CredentialProof.Proven leaving = proven(secret);
        CredentialProof.Proven staying = proven(stays);

        file.revoke("ci");
        look();

        assertThat(kind.holds(leaving, now)).isFalse();
        assertThat(rejection(secret)).isEqualTo("unknown: not in the token file");
        assertThat(kind.holds(staying, now)).isTrue();
        assertThat(proven(stays)).isEqualTo(staying);
    }

    @Test
    void anotherTokenOfThatNameIsNotTheOneThatWasProven() {
        CredentialProof.Proven before = proven(secret);
        file.revoke("ci");
        String second = file.create(NewToken.named("ci").withPermission(Permission.CONTROL))
                .secret();
        look();
        assertThat(kind.holds(before, now)).isFalse();
        assertThat(kind.holds(proven(second), now)).isTrue();
    }

    @Test
    void aSecretThatWasRotatedAwayEndsWithItsGrace() {
        CredentialProof.Proven before = proven(secret);
        String second = file.rotate("ci", TokenRotation.immediate().withGrace(Duration.ofMinutes(5)))
                .secret();
        look();
        CredentialProof.Proven after = proven(second);
        assertThat(proven(secret).expiry()).contains(BEGIN.plus(Duration.ofMinutes(5)));

        now = BEGIN.plus(Duration.ofMinutes(5)).minusNanos(1);
        assertThat(kind.holds(before, now)).isTrue();
        now = BEGIN.plus(Duration.ofMinutes(5));
        assertThat(kind.holds(before, now)).isFalse();
        assertThat(kind.holds(after, now)).isTrue();
    }

    @Test
    void whatWasProvenWithOtherPermissionsHoldsNoMore() throws Exception {
        CredentialProof.Proven before = proven(secret);
        String text = Files.readString(file.path());
        Files.writeString(file.path(), text.replace("[\"control\"]", "[]"));
        look();
        assertThat(kind.holds(before, now)).isFalse();
        assertThat(proven(secret).permissions()).isEmpty();
    }

    @Test
    void aProofOfAnotherKindIsNone() {
        for (String id : List.of("basic:ci", "certificate:ci", "jwt:ci", "token:other")) {
            assertThat(kind.holds(
                            new CredentialProof.Proven(
                                    id, TokenHash.of(secret).mark(), Set.of(Permission.CONTROL), Optional.empty()),
                            now))
                    .as(id)
                    .isFalse();
        }
    }

    @Test
    void aBrokenOrMissingFileStopsTheStart() throws Exception {
        Files.writeString(file.path(), Files.readString(file.path()) + "what?\n");
        assertThatThrownBy(() -> BearerTokens.in(file.path()).open(() -> now))
                .isInstanceOfSatisfying(
                        TokenFileException.class, e -> assertThat(e.line()).hasValue(3))
                .hasMessage("token file " + file.path() + ": line 3: broken (expected: one JSON object)");
        Files.delete(file.path());
        assertThatThrownBy(() -> BearerTokens.in(file.path()).open(() -> now))
                .hasMessage(
                        "token file " + file.path() + ": no such file (expected: a token file this process may read)");
    }

    @Test
    void aBrokenOrMissingFileKeepsWhatItHeldAndSaysSo() throws Exception {
        CredentialProof.Proven proof = proven(secret);
        Path kept = Files.copy(file.path(), folder.resolve("kept"));
        List<String> news = new ArrayList<>();
        addListener(live(), news);

        Files.writeString(file.path(), "what?\n", StandardOpenOption.APPEND);
        lookUntil(() -> assertThat(live().status().lastFailure().orElseThrow().reason())
                .contains("token file " + file.path() + ": line 3: broken (expected: one JSON object)"));
        assertThat(kind.holds(proof, now)).isTrue();

        Files.delete(file.path());
        lookUntil(() ->
                assertThat(live().status().lastFailure().orElseThrow().reason()).contains("no such file"));
        assertThat(kind.holds(proof, now)).isTrue();

        Files.move(kept, file.path(), StandardCopyOption.REPLACE_EXISTING);
        lookUntil(() -> assertThat(live().status().failing()).isFalse());
        file.revoke("ci");
        lookUntil(() -> assertThat(news).contains("1 tokens, then 0 tokens"));
        assertThat(kind.holds(proof, now)).isFalse();
    }

    @Test
    void usesAreWrittenRarelyAndElsewhere() {
        for (int i = 0; i < 100; i++) {
            proven(secret);
        }
        assertThat(writes).hasSize(1);
        assertThat(lastUse()).isEmpty();
        write();
        assertThat(lastUse()).contains(BEGIN);

        now = BEGIN.plus(Duration.ofHours(1)).minusNanos(1);
        proven(secret);
        assertThat(writes).isEmpty();
        now = BEGIN.plus(Duration.ofHours(1));
        proven(secret);
        write();
        assertThat(lastUse()).contains(now);
    }

    /** Otherwise the log would tell of changes that nobody made. */
    @Test
    void aUseThatIsWrittenIsNoChange() {
        List<String> news = new ArrayList<>();
        addListener(live(), news);
        proven(secret);
        write();
        assertThat(lastUse()).contains(BEGIN);
        assertThat(live().status().failing()).isFalse();
        assertThat(news).isEmpty();
    }

    @Test
    void onlyGoodTokensAreUsed() {
        rejection(TokenFile.at(folder.resolve("other"))
                .create(NewToken.named("x"))
                .secret());
        now = BEGIN.plus(Duration.ofDays(1));
        rejection(secret);
        assertThat(writes).isEmpty();
    }

    @Test
    void manyTokensAreWrittenTogether() {
        String second = file.create(NewToken.named("second")).secret();
        look();
        proven(secret);
        write();
        now = BEGIN.plusSeconds(59);
        proven(second);
        assertThat(writes).isEmpty();
        now = BEGIN.plusSeconds(60);
        proven(second);
        write();
        assertThat(file.load().named("second").flatMap(BearerToken::lastUse)).contains(now);
        assertThat(lastUse()).contains(BEGIN);
    }

    @Test
    void aFileThatCannotBeWrittenIsTriedAgainInAnHour() throws Exception {
        String text = Files.readString(file.path());
        proven(secret);
        Files.writeString(file.path(), "what?");
        write();
        Files.writeString(file.path(), text);
        now = BEGIN.plus(Duration.ofMinutes(59));
        proven(secret);
        assertThat(writes).isEmpty();
        now = BEGIN.plus(Duration.ofMinutes(60));
        proven(secret);
        write();
        assertThat(lastUse()).contains(now);
    }

    @Test
    void aUseNeverBringsBackWhoWasRevoked() {
        proven(secret);
        file.revoke("ci");
        write();
        assertThat(file.load().list()).isEmpty();
    }

    private Optional<Instant> lastUse() {
        return file.load().named("ci").flatMap(BearerToken::lastUse);
    }

    private void write() {
        assertThat(writes).hasSize(1);
        writes.remove(0).run();
        look();
    }

    private Live<?> live() {
        return kind.followed().get(0);
    }

    private static <T> void addListener(Live<T> live, List<String> news) {
        live.addListener(new LiveListener<>() {
            @Override
            public void swapped(T before, T after, List<String> warnings) {
                news.add(before + ", then " + after);
            }

            @Override
            public void rejected(String reason) {
                news.add(reason);
            }

            @Override
            public void recovered() {
                news.add("recovered");
            }
        });
    }
}
