package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;

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
        "https://[0::1]:7076, https, [::1], 7076, https://[::1]:7076",
        "chrome-extension://abcdef, chrome-extension, abcdef, -1, chrome-extension://abcdef"
    })
    void readsAndWritesWhatBrowsersSend(String text, String scheme, String host, int port, String written) {
        assertThat(Origin.parse(text)).contains(new Origin(scheme, host, port));
        assertThat(Origin.parse(text).orElseThrow()).hasToString(written);
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
                "https://h/",
                "https://h/p",
                "https://u@h",
                "https://h?q",
                "https://h#f",
                "https://h h",
                "https://h https://i",
                "https://h,https://i",
                "1https://h",
                "https://h:0",
                "https://::1",
                "https://*.example.com",
                "data:text/plain,x",
                "file:///etc"
            })
    void refusesWhatIsNoOrigin(String text) {
        assertThat(Origin.parse(text)).isEmpty();
    }
}
