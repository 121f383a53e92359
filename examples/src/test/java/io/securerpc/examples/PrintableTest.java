package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
    @ParameterizedTest
    @CsvSource({
        "CN=node.example.com, CN=node.example.com",
        "Ünïcode 節点, Ünïcode 節点",
        "'a\u001b[2Jb', 'a\\u{1b}[2Jb'",
        "'a\r\nb', 'a\\u{d}\\u{a}b'",
        "'a\u202eb', 'a\\u{202e}b'",
        "'a\u0085b\u2028c', 'a\\u{85}b\\u{2028}c'",
        "'a\ud800b', 'a\\u{d800}b'"
    })
    void neverLetsATextActOnATerminal(String text, String printed) {
        assertThat(Printable.of(text)).isEqualTo(printed);
    }
}
