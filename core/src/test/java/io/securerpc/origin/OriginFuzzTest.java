package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as an {@code Origin} header and as an entry of a list: no exception but a refusal of the entry, and nobody in who was not named. */
class OriginFuzzTest {
    private static final String EXACT = "https://wallet.example.com";
    private static final OriginPolicy POLICY =
            OriginPolicy.allow(EXACT, "https://*.apps.example.com", "http://localhost:*");

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "",
                        "null",
                        EXACT,
                        EXACT + ":443",
                        "HTTPS://Wallet.Example.com",
                        "https://a.apps.example.com",
                        "https://a.b.apps.example.com",
                        "http://localhost:65535",
                        "http://localhost:0",
                        "https://[2001:db8::7]:8443",
                        "https://[::ffff:192.0.2.7]",
                        "https://[::1%25lo]",
                        "https://0x7f.1",
                        "https://me:secret@wallet.example.com/",
                        "chrome-extension://abcdefghijklmnopabcdefghijklmnop/popup.html",
                        "https://*.co.uk",
                        "http://localhost:80:*",
                        "https://münchen.example",
                        "https://wallet.example.com https://evil.example",
                        "https://" + "a.".repeat(3000),
                        "[".repeat(5000),
                        "\0\r\n\u001b[2J")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void onlyWhatIsNamedAndOnlyRefusals(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Origin.parse(text).ifPresent(origin -> {
            assertThat(Origin.parse(origin.toString())).contains(origin);
            assertThat(POLICY.names(origin)).isEqualTo(isNamed(text.toLowerCase(Locale.ROOT)));
        });
        for (String entry : List.of(text, "https://" + text, text + ":*", "https://*." + text)) {
            takesOrRefuses(entry);
        }
        refusesOnly(() -> OriginPolicy.substrate(text));
        refusesOnly(() -> OriginPolicy.parity(text));
    }

    /** From the three entries by hand, of a text that is an origin. */
    private static boolean isNamed(String text) {
        return text.matches("https://wallet\\.example\\.com(:443)?")
                || text.matches("https://[a-z0-9_-]+\\.apps\\.example\\.com(:443)?")
                || text.matches("http://localhost(:[0-9]+)?");
    }

    private static void takesOrRefuses(String entry) {
        try {
            OriginPolicy policy = OriginPolicy.allow(entry);
            policy.exact().forEach(origin -> assertThat(policy.names(origin)).isTrue());
            assertThat(policy.exact()).allMatch(OriginPolicy::takes);
            assertThat(policy.allowsAny()).isFalse();
            assertThat(policy.warnings()).allSatisfy(OriginFuzzTest::isOneLine);
        } catch (IllegalArgumentException e) {
            isRefusal(e);
        }
    }

    private static void refusesOnly(Runnable reader) {
        try {
            reader.run();
        } catch (IllegalArgumentException e) {
            isRefusal(e);
        }
    }

    private static void isRefusal(IllegalArgumentException refusal) {
        assertThat(refusal.getMessage().split(System.lineSeparator()))
                .allSatisfy(line -> assertThat(line).contains(" (expected: ").endsWith(")"))
                .allSatisfy(OriginFuzzTest::isOneLine);
    }

    private static void isOneLine(String text) {
        assertThat(text).doesNotContainPattern("\\p{Cntrl}");
    }
}
