package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.jwt.JwtSigner;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.testsupport.TestJwtKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signers of web tokens, as a configuration names them. */
class JwtTableTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String ISSUER = """
            [[secure_rpc.jwt]]
            issuer = "https://login.example.com/"
            audience = "node"
            keys = ["rsa.pem", "jwks.json"]
            """;
    private static final String SECRET = """
            [[secure_rpc.jwt]]
            name = "engine"
            secret_file = "jwt.hex"
            """;

    @TempDir
    private Path folder;

    private ServerSettings load(String text) throws IOException {
        return NanoConfig.load(Files.writeString(folder.resolve("config-rpc.toml"), text));
    }

    private static String claims(String more) {
        return "{\"iss\":\"https://login.example.com/\",\"aud\":\"node\",\"sub\":\"a\",\"exp\":"
                + (NOW.getEpochSecond() + 5) + more + "}";
    }

    @Test
    void severalSignersAreOneKind() throws IOException {
        ServerSettings settings = load(ISSUER + SECRET + ISSUER.replace("login", "other"));
        assertThat(settings.credentials()).extracting(CredentialSource::form).containsExactly(CredentialForm.JWT);
        JwtTokens tokens = (JwtTokens) settings.credentials().get(0);
        assertThat(tokens.signers())
                .extracting(JwtSigner::name)
                .containsExactly("https://login.example.com/", "engine", "https://other.example.com/");
    }

    @Test
    void everyKeyReachesItsSetting() throws IOException {
        TestJwtKey rsa = TestJwtKey.rsa("rsa", 2048);
        TestJwtKey ec = TestJwtKey.ec("ec", "P-256");
        Files.writeString(folder.resolve("rsa.pem"), rsa.pem());
        Files.writeString(folder.resolve("jwks.json"), TestJwtKey.set(ec.jwk()));
        CredentialSource source = load(ISSUER
                        + "algorithms = [\"ES256\", \"PS256\"]\nlongest_life = \"2m\"\nclock_skew = \"1s\"\n"
                        + "key_grace = \"1h\"\npermissions_claim = \"scope\"\n")
                .credentials()
                .get(0);
        CredentialKind kind = source.open(() -> NOW);

        assertThat(verdict(kind, ec.token(claims(",\"scope\":\"control\"")), 0))
                .isEqualTo("jwt:https://login.example.com/|a [control]");
        assertThat(verdict(kind, rsa.token("PS256", "{\"alg\":\"PS256\"}", claims("")), 0))
                .startsWith("jwt:");
        assertThat(verdict(kind, rsa.token(claims("")), 0)).isEqualTo("no key of that kid and algorithm");
        assertThat(verdict(kind, ec.token(claims("")), 6))
                .isEqualTo("exp is 1 s behind this server's clock (allowed: 1 s)");
        assertThat(verdict(kind, ec.token(claims(",\"iat\":" + (NOW.getEpochSecond() - 200))), 0))
                .isEqualTo("good for 205 s (at most 120 s)");
    }

    @Test
    void keysMayBeAtAnAddress() throws IOException {
        String table = ISSUER.replaceFirst(
                "keys = .*", "keys_url = \"https://login.example.com/jwks\"\nkeys_url_authorities = \"ca.pem\"");
        assertThat(load(table).credentials()).hasSize(1);
        assertThatThrownBy(() -> load(ISSUER + "keys_url = \"https://login.example.com/jwks\"\n"))
                .hasMessageContaining("secure_rpc.jwt[1].keys: set (expected: none beside keys_url)");
    }

    @Test
    void everyKeyOfASecretReachesItsSetting() throws IOException {
        Files.writeString(folder.resolve("jwt.hex"), "0123456789abcdef".repeat(4));
        CredentialKind kind = load(SECRET + "audience = \"node\"\nissue_window = \"3s\"\nclock_skew = \"0s\"\n")
                .credentials()
                .get(0)
                .open(() -> NOW);
        assertThat(kind.followed().get(0).status().subject())
                .isEqualTo("JWT secret 'engine' in '" + folder.resolve("jwt.hex") + "'");
    }

    private static String verdict(CredentialKind kind, String token, int seconds) {
        CredentialProof proof = kind.prove(token, NOW.plusSeconds(seconds));
        return proof.match(good -> good.callerId() + " " + good.permissions(), bad -> bad.detail());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "issuer = \"a\"; secure_rpc.jwt[1].audience: missing (expected: what its tokens name in aud if they are meant for this server)",
                "issuer = \"a\"; secure_rpc.jwt[1].keys: missing (expected: files with the issuer's public keys, PEM or JWK Set, or keys_url)",
                "audience = \"a\"; secure_rpc.jwt[1].issuer: missing (expected: the iss of its tokens, or secret_file)",
                "secret_file = \"a\"; secure_rpc.jwt[1].name: missing (expected: what the holder of the secret is called in ids)",
                "secret_file = \"\"; secure_rpc.jwt[1].secret_file: empty (expected: a file with 64 hexadecimal digits)",
                "name = \"a\"; secure_rpc.jwt[1].name: set (expected: only beside secret_file)",
                "issue_window = \"5s\"; secure_rpc.jwt[1].issue_window: set (expected: only beside secret_file)",
                "algorithms = [\"HS256\"]; secure_rpc.jwt[1].algorithms: 'HS256' (expected: RS256 to RS512, PS256 to PS512, ES256 to ES512, EdDSA)",
                "algorithms = [\"none\"]; secure_rpc.jwt[1].algorithms: 'none' (expected: RS256 to RS512, PS256 to PS512, ES256 to ES512, EdDSA)",
                "algorithms = []; secure_rpc.jwt[1].algorithms: empty (expected: at least one, or no such key)",
                "clock_skew = \"11m\"; secure_rpc.jwt[1].clock_skew: \"11m\" (expected: a duration from \"0s\" to \"10m\")",
                "keys_url = \"http://login.example.com/\"; secure_rpc.jwt[1].keys_url: keys: an address that is none (expected: https://HOST/PATH without user and fragment)",
                "keys_url_authorities = \"a\"; secure_rpc.jwt[1].keys_url_authorities: set (expected: only beside keys_url)",
                "keys = ['{\"keys\":[]}']; secure_rpc.jwt[1].keys: keys: a key itself (expected: the path of a file that has it)",
                "keys = [\"-----BEGIN PRIVATE KEY-----\"]; secure_rpc.jwt[1].keys: keys: a key itself (expected: the path of a file that has it)",
                "isuer = \"a\"; secure_rpc.jwt[1].isuer: unknown key (expected: issuer)",
            })
    void whatIsWrongIsSaid(String line, String problem) {
        assertThatThrownBy(() -> load("[[secure_rpc.jwt]]\n" + line + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("PRIVATE");
    }

    @Test
    void aSecretInPlaceOfItsFileIsNotRepeated() {
        String hex = "2b7e151628aed2a6abf7158809cf4f3c2b7e151628aed2a6abf7158809cf4f3c";
        assertThatThrownBy(() -> load("[[secure_rpc.jwt]]\nname = \"a\"\nsecret_file = \"" + hex + "\"\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "secure_rpc.jwt[1].secret_file: **** (expected: the path of a file, and not what belongs into it)")
                .hasMessageNotContaining("2b7e");
    }

    @Test
    void whatAnIssuerAndASecretCannotShareIsSaid() {
        String both = SECRET + "keys = [\"a\"]\nlongest_life = \"1h\"\n";
        assertThatThrownBy(() -> load(both))
                .hasMessageContaining("secure_rpc.jwt[1].keys: set (expected: none beside secret_file)")
                .hasMessageContaining("secure_rpc.jwt[1].longest_life: set (expected: none beside secret_file)");
        assertThatThrownBy(() -> load(ISSUER.replace("https", "a|b")))
                .hasMessageContaining("secure_rpc.jwt[1].issuer: issuer: 'a|b://login.example.com/' (expected: no |)");
        assertThatThrownBy(() -> load(ISSUER + ISSUER))
                .hasMessageContaining("twice (expected: each issuer and name once)");
        assertThatThrownBy(() -> load(SECRET + SECRET.replace("engine", "other")))
                .hasMessageContaining("secure_rpc.jwt: JWT: more than one secret (expected: one at most)");
    }

    @Test
    void nobodyIsAnonymousBesideUnlessAllowed() throws IOException {
        assertThat(load(SECRET).anonymousAllowed()).isFalse();
        assertThat(load("[secure_rpc]\nallow_anonymous = true\n" + SECRET).anonymousAllowed())
                .isTrue();
    }

    @Test
    void controlIsNotForEverybodyWithAToken() {
        assertThatThrownBy(() -> load("enable_control = true\n" + SECRET))
                .hasMessageContaining("enable_control: true (expected: grants of control in secure_rpc.grants,"
                        + " since holders of web tokens get it by name only)");
    }

    @Test
    void isNoneUnlessNamed() throws IOException {
        assertThat(load("").credentials()).isEqualTo(List.of());
    }
}
