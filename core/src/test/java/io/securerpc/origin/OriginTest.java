package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://wallet.example.com, https, wallet.example.com, 443, https://wallet.example.com",
        "HTTPS://Wallet.Example.com:443, https, wallet.example.com, 443, https://wallet.example.com",
        "http://localhost:3000, http, localhost, 3000, http://localhost:3000",
        "http://h:80, http, h, 80, http://h",
        "http://h:443, http, h, 443, http://h:443",
        "https://h:80, https, h, 80, https://h:80",
        "https://[0::1]:7076, https, [::1], 7076, https://[::1]:7076",
        "https://[2001:DB8:0:0:0:0:0:7], https, [2001:db8::7], 443, https://[2001:db8::7]",
        "https://[::ffff:192.0.2.7], https, [::ffff:c000:207], 443, https://[::ffff:c000:207]",
        "https://192.0.2.7:8443, https, 192.0.2.7, 8443, https://192.0.2.7:8443",
        "https://xn--mnchen-3ya.example, https, xn--mnchen-3ya.example, 443, https://xn--mnchen-3ya.example",
        "chrome-extension://abcdef, chrome-extension, abcdef, -1, chrome-extension://abcdef",
        "Chrome-Extension://abcDEF, chrome-extension, abcDEF, -1, chrome-extension://abcDEF",
        "moz-extension://9a8b0f0e-1111-4222-8333-123456789012, moz-extension, 9a8b0f0e-1111-4222-8333-123456789012, -1, moz-extension://9a8b0f0e-1111-4222-8333-123456789012",
        "safari-web-extension://E3449EA7-EC25-4696-8E6C-AC1E8EF9D2F4, safari-web-extension, E3449EA7-EC25-4696-8E6C-AC1E8EF9D2F4, -1, safari-web-extension://E3449EA7-EC25-4696-8E6C-AC1E8EF9D2F4",
        "capacitor://localhost:8100, capacitor, localhost, 8100, capacitor://localhost:8100"
    })
    void readsAndWritesWhatBrowsersSend(String text, String scheme, String host, int port, String written) {
        assertThat(Origin.parse(text)).contains(new Origin(scheme, host, port));
        assertThat(Origin.parse(text).orElseThrow()).hasToString(written);
        assertThat(Origin.parse(written)).isEqualTo(Origin.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "https://[::ffff:192.0.2.7], https://192.0.2.7",
        "https://example.com., https://example.com",
        "https://example.com:80, https://example.com",
        "http://example.com, https://example.com",
        "app://wallet, app://Wallet",
        "chrome-extension://abc, moz-extension://abc"
    })
    void tellsApartWhatBrowsersTellApart(String one, String other) {
        assertThat(Origin.parse(one)).isPresent().isNotEqualTo(Origin.parse(other));
        assertThat(Origin.parse(other)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "wallet.example.com",
                "//wallet.example.com",
                "://h",
                "https://",
                "https:h",
                "https:///h",
                "https://h/",
                "https://h/p",
                "https://u@h",
                "https://u:p@h",
                "https://h?q",
                "https://h#f",
                "https://h\\",
                "https://h h",
                " https://h",
                "https://h ",
                "https://h\n",
                "https://h https://i",
                "https://h,https://i",
                "1https://h",
                "https://h:0",
                "https://h:",
                "https://h:443:443",
                "https://h:65536",
                "https://::1",
                "https://[::1]x",
                "https://[::1%25lo]",
                "https://1.2.3",
                "https://1.2.3.0x4",
                "https://0x7f.1",
                "https://2130706433",
                "https://h%2eexample.com",
                "https://münchen.example",
                "https://*.example.com",
                "https://h:*",
                "chrome-extension://",
                "chrome-extension://a/b",
                "chrome-extension://a b",
                "chrome-extension://*",
                "data:text/plain,x",
                "file:///etc"
            })
    void refusesWhatIsNoOrigin(String text) {
        assertThat(Origin.parse(text)).isEmpty();
    }

    @Test
    void cannotHoldAnythingButTheComparedForm() {
        assertThatThrownBy(() -> new Origin("HTTPS", "h", 443))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scheme: 'HTTPS' (expected: lower-case scheme of RFC 3986)");
        assertThatThrownBy(() -> new Origin("https", "H", 443))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host: 'H' (expected: the host as browsers write it)");
        assertThatThrownBy(() -> new Origin("https", "h", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port: 0 (expected: 1 to 65535)");
    }
}
