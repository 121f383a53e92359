package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSecretTest {
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** The expected texts were made by another program, from the description alone. */
    @ParameterizedTest
    @CsvSource({
        "0, srt_00000000000000000000000000000000000000000003prfWW",
        "255, srt_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp12FaLIS",
    })
    void hasAllRandomBitsInBase62AndTheirCrc32(int everyByte, String text) {
        assertThat(TokenSecret.random(new Same((byte) everyByte)).text()).isEqualTo(text);
        assertThat(TokenSecret.parse(text)).map(TokenSecret::text).contains(text);
    }

    @Test
    void isAnotherOneEachTime() {
        Set<String> seen = new HashSet<>();
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 10_000; i++) {
            String text = TokenSecret.random(random).text();
            assertThat(text).matches("srt_[0-9A-Za-z]{49}");
            assertThat(TokenSecret.parse(text)).isPresent();
            assertThat(seen.add(text)).isTrue();
        }
    }

    @Test
    void anyOneCharacterThatDiffersIsNoticed() {
        String text = TokenSecret.random(new SecureRandom()).text();
        for (int i = 0; i < text.length(); i++) {
            for (char letter : LETTERS.toCharArray()) {
                String other = text.substring(0, i) + letter + text.substring(i + 1);
                assertThat(TokenSecret.parse(other).isPresent())
                        .as("place %s", i)
                        .isEqualTo(other.equals(text));
            }
        }
    }

    @Test
    void twoNeighboursThatChangedPlacesAreNoticed() {
        String text = TokenSecret.random(new SecureRandom()).text();
        IntStream.range(0, text.length() - 1).forEach(i -> {
            String other = text.substring(0, i) + text.charAt(i + 1) + text.charAt(i) + text.substring(i + 2);
            assertThat(TokenSecret.parse(other).isPresent()).as("place %s", i).isEqualTo(other.equals(text));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%s ", " %s", "%s\n", "%s=", "\"%s\"", "%s,%s", "%s%s", "Bearer %s", "%s\u0000", "\ufeff%s"})
    void nothingStandsAroundIt(String around) {
        String text = TokenSecret.random(new SecureRandom()).text();
        assertThat(TokenSecret.parse(around.replace("%s", text))).isEmpty();
    }

    @Test
    void beginsAndEndsWhereItDoes() {
        String text = TokenSecret.random(new SecureRandom()).text();
        for (int i = 0; i < text.length(); i++) {
            assertThat(TokenSecret.parse(text.substring(0, i))).isEqualTo(Optional.empty());
        }
        assertThat(TokenSecret.parse("SRT_" + text.substring(4))).isEmpty();
        assertThat(TokenSecret.parse(text.replace("srt_", "srt-"))).isEmpty();
    }

    @Test
    void printsAsStars() {
        TokenSecret secret = TokenSecret.random(new SecureRandom());
        assertThat(secret).hasToString("****");
        assertThat(secret.hash()).hasToString("****");
    }

    /** Not random at all. */
    private static final class Same extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte value;

        Same(byte value) {
            this.value = value;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, value);
        }
    }
}
