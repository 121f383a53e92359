package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "::1, ::1",
        "::, ::",
        "0.0.0.0, 0.0.0.0",
        "127.0.0.1, 127.0.0.1",
        "::ffff:127.0.0.1, 127.0.0.1",
        "::FFFF:7f00:1, 127.0.0.1",
        "::ffff:0.0.0.0, 0.0.0.0",
        "2001:db8::7, 2001:db8::7",
        "fe80::1%0, fe80::1%0"
    })
    void readsLiteralsAsNanoWritesThem(String text, String host) {
        assertThat(AddressLiteral.parse(text)).contains(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "node.example.com",
                "127.1",
                "0x7f.0.0.1",
                "127.0.0.1.",
                "127.0.0.01",
                "1.2.3.4.5",
                "2130706433",
                "256.0.0.1",
                "[::1]",
                ":",
                "1::2::3",
                "12345::",
                "::1%",
                "127.0.0.1:7076"
            })
    void takesNoNamesAndNoOldSpellings(String text) {
        assertThat(AddressLiteral.parse(text)).isEmpty();
    }
}
