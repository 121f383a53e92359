package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.AUDIENCE;
import static io.securerpc.caller.jwt.JwtSetup.BEGIN;
import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.EC_384;
import static io.securerpc.caller.jwt.JwtSetup.EC_521;
import static io.securerpc.caller.jwt.JwtSetup.ED;
import static io.securerpc.caller.jwt.JwtSetup.ISSUER;
import static io.securerpc.caller.jwt.JwtSetup.RSA;
import static io.securerpc.caller.jwt.JwtSetup.claims;
import static io.securerpc.caller.jwt.JwtSetup.engineToken;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.CredentialProof.Proven;
import io.securerpc.caller.Permission;
import io.securerpc.testsupport.TestJwtKey;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whom a good token proves, and for how long. */
class JwtTokensTest {
    private static final String ALICE = "jwt:" + ISSUER + "|alice";

    @TempDir
    private Path folder;

    private JwtSetup setup;
    private CredentialKind kind;

    @BeforeEach
    void open() {
        setup = new JwtSetup(folder);
        kind = setup.open(setup.issuer(), setup.engine());
    }

    private Proven proven(String token) {
        CredentialProof proof = kind.prove(token, setup.now);
        return proof.match(good -> good, rejected -> {
            throw new AssertionError(rejected);
        });
    }

