package io.securerpc.caller.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.caller.CredentialProof.Rejected;
import io.securerpc.testsupport.TestJwtKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a token, with its parts in base64url or as they are: it is taken apart or refused, and the refusal shows nothing of it. */
class JwtFuzzTest {
    private static final JwtIssuer ISSUER = JwtIssuer.of(
                    "https://login.example.com/", "node", JwtKeys.files(java.nio.file.Path.of("none")))
            .withPermissionsClaim("scope");

    static Stream<byte[]> seeds() {
        String claims =
                "{\"iss\":\"https://login.example.com/\",\"aud\":[\"node\"],\"sub\":\"alice\",\"exp\":1795262700,"
                        + "\"nbf\":1.5e9,\"iat\":1795262400.25,\"scope\":\"control a:b\"}";
        return Stream.of(
                        "{\"alg\":\"ES256\",\"kid\":\"a\",\"typ\":\"JWT\"}\0" + claims,
                        "{\"alg\":\"none\"}\0" + claims,
                        "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}\0{}",
                        "{\"alg\":\"RS256\"}\0{\"exp\":1e999999999,\"exp\":-1}",
                        "[]\0{\"a\":" + "[".repeat(30))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aTokenOrARefusal(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        String[] parts = text.split("\0", 2);
        judge(text);
        if (parts.length == 2) {
            judge(TestJwtKey.base64(parts[0]) + "." + TestJwtKey.base64(parts[1]) + ".AAAA");
        }
    }

    private static void judge(String token) {
        Instant now = Instant.ofEpochSecond(1_795_262_400);
        try {
            CompactToken parsed = CompactToken.parse(token);
            JwtSigner.Claimed claimed = ISSUER.read(parsed.claims(), now);
            claimed.validity().check(now);
            assertThat(claimed.subject().orElseThrow()).isPrintable().hasSizeBetween(1, 255);
            assertThat(claimed.end()).isAfter(now);
            assertThat(claimed.end()).isBefore(now.plusSeconds(90_000));
            assertThat(parsed.claims().permissions("scope"))
                    .allMatch(permission -> !permission.name().equals("nobody"));
        } catch (Refused e) {
            Rejected rejected = e.rejected();
            assertThat(rejected.detail()).isPrintable().hasSizeLessThan(120);
            for (String part : List.of(token.split("[.\0]"))) {
                assertThat(part.length() > 12 && rejected.detail().contains(part))
                        .isFalse();
            }
        }
    }

    /** The parser itself, apart from what it is used for. */
    @org.junit.jupiter.api.Test
    void theSeedsReachTheClaims() throws Refused {
        String seed = new String(seeds().findFirst().orElseThrow(), StandardCharsets.UTF_8);
        String[] parts = seed.split("\0", 2);
        CompactToken token =
                CompactToken.parse(TestJwtKey.base64(parts[0]) + "." + TestJwtKey.base64(parts[1]) + ".AAAA");
        assertThat(ISSUER.read(token.claims(), Instant.ofEpochSecond(1_795_262_400))
                        .subject())
                .isEqualTo(Optional.of("alice"));
    }
}
