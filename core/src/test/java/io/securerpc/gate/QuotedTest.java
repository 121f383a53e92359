package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.toml.TomlMapper;

class QuotedTest {
    private static final TomlMapper TOML = new TomlMapper();

    @Test
    void escapesWhatCouldEndALineOrALiteral() {
        String nasty = "a\"b\\c\r\n\u2028\u0000é\uD83D\uDE00";
        assertThat(Quoted.toml(nasty))
                .contains("\"a\\\"b\\\\c\\U0000000D\\U0000000A\\U00002028\\U00000000\\U000000E9\\U0001F600\"");
        assertThat(Quoted.java(nasty)).contains("\"a\\\"b\\\\c\\015\\012\\u2028\\000\\u00E9\\uD83D\\uDE00\"");
    }

    @Test
    void offersNothingForWhatNoTextCanBe() {
        assertThat(Quoted.toml("\uD83D")).isEmpty();
        assertThat(Quoted.java("\uDE00x")).isEmpty();
        assertThat(Quoted.toml("x".repeat(301))).isEmpty();
        assertThat(Quoted.toml("x".repeat(300))).isPresent();
    }

    @Test
    void whateverIsQuotedIsReadBackTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(random.nextInt(40), 0, 0x2FFFF)
                    .map(point -> random.nextBoolean() ? point % 128 : point)
                    .filter(point -> point < 0xD800 || point > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String quoted = Quoted.toml(text).orElseThrow();
            assertThat(quoted).as("seed %d", seed).matches("[ -~]+");
            assertThat(TOML.readValue("key = " + quoted, Map.class).get("key"))
                    .as("seed %d", seed)
                    .isEqualTo(text);
            assertThat(Quoted.java(text).orElseThrow()).as("seed %d", seed).matches("[ -~]+");
        }
    }
}
