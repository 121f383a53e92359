package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"1", "1.50", "\"a\"", "null", " [1 , 2] ", "{\"a\":{}}", "\"\u00e9\ud83d\ude00\""})
    void keepsTheTextAsItIs(String text) {
        assertThat(RawJson.of(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1 2", "{\"a\":1,\"a\":2}", "[1,]", "{", "\"a", "nul", "1}", "\"\ud800\""})
    void refusesWhatIsNotOneJsonValue(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> RawJson.of(text)).withMessageStartingWith("json text: ");
    }

    @Test
    void refusesTextNestedPastReason() {
        assertThat(RawJson.of("[".repeat(500) + "]".repeat(500))).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RawJson.of("[".repeat(501) + "]".repeat(501)))
                .withMessage("json text: nested too deep (expected: at most 500)");
    }

    @Test
    void printsNothingOfItsText() {
        assertThat(RawJson.of("\"secret\"")).hasToString("RawJson[8 bytes]");
    }

    record Block(String hash, long height, Optional<String> note, Instant time) {}

    @Test
    void isWrittenAsItIsAnywhereInsideAValue() {
        assertThat(write(Map.of("a", List.of(RawJson.of("{\"x\": 1.0}"))))).isEqualTo("{\"a\":[{\"x\": 1.0}]}");
        assertThat(write(new Block("h", 1, Optional.empty(), Instant.EPOCH)))
                .isEqualTo("{\"hash\":\"h\",\"height\":1,\"note\":null,\"time\":\"1970-01-01T00:00:00Z\"}");
    }

    private static String write(Object value) {
        return new String(JsonCodec.standard().write(value), StandardCharsets.UTF_8);
    }
}