    static Stream<Arguments> signatures() {
        String header = "{\"typ\":\"JWT\",\"alg\":\"%s\",\"kid\":\"%s\"}";
        return Stream.concat(
                Stream.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
                        .map(algorithm ->
                                arguments(algorithm, RSA.token(algorithm, header.formatted(algorithm, "rsa"), good()))),
                Stream.of(
                        arguments("ES256", EC.token(good())),
                        arguments("ES384", EC_384.token(good())),
                        arguments("ES512", EC_521.token(good())),
                        arguments("EdDSA", ED.token(good())),
                        arguments("Ed25519 (RFC 9864)", ED.token(header.formatted("Ed25519", "ed"), good())),
                        arguments("no kid", EC.token("{\"alg\":\"ES256\"}", good())),
                        arguments(
                                "at+jwt (RFC 9068)",
                                EC.token("{\"alg\":\"ES256\",\"typ\":\"application/AT+jwt\"}", good())),
                        arguments(
                                "a header with more",
                                EC.token(
                                        "{\"alg\":\"ES256\",\"x5t\":\"AA\",\"jku\":\"https://login.example.com/\"}",
                                        good())),
                        arguments(
                                "several audiences",
                                EC.token(good().replace("\"" + AUDIENCE + "\"", "[\"x\",\"" + AUDIENCE + "\"]"))),
                        arguments("a high s, which RFC 7518 allows", highS(EC.token(good())))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("signatures")
    void provesIssuerAndSubject(String what, String token) {
        Proven proof = proven(token);
        assertThat(proof.callerId()).isEqualTo(ALICE);
        assertThat(proof.permissions()).isEmpty();
        assertThat(proof.expiry()).contains(BEGIN.plusSeconds(330));
        assertThat(kind.holds(proof, setup.now)).isTrue();
        assertThat(kind.known(token, setup.now)).contains(proof);
    }

    @Test
    void isOfItsFormAndNamesNobodyBeforeItIsProven() {
        assertThat(kind.form()).isEqualTo(CredentialForm.JWT);
        assertThat(kind.claimedName(EC.token(good()))).isEmpty();
        assertThat(kind.known(EC.token(good()), setup.now)).isEmpty();
        assertThat(kind.challenge()).isEqualTo("Bearer realm=\"rpc\"");
        assertThat(kind.challengeAfterRefusal()).isEqualTo("Bearer realm=\"rpc\", error=\"invalid_token\"");
        assertThat(kind.followed()).hasSize(2);
    }

    @Test
    void theHolderOfTheSecretHasItsNameAndMaySaySubjects() {
        Proven bare = proven(engineToken(BEGIN, ",\"id\":\"consensus\",\"clv\":\"v1\""));
        assertThat(bare.callerId()).isEqualTo("jwt:engine");
        assertThat(bare.expiry()).isEmpty();
        assertThat(proven(engineToken(BEGIN, ",\"sub\":\"a|b\"")).callerId()).isEqualTo("jwt:engine|a|b");
        assertThat(proven(engineToken(BEGIN, ",\"exp\":" + BEGIN.plusSeconds(9).getEpochSecond()))
                        .expiry())
                .contains(BEGIN.plusSeconds(39));
        assertThat(kind.holds(bare, BEGIN.plus(Duration.ofDays(1)))).isTrue();
    }

    @Test
    void anAudienceOfASecretIsAskedForOnlyIfWanted() {
        kind = setup.open(setup.engine().withAudience(AUDIENCE));
        assertThat(proven(engineToken(BEGIN, ",\"aud\":[\"" + AUDIENCE + "\"]")).callerId())
                .isEqualTo("jwt:engine");
        assertThat(JwtSetup.verdict(kind.prove(engineToken(BEGIN, ""), setup.now)))
                .isEqualTo("not-for-us: no aud");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"control stake\"; control stake",
                "[\"control\",\"stake\",\"control\"]; control stake",
                "\"openid read:blocks Control  control\"; openid control",
                "[\"control stake\"]; ``",
                "\"nobody\"; ``",
                "[]; ``",
                "\"\"; ``",
            })
    void permissionsComeFromTheClaimThatIsNamed(String claim, String permissions) {
        kind = setup.open(setup.issuer().withPermissionsClaim("scope"));
        Set<Permission> expected = Arrays.stream(permissions.split(" "))
                .filter(name -> !name.isEmpty())
                .map(Permission::of)
                .collect(java.util.stream.Collectors.toSet());
        String token =
                EC.token(claims(BEGIN.plusSeconds(300), ",\"scope\":" + claim + ",\"permissions\":[\"unsafe\"]"));
        assertThat(proven(token).permissions()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1", "null", "{}", "[1]", "true"})
    void aClaimForPermissionsOfAnotherKindIsRefused(String claim) {
        kind = setup.open(setup.issuer().withPermissionsClaim("scope"));
        String token = EC.token(claims(BEGIN.plusSeconds(300), ",\"scope\":" + claim));
        assertThat(JwtSetup.verdict(kind.prove(token, setup.now)))
                .isEqualTo("malformed: the claim for permissions is neither a text nor a list of texts");
    }

    @Test
    void withoutAClaimNoneCarriesPermissions() {
        String token = EC.token(claims(BEGIN.plusSeconds(300), ",\"scope\":\"control\",\"permissions\":[\"control\"]"));
        assertThat(proven(token).permissions()).isEmpty();
    }

    @Test
    void algorithmsCanBeNarrowed() {
        kind = setup.open(setup.issuer().withAlgorithms(JwtAlgorithm.PS256, JwtAlgorithm.ES384));
        String header = "{\"alg\":\"%s\"}";
        assertThat(proven(RSA.token("PS256", header.formatted("PS256"), good())).callerId())
                .isEqualTo(ALICE);
        assertThat(proven(EC_384.token(good())).callerId()).isEqualTo(ALICE);
        for (String token : List.of(RSA.token(good()), EC.token(good()), ED.token(good()))) {
            assertThat(JwtSetup.verdict(kind.prove(token, setup.now)))
                    .isEqualTo("unknown: no key of that kid and algorithm");
        }
    }

    @Test
    void eachIssuerIsJudgedByItsOwnKeysAndRules() {
        TestJwtKey other = TestJwtKey.ec("ec", "P-256");
        Path pem = folder.resolve("other.pem");
        setup.write(pem, other.pem());
        kind = setup.open(setup.issuer(), JwtIssuer.of("https://other.example/", "wallet", JwtKeys.files(pem)));
        String theirs = good().replace(ISSUER, "https://other.example/").replace(AUDIENCE, "wallet");
        assertThat(proven(other.token(theirs)).callerId()).isEqualTo("jwt:https://other.example/|alice");
        assertThat(proven(EC.token(good())).callerId()).isEqualTo(ALICE);
        assertThat(JwtSetup.verdict(kind.prove(EC.token(theirs), setup.now)))
                .isEqualTo("wrong: signature does not fit");
        assertThat(JwtSetup.verdict(kind.prove(other.token(good()), setup.now)))
                .isEqualTo("wrong: signature does not fit");
        assertThat(JwtSetup.verdict(
                        kind.prove(other.token(good().replace(ISSUER, "https://other.example/")), setup.now)))
                .isEqualTo("not-for-us: aud names others");
    }

    /** Issuers and subjects are put together as ids; wherever bars and colons stand, different pairs have different ids. */
    @Test
    void noTwoCallersHaveOneId() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, List<String>> pairs = new HashMap<>();
        for (int signer = 0; signer < 20; signer++) {
            String name = text(random, "a:/.");
            kind = setup.open(JwtSecret.file(name, setup.secret));
            assertThat(proven(engineToken(BEGIN, "")).callerId()).isEqualTo("jwt:" + name);
            for (int i = 0; i < 50; i++) {
                String subject = text(random, "a:/.|");
                String id = proven(engineToken(BEGIN, ",\"sub\":\"" + subject + "\""))
                        .callerId();
                List<String> pair = List.of(name, subject);
                assertThat(pairs.computeIfAbsent(id, unknown -> pair))
                        .as("%s, seed %s", id, seed)
                        .isEqualTo(pair);
            }
        }
        assertThat(pairs).hasSizeGreaterThan(100);
        assertThatThrownBy(() -> JwtIssuer.of("a|b", AUDIENCE, JwtKeys.files(setup.keys)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("issuer: 'a|b' (expected: no |)");
        assertThatThrownBy(() -> JwtSecret.file("a|b", setup.secret)).hasMessage("name: 'a|b' (expected: no |)");
        assertThatThrownBy(() -> JwtTokens.signedBy(setup.issuer(), JwtSecret.file(ISSUER, setup.secret)))
                .hasMessage("JWT: '" + ISSUER + "' twice (expected: each issuer and name once)");
    }

    @Test
    void oneSecretAtMost() {
        assertThatThrownBy(() -> JwtTokens.signedBy(setup.engine(), JwtSecret.file("other", setup.secret)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JWT: more than one secret (expected: one at most)");
    }

    @Test
    void marksTellTokensApartAndShowNothing() {
        String one = EC.token(good());
        String other = EC.token(claims(BEGIN.plusSeconds(301), ""));
        assertThat(proven(one).mark())
                .isEqualTo(proven(one).mark())
                .isNotEqualTo(proven(other).mark());
        for (String part : one.split("\\.")) {
            assertThat(proven(one).mark()).doesNotContain(part);
        }
        assertThat(proven(one).mark()).isPrintable().hasSizeLessThan(100);
    }

    @Test
    void aProofOfAnotherKindOrSignerIsNone() {
        Proven proof = proven(EC.token(good()));
        for (String id : List.of("token:alice", "basic:alice", "jwt:engine", "jwt:engine|alice", "jwt:nobody|alice")) {
            Proven other = new Proven(id, proof.mark(), proof.permissions(), proof.expiry());
            assertThat(kind.holds(other, setup.now)).as(id).isFalse();
        }
        assertThat(kind.holds(new Proven(ALICE, "mark", Set.of(), Optional.empty()), setup.now))
                .isFalse();
    }

    @Test
    void remembersAsManyAsItSaysAndForgetsTheOldest() {
        RecentTokens recent = new RecentTokens();
        Proven proof = new Proven(ALICE, "a.b", Set.of(), Optional.empty());
        for (int i = 0; i <= RecentTokens.MOST; i++) {
            recent.remember("token " + i, proof, new Validity());
        }
        assertThat(recent.find("token 0", BEGIN)).isEmpty();
        assertThat(recent.find("token 1", BEGIN)).contains(proof);
    }

    @Test
    void showsNothingOfTokensAndSecrets() throws Refused {
        String token = EC.token(good());
        CompactToken parsed = CompactToken.parse(token);
        String shown = parsed + " " + parsed.claims() + " " + kind + " " + setup.issuer() + " " + setup.engine() + " "
                + JwtTokens.signedBy(setup.engine());
        assertThat(shown)
                .isEqualTo("**** **** JWT of [https://login.example.com/, engine] JwtIssuer[https://login.example.com/]"
                        + " JwtSecret[engine ****] JWT of [JwtSecret[engine ****]]");
    }

    private static String text(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static String highS(String token) {
        int last = token.lastIndexOf('.') + 1;
        byte[] raw = Base64.getUrlDecoder().decode(token.substring(last));
        BigInteger order = ((ECPrivateKey) EC.privateKey()).getParams().getOrder();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(raw, 32, 64));
        byte[] other = order.subtract(s).toByteArray();
        byte[] fixed = new byte[32];
        int from = Math.max(0, other.length - 32);
        System.arraycopy(other, from, fixed, 32 - (other.length - from), other.length - from);
        System.arraycopy(fixed, 0, raw, 32, 32);
        return s.compareTo(order.shiftRight(1)) > 0 ? token : token.substring(0, last) + TestJwtKey.base64(raw);
    }
}
