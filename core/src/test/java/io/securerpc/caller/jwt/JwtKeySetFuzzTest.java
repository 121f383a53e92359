package io.securerpc.caller.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a file of keys, JWK Set or PEM: keys or a refusal of one line, and the same keys the next time. */
class JwtKeySetFuzzTest {
    private static final KeyReader READER = new KeyReader("issuer", EnumSet.allOf(JwtAlgorithm.class));

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}",
                        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"a\",\"use\":\"sig\",\"key_ops\":[\"verify\"],\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}",
                        "{\"keys\":[{\"kty\":\"RSA\",\"alg\":\"PS256\",\"e\":\"AQAB\",\"n\":\"" + "_".repeat(341)
                                + "\"}]}",
                        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"},{\"kty\":\"AKP\"}]}",
                        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n",
                        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                        "{\"keys\":")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void keysOrARefusal(byte[] bytes) {
        List<VerificationKey> keys;
        try {
            keys = READER.read("file", bytes);
        } catch (JwtKeyException e) {
            assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(250);
            return;
        }
        assertThat(keys).hasSizeLessThanOrEqualTo(KeyReader.MOST);
        assertThat(READER.read("file", bytes).stream().map(VerificationKey::id))
                .isEqualTo(keys.stream().map(VerificationKey::id).toList());
        keys.forEach(key -> assertThat(key.fits("HS256", bytes, bytes)).isFalse());
    }
}
