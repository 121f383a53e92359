package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.ED;
import static io.securerpc.caller.jwt.JwtSetup.RSA;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static io.securerpc.testsupport.TestJwtKey.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.reload.Live;
import io.securerpc.testsupport.TestJwtKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys are used, for what, and which files are refused. */
class JwtKeysTest {
    private static final String PUBLISHED = "expected: a public key as issuers publish them";
    private static final String PRIVATE =
            "a private or symmetric key (expected: public keys alone; this one may have to be replaced)";

    @TempDir
    private Path folder;

    private JwtSetup setup;

    @BeforeEach
    void prepare() {
        setup = new JwtSetup(folder);
    }

    static Stream<Arguments> unusable() {
        String ec = EC.jwk();
        String small = TestJwtKey.rsa("small", 1024).jwk();
        return Stream.of(
                arguments("nothing", "", "no key (expected: PEM with PUBLIC KEY, or a JWK Set)"),
                arguments("text", "keys", "no key (expected: PEM with PUBLIC KEY, or a JWK Set)"),
                arguments("a list", "[" + ec + "]", "no key (expected: PEM with PUBLIC KEY, or a JWK Set)"),
                arguments("one key", ec, "no JSON object with keys (expected: {\"keys\": […]}, each member once)"),
                arguments(
                        "torn",
                        set(ec).substring(0, 60),
                        "no JSON object with keys (expected: {\"keys\": […]}, each member once)"),
                arguments(
                        "keys twice",
                        "{\"keys\":[],\"keys\":[" + ec + "]}",
                        "no JSON object with keys (expected: {\"keys\": […]}, each member once)"),
                arguments(
                        "keys no list", "{\"keys\":{}}", "keys is no list, or one of more than 256 (expected: a list)"),
                arguments("no key in it", "{\"keys\":[]}", "no key that can be used (expected: at least one)"),
                arguments("an entry no object", set("1"), "an entry that is no object (expected: JSON Web Keys)"),
                arguments("no kty", set("{}"), "a key without kty (expected: the kind of each key)"),
                arguments(
                        "kid a number", set(EC.bareJwk("\"kid\":1")), "a key whose kid is no text (expected: a text)"),
                arguments(
                        "a member of a key twice",
                        set(EC.jwk("\"kid\":\"x\"")),
                        "no JSON object with keys (expected: {\"keys\": […]}, each member once)"),
                arguments("symmetric", set(ec, "{\"kty\":\"oct\",\"k\":\"AAAA\"}"), PRIVATE),
                arguments("private, EC", set(EC.jwk("\"d\":\"AAAA\"")), PRIVATE),
                arguments("private, RSA by p", set(RSA.jwk("\"p\":\"AAAA\"")), PRIVATE),
                arguments("RSA of 1024 bits", set(small), "an RSA key of 1024 bits (expected: 2048 to 8192)"),
                arguments(
                        "RSA with exponent 1",
                        set(RSA.jwk().replace("AQAB", "AQ")),
                        "a key that this Java cannot use (" + PUBLISHED + ")"),
                arguments(
                        "RSA with an even exponent",
                        set(RSA.jwk().replace("AQAB", "BA")),
                        "an RSA key with an exponent that is even or below 3 (" + PUBLISHED + ")"),
                arguments(
                        "RSA without n",
                        set("{\"kty\":\"RSA\",\"e\":\"AQAB\"}"),
                        "a key without n in base64url (expected: the numbers of each key)"),
                arguments(
                        "n with other characters",
                        set(RSA.jwk().replace("\"n\":\"", "\"n\":\" ")),
                        "a key without n in base64url (expected: the numbers of each key)"),
                arguments(
                        "a point off the curve",
                        set(EC.jwk().replaceFirst("\"x\":\"....", "\"x\":\"AAAA")),
                        "a key of the kind EC that is none (expected: the numbers of a point or of a modulus)"),
                arguments(
                        "key_ops no list",
                        set(EC.jwk("\"key_ops\":\"verify\"")),
                        "a key whose key_ops is no list of texts (expected: such as [\"verify\"])"),
                arguments(
                        "for encryption alone",
                        set(EC.jwk("\"use\":\"enc\"")),
                        "no key that can be used (expected: at least one)"),
                arguments(
                        "for signing alone",
                        set(EC.jwk("\"key_ops\":[\"sign\"]")),
                        "no key that can be used (expected: at least one)"),
                arguments(
                        "alg of encryption",
                        set(RSA.jwk("\"alg\":\"RSA-OAEP\"")),
                        "no key that can be used (expected: at least one)"),
                arguments(
                        "alg of another kind",
                        set(RSA.jwk("\"alg\":\"ES256\"")),
                        "no key that can be used (expected: at least one)"),
                arguments(
                        "alg none",
                        set(RSA.jwk("\"alg\":\"none\"")),
                        "no key that can be used (expected: at least one)"),
                arguments(
                        "alg HS256 on a public key",
                        set(RSA.jwk("\"alg\":\"HS256\"")),
                        "no key that can be used (expected: at least one)"),
                arguments(
                        "another curve",
                        set("{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}"),
                        "no key that can be used (expected: at least one)"),
                arguments(
                        "a kind of tomorrow",
                        set("{\"kty\":\"AKP\",\"alg\":\"ML-DSA-65\",\"pub\":\"AA\"}"),
                        "no key that can be used (expected: at least one)"),
                arguments(
                        "33 keys",
                        set(Collections.nCopies(33, ec).toArray(String[]::new)),
                        "33 keys (expected: at most 32)"),
                arguments(
                        "private, PEM",
                        EC.privatePem(),
                        "a private key (expected: public keys alone (openssl pkey -pubout); this one may have to be replaced)"),
                arguments(
                        "a certificate",
                        EC.pem().replace("PUBLIC KEY", "CERTIFICATE"),
                        "a certificate (expected: PUBLIC KEY (openssl x509 -pubkey -noout prints that of a certificate))"),
                arguments(
                        "PKCS#1",
                        RSA.pem().replace("PUBLIC KEY", "RSA PUBLIC KEY"),
                        "a block of another type (expected: PUBLIC KEY (openssl x509 -pubkey -noout prints that of a certificate))"),
                arguments(
                        "torn PEM",
                        EC.pem().substring(0, 60),
                        "a block that cannot be read (expected: -----BEGIN PUBLIC KEY-----)"),
                arguments(
                        "PEM of nothing",
                        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
                        "a key that is none, or on another curve (expected: RSA, EC on P-256, P-384 or P-521, or Ed25519)"),
                arguments(
                        "RSA of 1024 bits in PEM",
                        TestJwtKey.rsa("small", 1024).pem(),
                        "an RSA key of 1024 bits (expected: 2048 to 8192)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void stopsTheStart(String what, String text, String why) {
        setup.write(setup.keys, text);
        String subject = "JWT keys of 'https://login.example.com/' in '" + setup.keys + "': ";
        assertThatThrownBy(() -> setup.open(setup.issuer()))
                .isInstanceOf(JwtKeyException.class)
                .hasMessage(subject
                        + why.replace(
                                "a key whose kid is no text (expected: a text)",
                                "a key whose kid is no text (expected: a text)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"use\":\"sig\"; accepted",
                "\"key_ops\":[\"verify\",\"sign\"]; accepted",
                "\"alg\":\"ES256\"; accepted",
                "\"x5c\":[\"nonsense\"],\"x5t\":1,\"more\":{}; accepted",
                "\"use\":\"sig\",\"key_ops\":[\"encrypt\"]; refused",
                "\"use\":\"other\"; refused",
                "\"key_ops\":[]; refused",
            })
    void whatAKeySaysOfItsUseHolds(String members, String verdict) {
        setup.write(setup.keys, set(RSA.jwk(), EC.jwk(members)));
        CredentialKind kind = setup.open(setup.issuer());
        assertThat(JwtSetup.verdict(kind.prove(EC.token(good()), setup.now)))
                .isEqualTo(
                        verdict.equals("accepted")
                                ? "jwt:https://login.example.com/|alice"
                                : "unknown: no key of that kid and algorithm");
    }

    @Test
    void theAlgorithmOfAKeyIsItsOnlyOne() {
        setup.write(setup.keys, set(RSA.jwk("\"alg\":\"PS384\"")));
        CredentialKind kind = setup.open(setup.issuer());
        for (String algorithm : java.util.List.of("RS256", "PS256", "RS384", "PS512")) {
            String token = RSA.token(algorithm, "{\"alg\":\"" + algorithm + "\"}", good());
            assertThat(JwtSetup.verdict(kind.prove(token, setup.now)))
                    .as(algorithm)
                    .isEqualTo("unknown: no key of that kid and algorithm");
        }
        assertThat(JwtSetup.verdict(kind.prove(RSA.token("PS384", "{\"alg\":\"PS384\"}", good()), setup.now)))
                .startsWith("jwt:");
    }

    /** Keys in PEM have no names, so tokens may have any. */
    @Test
    void severalKeysInSeveralFiles() {
        Path second = folder.resolve("second.pem");
        setup.write(setup.keys, "# rotated\n" + RSA.pem() + EC.pem());
        setup.write(second, ED.pem());
        CredentialKind kind =
                setup.open(JwtIssuer.of(JwtSetup.ISSUER, JwtSetup.AUDIENCE, JwtKeys.files(setup.keys, second)));
        for (TestJwtKey key : java.util.List.of(RSA, EC, ED)) {
            assertThat(JwtSetup.verdict(kind.prove(key.token(good()), setup.now)))
                    .startsWith("jwt:");
        }
        assertThat(kind.followed().get(0).status().subject())
                .isEqualTo("JWT keys of 'https://login.example.com/' in '" + setup.keys + "', '" + second + "'");
    }

    /** So that what one says goes on where that of another cannot be looked at. */
    @Test
    void aProofIsThatOfTheFilesOfItsSigner() {
        CredentialKind kind = setup.open(setup.issuer(), setup.engine());
        assertThat(subjects(kind.followed())).hasSize(2);
        assertThat(subjects(kind.followed(proven(kind, EC.token(good())))))
                .containsExactly("JWT keys of 'https://login.example.com/' in '" + setup.keys + "'");
        assertThat(subjects(kind.followed(proven(kind, JwtSetup.engineToken(JwtSetup.BEGIN, "")))))
                .containsExactly("JWT secret 'engine' in '" + setup.secret + "'");
    }

    private CredentialProof.Proven proven(CredentialKind kind, String token) {
        return (CredentialProof.Proven) kind.prove(token, setup.now);
    }

    private static java.util.List<String> subjects(java.util.List<Live<?>> followed) {
        return followed.stream().map(live -> live.status().subject()).toList();
    }

    @Test
    void twoKeysOfOneNameAreBothTried() {
        setup.write(setup.keys, set(JwtSetup.STRANGER.jwk(), EC.jwk()));
        CredentialKind kind = setup.open(setup.issuer());
        assertThat(JwtSetup.verdict(kind.prove(EC.token(good()), setup.now))).startsWith("jwt:");
    }

    @Test
    void aMissingFileStopsTheStart() throws Exception {
        Files.delete(setup.keys);
        assertThatThrownBy(() -> setup.open(setup.issuer()))
                .isInstanceOf(JwtKeyException.class)
                .hasMessageContaining("cannot be read: ")
                .hasMessageContaining("no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "0x%s", " %s\n", "\t0x%s\r\n"})
    void aSecretIs64DigitsInEveryFormThatClientsWrite(String form) {
        setup.write(setup.secret, form.formatted(JwtSetup.SECRET));
        CredentialKind kind = setup.open(setup.engine());
        assertThat(JwtSetup.verdict(kind.prove(JwtSetup.engineToken(JwtSetup.BEGIN, ""), setup.now)))
                .isEqualTo("jwt:engine");
        setup.write(setup.secret, form.formatted(JwtSetup.SECRET.toUpperCase(java.util.Locale.ROOT)));
        assertThat(JwtSetup.verdict(
                        setup.open(setup.engine()).prove(JwtSetup.engineToken(JwtSetup.BEGIN, ""), setup.now)))
                .isEqualTo("jwt:engine");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0 characters that are none",
        "6c8ecba3, 8 characters that are none",
        "6c8ecba3a1ef5eb0a0d2f1c2b7d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5, 62 characters that are none",
        "6c8ecba3a1ef5eb0a0d2f1c2b7d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6f6, 66 characters that are none",
        "0X6c8ecba3a1ef5eb0a0d2f1c2b7d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6, 66 characters that are none",
        "6c8ecba3a1ef5eb0a0d2f1c2b7d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5fg, 64 characters that are none",
        "0000000000000000000000000000000000000000000000000000000000000000, 'one digit, again and again'",
    })
    void anotherSecretStopsTheStartAndIsNotRepeated(String text, String found) {
        setup.write(setup.secret, text);
        assertThatThrownBy(() -> setup.open(setup.engine()))
                .isInstanceOf(JwtKeyException.class)
                .hasMessage("JWT secret 'engine' in '" + setup.secret + "': " + found
                        + " (expected: 64 hexadecimal digits, as openssl rand -hex 32 makes them)");
    }

    @Test
    void aSecretThatOthersCanReadIsAWarning() throws Exception {
        SecretFile file = new SecretFile("engine", setup.secret);
        Files.setPosixFilePermissions(setup.secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(file.warnings()).isEmpty();
        Files.setPosixFilePermissions(setup.secret, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(file.warnings()).containsExactly("readable by other users (expected: mode 0600)");
    }
}
