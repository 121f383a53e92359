package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a line of a token file; whatever is read of it is written so that it reads as the same. */
class TokenFileFuzzTest {

    static Stream<byte[]> seeds() {
        String hash = "0123456789abcdef".repeat(4);
        String good = "{\"name\":\"a\",\"permissions\":[\"control\"],\"created\":\"2026-01-01T00:00:00Z\",\"sha256\":\""
                + hash + "\"}";
        return Stream.of(
                        good,
                        good.replace(
                                "{", "{\"expires\":\"2027-01-01T00:00:00Z\",\"last_use\":\"2026-06-01T00:00:00.5Z\","),
                        good.replace(
                                "{",
                                "{\"retired\":[{\"sha256\":\"" + hash.replace('0', '9')
                                        + "\",\"until\":\"2026-02-01T00:00:00Z\"}],"),
                        good.replace("2026", "+10000"),
                        good.replace("a", "\\u0061"),
                        good + "\n" + good,
                        "{}",
                        "[[[[")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aTokenOrARefusal(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8);
        BearerToken token;
        try {
            token = TokenJson.read(line);
        } catch (TokenJson.Unreadable e) {
            assertThat(e.found() + e.expected()).isPrintable();
            return;
        }
        String written = TokenJson.write(token);
        assertThat(written).isPrintable();
        try {
            assertThat(TokenJson.read(written)).isEqualTo(token);
        } catch (TokenJson.Unreadable e) {
            throw new AssertionError(written + " is not read again", e);
        }
        assertThat(token.goodHashes(Instant.MAX)).hasSizeLessThanOrEqualTo(1);
    }
}
