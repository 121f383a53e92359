package io.securerpc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTextTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`plain text ~`, `plain text ~`",
                "`a\nb\r\tc`, `a\\u000ab\\u000d\\u0009c`",
                "`é\u202e\u0000\u007f`, `\\u00e9\\u202e\\u0000\\u007f`",
                "`a\\u000ab`, `a\\\\u000ab`",
                "`\ud83d\ude00`, `\\ud83d\\ude00`"
            })
    void escapesWhatIsNotPrintableAscii(String text, String escaped) {
        assertThat(PeerText.escape(text)).isEqualTo(escaped);
    }

    @Test
    void boundsTheLength() {
        assertThat(PeerText.escape("a".repeat(10_000))).isEqualTo("a".repeat(200) + "... (9800 more)");
        assertThat(PeerText.escape("\n\n\n", 13)).isEqualTo("\\u000a\\u000a... (1 more)");
    }

    @Test
    void leavesEscapedTextAsItIs() {
        assertThat(PeerText.oneLine("a\\u000ab\n", 100)).isEqualTo("a\\u000ab\\u000a");
    }

    @Test
    void isAlwaysOneLineThatReadsBack() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(40), 0, 0x10000).forEach(c -> text.append((char) (c % 7 == 0 ? '\\' : c)));
            String escaped = PeerText.escape(text.toString(), 10_000);
            assertThat(escaped).as("seed %d", seed).matches("[ -~]*");
            assertThat(unescape(escaped)).as("seed %d", seed).isEqualTo(text.toString());
            assertThat(PeerText.oneLine(escaped, 10_000)).as("seed %d", seed).isEqualTo(escaped);
        }
    }

    private static String unescape(String escaped) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) != '\\') {
                text.append(escaped.charAt(i));
            } else if (escaped.charAt(++i) == '\\') {
                text.append('\\');
            } else {
                text.append((char) Integer.parseInt(escaped.substring(i + 1, i + 5), 16));
                i += 4;
            }
        }
        return text.toString();
    }
}
