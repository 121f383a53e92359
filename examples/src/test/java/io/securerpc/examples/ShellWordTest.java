package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"secure-rpc-demo/server.cert.pem, secure-rpc-demo/server.cert.pem", "a b, 'a b'", "it's, 'it'\\''s'"
            })
    void quotesOnlyWhatNeedsIt(String text, String word) {
        assertThat(ShellWord.quote(text)).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "it's", "$(touch x)", "`id`", "a\"b", "a\\b", "~", "*", "", "#", "a\nb", "é"})
    void aShellGetsTheTextBack(String text) {
        Tools.require("sh");
        assertThat(Tools.run(Duration.ofSeconds(30), "sh", "-c", "printf '%s' " + ShellWord.quote(text))
                        .stdout())
                .isEqualTo(text);
    }
}
