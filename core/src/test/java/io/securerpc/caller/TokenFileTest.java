package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    private Path path;
    private Instant now = BEGIN;
    private TokenFile file;

    @BeforeEach
    void open() {
        path = folder.resolve("tokens");
        file = TokenFile.at(path, () -> now);
    }

    private String reason(String presented) {
        return file.load()
                .judge(presented, now)
                .match(proven -> "proven", rejected -> rejected.reason().text());
    }

    @Test
    void keepsTheHashAndNothingElseOfTheToken() throws Exception {
        now = BEGIN.plusNanos(999_999_999);
        CreatedToken created = file.create(NewToken.named("ci")
                .withPermission(Permission.CONTROL)
                .withPermission(Permission.of("backup"))
                .withExpiry(Instant.parse("2027-01-01T00:00:00.5Z")));

        String sha256 = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(created.secret().getBytes(StandardCharsets.US_ASCII)));
        assertThat(path)
                .hasContent("{\"format\":\"secure-rpc tokens\",\"version\":1}\n"
                        + "{\"name\":\"ci\",\"permissions\":[\"backup\",\"control\"],\"created\":\"2026-11-21T12:00:00Z\","
                        + "\"expires\":\"2027-01-01T00:00:00Z\",\"sha256\":\"" + sha256 + "\"}\n");
        assertThat(file.load().list()).containsExactly(created.token());
        assertThat(created).hasToString("token:ci ****");
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        file.create(NewToken.named("a"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tokens.lock"))))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("tokens", "tokens.lock");
    }

    @Test
    void aChangeKeepsTheModeAndTheLink() throws Exception {
        file.create(NewToken.named("a"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("tokens"));

        TokenFile.at(link, () -> now).create(NewToken.named("b"));

        assertThat(link).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
        assertThat(file.load().list()).extracting(BearerToken::name).containsExactly("a", "b");
    }

    @Test
    void byDefaultATokenIsGoodForNinetyDaysAndMayWhatIsPublic() {
        BearerToken token = file.create(NewToken.named("a")).token();
        assertThat(token.permissions()).isEmpty();
        assertThat(token.created()).isEqualTo(BEGIN);
        assertThat(token.expires()).contains(BEGIN.plus(Duration.ofDays(90)));
        assertThat(token.lastUse()).isEmpty();
        assertThat(file.create(NewToken.named("b").withoutExpiry()).token().expires())
                .isEmpty();
    }

    @Test
    void aNameIsTakenUntilItIsRevoked() {
        String first = file.create(NewToken.named("ci")).secret();
        now = BEGIN.plus(Duration.ofDays(100));
        assertThatThrownBy(() -> file.create(NewToken.named("ci")))
                .isInstanceOfSatisfying(
                        TakenTokenException.class, e -> assertThat(e.name()).isEqualTo("ci"))
                .hasMessage("token ci: exists already (expected: a free name, or a rotation of that one)");
        assertThat(reason(first)).isEqualTo("expired");

        assertThat(file.revoke("ci").name()).isEqualTo("ci");
        String second = file.create(NewToken.named("ci")).secret();

        assertThat(reason(first)).isEqualTo("unknown");
        assertThat(reason(second)).isEqualTo("proven");
    }

    @Test
    void revokesOneAndLeavesTheOthers() {
        String leaves = file.create(NewToken.named("leaves")).secret();
        String stays = file.create(NewToken.named("stays")).secret();
        file.revoke("leaves");
        assertThat(reason(leaves)).isEqualTo("unknown");
        assertThat(reason(stays)).isEqualTo("proven");
        assertThatThrownBy(() -> file.revoke("leaves"))
                .isInstanceOfSatisfying(
                        UnknownTokenException.class, e -> assertThat(e.name()).isEqualTo("leaves"))
                .hasMessage("token leaves: no such token (expected: the name of one in the file)");
        file.revoke("stays");
        assertThat(file.load().list()).isEmpty();
    }

    @Test
    void expiresAtTheMomentItselfAndNotBefore() {
        String secret = file.create(NewToken.named("a").withExpiry(BEGIN.plusSeconds(60)))
                .secret();
        now = BEGIN.plusSeconds(60).minusNanos(1);
        assertThat(reason(secret)).isEqualTo("proven");
        now = BEGIN.plusSeconds(60);
        assertThat(reason(secret)).isEqualTo("expired");
        now = BEGIN.plusSeconds(60).plusNanos(1);
        assertThat(reason(secret)).isEqualTo("expired");
    }

    @Test
    void rotatingEndsTheOldSecretAtOnce() {
        CreatedToken before = file.create(NewToken.named("a").withPermission(Permission.CONTROL));
        now = BEGIN.plusSeconds(5);
        CreatedToken after = file.rotate("a", TokenRotation.immediate());

        assertThat(reason(before.secret())).isEqualTo("unknown");
        assertThat(reason(after.secret())).isEqualTo("proven");
        assertThat(after.token().permissions()).containsExactly(Permission.CONTROL);
        assertThat(after.token().created()).isEqualTo(BEGIN);
        assertThat(after.token().expires()).isEqualTo(before.token().expires());
    }

    @Test
    void theOldSecretIsGoodUntilItsGraceEnds() {
        String first = file.create(NewToken.named("a")).secret();
        TokenRotation hour = TokenRotation.immediate().withGrace(Duration.ofHours(1));
        String second = file.rotate("a", hour).secret();
        now = BEGIN.plus(Duration.ofMinutes(30));
        String third = file.rotate("a", hour).secret();

        assertThat(file.load().named("a").orElseThrow().oldSecretUntil(now))
                .contains(BEGIN.plus(Duration.ofMinutes(90)));
        now = BEGIN.plus(Duration.ofHours(1)).minusNanos(1);
        assertThat(reason(first)).isEqualTo("proven");
        now = BEGIN.plus(Duration.ofHours(1));
        assertThat(reason(first)).isEqualTo("expired");
        assertThat(reason(second)).isEqualTo("proven");
        now = BEGIN.plus(Duration.ofMinutes(90));
        assertThat(reason(second)).isEqualTo("expired");
        assertThat(reason(third)).isEqualTo("proven");
        assertThat(file.load().named("a").orElseThrow().oldSecretUntil(now)).isEmpty();

        file.rotate("a", TokenRotation.immediate());
        assertThat(reason(first)).isEqualTo("unknown");
    }

    @Test
    void anOldSecretNeverOutlivesItsToken() {
        String first = file.create(NewToken.named("a").withExpiry(BEGIN.plusSeconds(60)))
                .secret();
        file.rotate("a", TokenRotation.immediate().withGrace(Duration.ofDays(1)));
        now = BEGIN.plusSeconds(60);
        assertThat(reason(first)).isEqualTo("expired");
        file.revoke("a");
        assertThat(reason(first)).isEqualTo("unknown");
    }

    @Test
    void aNewExpiryIsThatOfTheNewSecretAlone() {
        String first = file.create(NewToken.named("a").withExpiry(BEGIN.plusSeconds(60)))
                .secret();
        TokenRotation longer =
                TokenRotation.immediate().withGrace(Duration.ofDays(7)).withoutExpiry();
        String second = file.rotate("a", longer).secret();
        assertThat(file.load().named("a").orElseThrow().oldSecretUntil(now)).contains(BEGIN.plusSeconds(60));
        now = BEGIN.plusSeconds(60);
        assertThat(reason(first)).isEqualTo("expired");
        assertThat(reason(second)).isEqualTo("proven");
    }

    @Test
    void aNewExpiryRevivesNoneOfTheOldSecrets() {
        String first = file.create(NewToken.named("a").withExpiry(BEGIN.plusSeconds(60)))
                .secret();
        String second = file.rotate("a", TokenRotation.immediate().withGrace(Duration.ofDays(7)))
                .secret();
        now = BEGIN.plusSeconds(60);
        file.rotate("a", TokenRotation.immediate().withoutExpiry());
        assertThat(reason(first)).isEqualTo("unknown");
        assertThat(reason(second)).isEqualTo("unknown");
    }

    @Test
    void anExpiredTokenComesBackOnlyWithANewExpiryAndSecret() {
        String first = file.create(NewToken.named("a").withExpiry(BEGIN.plusSeconds(60)))
                .secret();
        now = BEGIN.plusSeconds(60);
        assertThatThrownBy(() -> file.rotate("a", TokenRotation.immediate()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token a: expired 2026-11-21T12:01:00Z (expected: a new expiry)");
        TokenRotation longer =
                TokenRotation.immediate().withGrace(Duration.ofHours(1)).withExpiry(now.plusSeconds(60));

        String second = file.rotate("a", longer).secret();

        assertThat(reason(first)).isEqualTo("unknown");
        assertThat(reason(second)).isEqualTo("proven");
        file.rotate("a", TokenRotation.immediate().withoutExpiry());
        assertThat(file.load().named("a").orElseThrow().expires()).isEmpty();
    }

    @Test
    void rotatingInALoopIsStopped() {
        file.create(NewToken.named("a"));
        TokenRotation hour = TokenRotation.immediate().withGrace(Duration.ofHours(1));
        for (int i = 0; i < 8; i++) {
            file.rotate("a", hour);
        }
        assertThatThrownBy(() -> file.rotate("a", hour))
                .hasMessage("token file " + path + ": token a would have 9 old secrets that are good"
                        + " (expected: at most 8: revoke it, or rotate without a grace period)");
    }

    @Test
    void writesDownUsesThatAreLaterAndOfTokensThatAreThere() {
        file.create(NewToken.named("a"));
        file.create(NewToken.named("b"));
        file.recordUses(Map.of("a", BEGIN.plusSeconds(9).plusNanos(7), "gone", BEGIN));
        file.recordUses(Map.of("a", BEGIN.plusSeconds(5)));
        assertThat(file.load().list())
                .extracting(BearerToken::lastUse)
                .containsExactly(Optional.of(BEGIN.plusSeconds(9)), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "ä", "a b", "a\n", "-a", "a:b", "*", "a/b", "..", "a\u0000"})
    void refusesNamesThatCouldBeMistaken(String name) {
        assertThatThrownBy(() -> NewToken.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token name: not one (expected: [a-z0-9][a-z0-9._-]{0,63})");
        assertThatThrownBy(() -> file.revoke(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThatThrownBy(() -> NewToken.named("a").withPermission(Permission.NOBODY))
                .hasMessage("token permission: nobody (expected: a permission that can be had)");
        assertThatThrownBy(() -> file.create(NewToken.named("a").withExpiry(BEGIN)))
                .hasMessage(
                        "token a: expires 2026-11-21T12:00:00Z (expected: after it was created, 2026-11-21T12:00:00Z)");
        assertThatThrownBy(() -> file.create(NewToken.named("a").withExpiry(Instant.MAX)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TokenRotation.immediate().withGrace(Duration.ofSeconds(-1)))
                .hasMessage("grace: PT-1S (expected: 0 to 90 days)");
        assertThatThrownBy(() -> TokenRotation.immediate().withGrace(Duration.ofDays(91)))
                .hasMessage("grace: PT2184H (expected: 0 to 90 days)");
        assertThat(path).doesNotExist();
    }

    @Test
    void aMisspeltPathLeavesNothingBehind() throws Exception {
        Path misspelt = folder.resolve("tokenz");
        assertThatThrownBy(() -> TokenFile.at(misspelt).revoke("a"))
                .isInstanceOfSatisfying(TokenFileException.class, e -> {
                    assertThat(e.path()).isEqualTo(misspelt);
                    assertThat(e.line()).isEmpty();
                })
                .hasMessage("token file " + misspelt + ": no such file (expected: a token file this process may read)");
        assertThat(folder.toFile().list()).isEmpty();
        Path nowhere = folder.resolve("nowhere/tokens");
        assertThatThrownBy(() -> TokenFile.at(nowhere).create(NewToken.named("a")))
                .isInstanceOf(TokenFileException.class)
                .hasMessageStartingWith("token file " + nowhere + ": cannot be changed: ");
    }

    @Test
    void neverReplacesWhatIsNoTokenFile() throws Exception {
        Files.writeString(path, "user:$2y$10$abc\n");
        assertThatThrownBy(() -> file.create(NewToken.named("a"))).isInstanceOf(TokenFileException.class);
        assertThat(path).hasContent("user:$2y$10$abc\n");
    }

    @Test
    void neverGrowsPastWhatAServerReads() throws Exception {
        StringBuilder text = new StringBuilder(TokenText.FORMAT + "\n");
        for (int i = 0; i < 8; i++) {
            StringBuilder many = new StringBuilder("\"p\"");
            for (int k = 0; k < 1900; k++) {
                many.append(",\"").append("p".repeat(55)).append(k).append('"');
            }
            text.append("{\"name\":\"n%d\",\"permissions\":[%s],\"created\":\"%s\",\"sha256\":\"%064x\"}\n"
                    .formatted(i, many, BEGIN, i));
        }
        Files.writeString(path, text);
        long size = Files.size(path);
        assertThat(size).isBetween(900_000L, 1L << 20);
        NewToken large = NewToken.named("a");
        for (int k = 0; k < 2000; k++) {
            large = large.withPermission(Permission.of("q".repeat(55) + k));
        }
        NewToken wanted = large;
        assertThatThrownBy(() -> file.create(wanted))
                .isInstanceOf(TokenFileException.class)
                .hasMessageEndingWith(" bytes (expected: at most 1048576: revoke what expired)");
        assertThat(Files.size(path)).isEqualTo(size);
        assertThat(file.load().list()).hasSize(8);
    }

    @Test
    void neitherTokenNorHashIsInWhatIsPrinted() {
        CreatedToken created = file.create(NewToken.named("ci"));
        String hash = TokenHash.of(created.secret()).hex();
        CredentialProof proof = file.load().judge(created.secret(), now);
        assertThat(Set.of(
                        created.toString(),
                        created.token().toString(),
                        file.toString(),
                        file.load().toString(),
                        proof.toString()))
                .noneMatch(text -> text.contains(created.secret().substring(4, 20)) || text.contains(hash));
    }
}
