package io.securerpc.caller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.CredentialProof.Proven;
import io.securerpc.caller.CredentialProof.Reason;
import io.securerpc.caller.CredentialProof.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Basic credentials prove, and what that costs: counted in hashes, because clocks say little on a busy machine. */
class BasicCredentialsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SECRET = "planted-Pa55word";

    /** The work of each hash that was made, as 2 to the power of its cost. */
    private final List<Integer> work = new ArrayList<>();

    private UserTable users = table("alice:" + hash(SECRET, 5), "bob:" + hash("other", 7), "cheap:" + hash("c", 4));
    private final BasicCredentials basic = new BasicCredentials(
            () -> users,
            List.of(),
            (hash, password) -> {
                work.add(1 << hash.cost());
                return PasswordWork.BCRYPT.matches(hash, password);
            },
            Realm.DEFAULT);

    @Test
    void theRightPasswordProvesTheUserOfThatKindOnly() {
        Proven proven = (Proven) basic.prove(value("alice", SECRET), NOW);
        assertThat(proven.callerId()).isEqualTo("basic:alice");
        assertThat(proven.permissions()).isEqualTo(Set.of());
        assertThat(proven.expiry()).isEqualTo(Optional.empty());
        assertThat(basic.holds(proven, NOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2y"})
    void takesEveryPrefixThatLibrariesWrite(String version) {
        users = table("alice:" + OpenBSDBCrypt.generate(version, SECRET.getBytes(UTF_8), new byte[16], 4));
        assertThat(basic.prove(value("alice", SECRET), NOW)).isInstanceOf(Proven.class);
        assertThat(basic.prove(value("alice", SECRET + "x"), NOW)).isInstanceOf(Rejected.class);
    }

    /** From Openwall's crypt_blowfish and Python's bcrypt: not hashes of our own. */
    @ParameterizedTest
    @MethodSource
    void agreesWithHashesOfOthers(String password, String hash) {
        users = table("alice:" + hash);
        assertThat(basic.prove(value("alice", password), NOW)).isInstanceOf(Proven.class);
        assertThat(basic.prove(value("alice", password + "x"), NOW)).isInstanceOf(Rejected.class);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> agreesWithHashesOfOthers() {
        return Stream.of(
                org.junit.jupiter.params.provider.Arguments.of(
                        "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
                org.junit.jupiter.params.provider.Arguments.of(
                        "U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
                org.junit.jupiter.params.provider.Arguments.of(
                        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                        "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"));
    }

    @Test
    void wrongAndUnknownCostTheSameWhateverTheUsersOwnCost() {
        List<Integer> costs = new ArrayList<>();
        for (String name : List.of("alice", "bob", "cheap", "nobody", "Alice")) {
            work.clear();
            assertThat(basic.prove(value(name, "wrong"), NOW)).isInstanceOf(Rejected.class);
            costs.add(work.stream().mapToInt(Integer::intValue).sum());
        }
        // The dearest user's: 2 to the power of 7.
        assertThat(costs).isEqualTo(List.of(128, 128, 128, 128, 128));
    }

    @Test
    void saysWhyToTheOperatorAndRepeatsNoUnknownName() {
        assertThat(basic.prove(value("alice", "wrong"), NOW))
                .isEqualTo(new Rejected(Reason.WRONG, "wrong password for basic:alice"));
        assertThat(basic.prove(value(SECRET, "x"), NOW)).isEqualTo(new Rejected(Reason.UNKNOWN, "no such user"));
    }

    @ParameterizedTest
    @MethodSource
    void whatIsMalformedCostsNothingAndProvesNobody(String value) {
        assertThat(basic.prove(value, NOW))
                .isEqualTo(new Rejected(Reason.MALFORMED, "not name:password in base64 and UTF-8, or too long"));
        assertThat(basic.known(value, NOW)).isEmpty();
        assertThat(basic.claimedName(value)).isEmpty();
        assertThat(work).isEmpty();
    }

    static Stream<String> whatIsMalformedCostsNothingAndProvesNobody() {
        return Stream.of(
                "",
                "alice:" + SECRET,
                "****",
                base64("alice"),
                base64(":" + SECRET),
                base64("alice:"),
                base64("alice:" + SECRET + "\0"),
                base64("al\0ice:" + SECRET),
                base64("alice\n:" + SECRET),
                base64("alice:" + "x".repeat(73)),
                base64("alice:" + "\u00e9".repeat(37)),
                base64("x".repeat(129) + ":p"),
                base64("alice:" + SECRET) + "\n",
                base64("alice:" + SECRET) + " x",
                Base64.getEncoder().encodeToString(new byte[] {'a', ':', (byte) 0xff}),
                "QUFB".repeat(100_000));
    }

    @Test
    void aPasswordOfExactly72BytesIsWhole() {
        String password = "\u00e9".repeat(36);
        users = table("alice:" + hash(password, 4));
        assertThat(basic.prove(value("alice", password), NOW)).isInstanceOf(Proven.class);
        assertThat(basic.prove(value("alice", password.substring(0, 35)), NOW)).isInstanceOf(Rejected.class);
    }

    @Test
    void aPasswordMayHoldColons() {
        users = table("alice:" + hash("a:b:", 4));
        assertThat(basic.prove(value("alice", "a:b:"), NOW)).isInstanceOf(Proven.class);
    }

    @Test
    void knowsWhatWasRightForFiveMinutesWithoutWork() {
        String right = value("alice", SECRET);
        assertThat(basic.known(right, NOW)).isEmpty();
        CredentialProof proven = basic.prove(right, NOW);
        work.clear();
        assertThat(basic.known(right, NOW.plusSeconds(299))).contains((Proven) proven);
        assertThat(basic.known(right, NOW.plusSeconds(300))).isEmpty();
        assertThat(basic.known(right, NOW.minusSeconds(1))).isEmpty();
        assertThat(basic.known(value("alice", SECRET + "x"), NOW)).isEmpty();
        assertThat(basic.known(value("bob", SECRET), NOW)).isEmpty();
        assertThat(work).isEmpty();
    }

    @Test
    void neverKnowsWhatWasWrong() {
        basic.prove(value("alice", "wrong"), NOW);
        basic.prove(value("nobody", "wrong"), NOW);
        assertThat(basic.known(value("alice", "wrong"), NOW)).isEmpty();
        assertThat(basic.known(value("nobody", "wrong"), NOW)).isEmpty();
    }

    @Test
    void aChangedPasswordEndsTheProofAndTheMemoryOfThatUserAlone() {
        Proven alice = (Proven) basic.prove(value("alice", SECRET), NOW);
        Proven bob = (Proven) basic.prove(value("bob", "other"), NOW);
        String bobsHash = users.hash("bob").text();
        users = table("alice:" + hash("new", 5), "bob:" + bobsHash);
        assertThat(basic.holds(alice, NOW)).isFalse();
        assertThat(basic.known(value("alice", SECRET), NOW)).isEmpty();
        assertThat(basic.holds(bob, NOW)).isTrue();
        users = table("bob:" + bobsHash);
        assertThat(basic.holds(alice, NOW)).isFalse();
        assertThat(basic.holds(bob, NOW)).isTrue();
    }

    @Test
    void remembersNoMoreThanItsBound() {
        RecentProofs recent = new RecentProofs();
        for (int i = 0; i <= RecentProofs.MOST; i++) {
            recent.remember("key" + i, NOW);
        }
        assertThat(recent.knows("key0", NOW)).isFalse();
        assertThat(recent.knows("key1", NOW)).isTrue();
        assertThat(RecentProofs.LIFETIME).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void printsNoSecret() {
        BasicPair pair = BasicPair.parse(value("alice", SECRET)).orElseThrow();
        BcryptHash hash = BcryptHash.parse(hash(SECRET, 4)).orElseThrow();
        Proven proven = (Proven) basic.prove(value("alice", SECRET), NOW);
        assertThat(List.of(pair, hash, Users.line("alice:" + hash(SECRET, 4))).toString())
                .isEqualTo("[****, ****, Users[****]]");
        assertThat(proven.toString()).doesNotContain(SECRET, users.hash("alice").text(), base64("alice:" + SECRET));
    }

    @Test
    void nobodysHashIsAHashThatLooksLikeAnyOther() {
        for (int cost = BcryptHash.LEAST_COST; cost <= BcryptHash.MOST_COST; cost++) {
            assertThat(BcryptHash.parse(BcryptHash.ofNobody(cost).text())
                            .orElseThrow()
                            .cost())
                    .isEqualTo(cost);
        }
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] salt = new byte[16];
            random.nextBytes(salt);
            String hash = OpenBSDBCrypt.generate("2y", SECRET.getBytes(UTF_8), salt, 4);
            assertThat(BcryptHash.parse(hash)).as("seed %d: %s", seed, hash).isPresent();
        }
    }

    private static UserTable table(String... lines) {
        return new UsersText("users").table(List.of(lines));
    }

    static String hash(String password, int cost) {
        return OpenBSDBCrypt.generate("2y", password.getBytes(UTF_8), new byte[16], cost);
    }

    private static String value(String name, String password) {
        return base64(name + ":" + password);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
