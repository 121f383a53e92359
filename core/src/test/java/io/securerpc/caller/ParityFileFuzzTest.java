package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a line of Parity's tokens; whatever is read of it is written so that it reads as the same, here and by Parity. */
class ParityFileFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    static Stream<byte[]> seeds() {
        String token = "abcdEFGH1234wxyz";
        return Stream.of(
                        token,
                        token + ";1700000000",
                        token + ";1700000000;1700000001",
                        token + ";1700000000;1700000001;wallet",
                        token + ";1700000000;;wallet",
                        "abcd-EFGH-1234-wxyz;1700000000",
                        token + ";9999999999;9999999999",
                        token + ";17000000000",
                        token + ";;",
                        token + ";1700000000;1700000001;wallet;x",
                        ";;;",
                        "")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aTokenOrARefusal(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8);
        ParityToken token;
        try {
            token = ParityText.token(line, undated -> NOW);
        } catch (TokenJson.Unreadable e) {
            assertThat(e.found() + e.expected()).isPrintable();
            return;
        }
        String written = ParityText.line(token);
        assertThat(written).isPrintable();
        String[] fields = written.split(";", -1);
        assertThat(fields[0]).matches("[0-9A-Za-z]{16,128}");
        assertThat(fields[1]).isEqualTo(String.valueOf(token.created().getEpochSecond()));
        try {
            assertThat(ParityText.token(written, undated -> Instant.EPOCH)).isEqualTo(token);
        } catch (TokenJson.Unreadable e) {
            throw new AssertionError("what was written is not read again", e);
        }
    }
}
