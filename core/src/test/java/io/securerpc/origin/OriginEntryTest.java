package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an entry of an origin list may be, and what its refusal says to write instead. */
class OriginEntryTest {
    private static final String CHROME = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
    private static final String FIREFOX = "moz-extension://9a8b0f0e-1111-4222-8333-123456789012";
    private static final String SAFARI = "safari-web-extension://E3449EA7-EC25-4696-8E6C-AC1E8EF9D2F4";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "wallet.example.com | https://wallet.example.com",
                "Wallet.Example.com:8443 | https://wallet.example.com:8443",
                "localhost:8545 | http://localhost:8545",
                "[::1]:3000 | http://[::1]:3000",
                "https://wallet.example.com/ | https://wallet.example.com",
                "HTTPS://WALLET.example.com:443/ | https://wallet.example.com",
                "https://wallet.example.com/app?x | https://wallet.example.com",
                "https://wallet.example.com#top | https://wallet.example.com",
                "https:\\\\wallet.example.com | https://wallet.example.com",
                "https:/wallet.example.com | scheme://host or scheme://host:port",
                "https:wallet.example.com | scheme://host or scheme://host:port",
                "` https://wallet.example.com` | https://wallet.example.com",
                "https://wallet.example.com: | https://wallet.example.com",
                "https://wallet.example.com:0443 | https://wallet.example.com",
                "https://wallet.example.com:0 | scheme://host or scheme://host:port",
                "wss://wallet.example.com:8443 | https://wallet.example.com:8443",
                "ws://localhost:3000 | http://localhost:3000",
                "ws://localhost:3000/rpc | http://localhost:3000",
                "htps://wallet.example.com | https://wallet.example.com",
                "htttp://wallet.example.com:80 | http://wallet.example.com",
                "chrome-extention://abcdef | chrome-extension://abcdef",
                "https://münchen.example | https://xn--mnchen-3ya.example",
                "münchen.example | https://xn--mnchen-3ya.example",
                "https://ＷＡＬＬＥＴ。example | https://wallet.example",
                "https://straße.example | scheme://host or scheme://host:port",
                "https://[2001:db8::7/ | scheme://host or scheme://host:port",
                "https://2001:db8::7 | https://[2001:db8::7]",
                "https://127.1:3000 | https://127.0.0.1:3000",
                "http://2130706433 | http://127.0.0.1",
                "http://0x7f.0.0.01 | http://127.0.0.1",
                "http://127.0.0.1. | http://127.0.0.1",
                "http://256.0.0.1 | scheme://host or scheme://host:port",
                "app://wallet/index.html | app://wallet",
                "ftp://wallet.example.com | scheme://host or scheme://host:port",
                "about:blank | scheme://host or scheme://host:port",
                "data:text/html,x | scheme://host or scheme://host:port",
                "file:///home/me/wallet.html | null, which is what browsers send for files",
                "file://host | null, which is what browsers send for files",
                "NULL | null",
                "*|\"*\" on its own, in code OriginPolicy.any()",
                "all|\"*\" on its own, in code OriginPolicy.any()",
                "Any|\"*\" on its own, in code OriginPolicy.any()",
                "none|no entry, in code OriginPolicy.sameOrigin()",
                "` `|scheme://host or scheme://host:port",
                "a b|scheme://host or scheme://host:port",
                "https://a.example,https://b.example | scheme://host or scheme://host:port"
            })
    void refusesWhatCanNeverMatchAndNamesTheEntryThatWould(String entry, String expected) {
        refuses(entry, entry, expected);
    }

    @ParameterizedTest
    @CsvSource({
        "https://*, pattern",
        "*://wallet.example.com, pattern",
        "*.example.com, pattern",
        "https://a*.example.com, pattern",
        "https://*a.example.com, pattern",
        "https://*.*.com, pattern",
        "https://wallet.*.com, pattern",
        "https://*:3000, pattern",
        "https://*.localhost:*, pattern",
        "http://localhost:80:*, pattern",
        "http://localhost:30*, pattern",
        "parity://*, pattern",
        "localhost:*, http://localhost:*",
        "[::1]:*, http://[::1]:*",
        "wallet.example.com:*, pattern",
        "https://wallet.example.com:*, port",
        "https://192.0.2.7:*, port",
        "http://127.0.0.1.evil.example:*, port",
        "http://localhost.evil.example:*, port",
        "http://localhost.:*, port",
        "https://*.com, labels",
        "https://*.example, labels",
        "https://*.com., labels",
        "https://*.example.com., labels",
        "https://*.127.0.0.1, labels",
        "https://*.[::1], labels",
        "https://*.co.uk, co.uk",
        "https://*.com.au, com.au",
        "https://*.or.jp, or.jp",
        "https://*.github.io, github.io",
        "https://*.Netlify.app, netlify.app",
        "https://*.ipfs.dweb.link, ipfs.dweb.link"
    })
    void refusesPatternsThatNameNobodyInParticular(String entry, String why) {
        String expected = switch (why) {
            case "pattern" -> "an exact origin, or '*' as the whole first label: https://*.example.com";
            case "port" -> "the port by its number; ':*' is for localhost alone";
            case "labels" -> "at least two labels after '*.', as in https://*.example.com";
            default -> why.startsWith("http") ? why : "exact origins, since anybody can have a name under " + why;
        };
        refuses(entry, entry, expected);
    }

    @ParameterizedTest
    @CsvSource({
        "chrome-extension://*, id",
        "chrome-extension://, id",
        "chrome-extension://abc, id",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnoq, id",
        "chrome-extension://*.abcdefghijklmnopabcdefghijklmnop, id",
        "chrome-extension://ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP, " + CHROME,
        CHROME + ":443, " + CHROME,
        CHROME + "/, " + CHROME,
        CHROME + "/popup.html, " + CHROME,
        "moz-extension://*, uuid",
        "moz-extension://my-wallet@example.com, uuid",
        "moz-extension://9A8B0F0E-1111-4222-8333-123456789012, " + FIREFOX,
        FIREFOX + "/, " + FIREFOX
    })
    void refusesExtensionsWithoutTheIdThatBrowsersSend(String entry, String expected) {
        String shown = entry.replaceFirst("//[^/]*@", "//****@");
        refuses(
                entry,
                shown,
                expected.equals("id")
                        ? "chrome-extension:// and the 32 letters of the extension's id"
                        : expected.equals("uuid") ? "moz-extension:// and the extension's UUID" : expected);
    }

    @Test
    void neverShowsThePasswordOfAnAddressNorASecondLine() {
        refuses(
                "https://me:secret@wallet.example.com",
                "https://****@wallet.example.com",
                "https://wallet.example.com");
        refuses("https://a.example\nforged", "https://a.example?forged", "scheme://host or scheme://host:port");
    }

    @Test
    void namesEveryBadEntryAtOnce() {
        assertThatThrownBy(() -> OriginPolicy.allow("a.example", "https://fine.example", "https://b.example/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("origin entry: 'a.example' (expected: https://a.example)" + System.lineSeparator()
                        + "origin entry: 'https://b.example/' (expected: https://b.example)");
    }

    /** Whatever a refusal offers is an entry that is taken. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "wallet.example.com",
                "localhost:8545",
                "wss://wallet.example.com/",
                "münchen.example",
                "127.1:80",
                "htps://a.example",
                "localhost:*",
                CHROME + "/x",
                "NULL",
                "https://a.example:0080"
            })
    void whatARefusalOffersIsTaken(String entry) {
        assertThatThrownBy(() -> OriginPolicy.allow(entry)).satisfies(refusal -> {
            String offered = refusal.getMessage().replaceFirst("(?s).*\\(expected: (.*)\\)", "$1");
            assertThat(OriginPolicy.allow(offered)).isNotNull();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://Wallet.Example.com:443, https://wallet.example.com",
        "https://[2001:DB8::0:7]:8443, https://[2001:db8::7]:8443",
        "https://*.Example.com:8443, https://*.example.com:8443",
        "https://*.example.co.uk, https://*.example.co.uk",
        "https://*.wallet.github.io, https://*.wallet.github.io",
        "http://localhost:*, http://localhost:*",
        "https://127.0.0.1:*, https://127.0.0.1:*",
        "http://[::1]:*, http://[::1]:*",
        "https://example.com., https://example.com.",
        "tauri://localhost, tauri://localhost",
        CHROME + ", " + CHROME,
        FIREFOX + ", " + FIREFOX,
        SAFARI + ", " + SAFARI
    })
    void writesWhatItTookAsBrowsersWriteIt(String entry, String written) {
        assertThat(OriginPolicy.allow(entry)).hasToString("own origin and [" + written + "]");
    }

    private static void refuses(String entry, String shown, String expected) {
        assertThatThrownBy(() -> OriginPolicy.allow("https://fine.example", entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("origin entry: '" + shown + "' (expected: " + expected + ")");
    }
}
