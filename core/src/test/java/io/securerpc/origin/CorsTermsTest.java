package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTermsTest {
    @Test
    void defaultsAreWhatCallsNeedAndNothingMore() {
        CorsTerms defaults = CorsTerms.defaults();
        assertThat(defaults)
                .isEqualTo(new CorsTerms(List.of("POST"), List.of(), List.of(), Duration.ofMinutes(10), false));
        assertThat(defaults.allowedHeaders()).containsExactly("content-type", "authorization");
    }

    @Test
    void eachPartCanBeChanged() {
        CorsTerms terms = CorsTerms.defaults()
                .withMethods("POST", "GET")
                .withRequestHeaders("X-Api-Key", "content-type", "x-api-key")
                .withExposedHeaders("Retry-After")
                .withMaxAge(Duration.ZERO)
                .withPrivateNetwork();
        assertThat(terms)
                .isEqualTo(new CorsTerms(
                        List.of("POST", "GET"),
                        List.of("x-api-key", "content-type"),
                        List.of("retry-after"),
                        Duration.ZERO,
                        true));
        assertThat(terms.allowedHeaders()).containsExactly("content-type", "authorization", "x-api-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie",
                "host",
                "Origin",
                "sec-websocket-protocol",
                "Proxy-Authorization",
                "Content-Length",
                "access-control-request-method"
            })
    void refusesRequestHeadersThatNoPageCanSet(String name) {
        assertThatThrownBy(() -> CorsTerms.defaults().withRequestHeaders("x-fine", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cors request header: '" + name.toLowerCase(Locale.ROOT)
                        + "' (expected: one that a page may set)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "", "x y", "x,y", "x:", "x\ny", "ünicode"})
    void refusesWhatIsNoName(String name) {
        String message = "header: '" + name.replace('\n', '?') + "' (expected: the name of a header)";
        assertThatThrownBy(() -> CorsTerms.defaults().withRequestHeaders(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cors request " + message);
        assertThatThrownBy(() -> CorsTerms.defaults().withExposedHeaders(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cors exposed " + message);
    }

    @Test
    void refusesToExposeWhatNoPageIsShown() {
        assertThatThrownBy(() -> CorsTerms.defaults().withExposedHeaders("Set-Cookie", "*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cors exposed header: 'set-cookie' (expected: one that a page may read)"
                        + System.lineSeparator() + "cors exposed header: '*' (expected: the name of a header)");
    }

    @Test
    void refusesMethodsThatAreNotServedAndTimesThatNoBrowserKeeps() {
        for (String[] methods : new String[][] {{}, {"GET"}, {"POST", "PUT"}, {"POST", "*"}, {"post"}}) {
            assertThatThrownBy(() -> CorsTerms.defaults().withMethods(methods))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cors methods: " + List.of(methods)
                            + " (expected: POST, which calls are, and GET or HEAD at most)");
        }
        for (Duration age : List.of(Duration.ofSeconds(-1), Duration.ofDays(1).plusNanos(1))) {
            assertThatThrownBy(() -> CorsTerms.defaults().withMaxAge(age))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cors max age: " + age + " (expected: 0 to 24 hours)");
        }
    }
}
