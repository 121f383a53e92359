package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginPolicyTest {
    private static final String CHROME = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

    @ParameterizedTest
    @CsvSource({
        "https://wallet.example.com, true",
        "https://wallet.example.com:443, true",
        "http://wallet.example.com, false",
        "https://wallet.example.com:8443, false",
        "https://wallet.example.com., false",
        "https://xwallet.example.com, false",
        "https://walletxexample.com, false",
        "https://wallet.example.com.evil.example, false",
        "http://localhost:3000, true",
        "http://localhost, false",
        "https://a.apps.example, true",
        "https://a.apps.example:443, true",
        "https://apps.example, false",
        "https://a.b.apps.example, false",
        "https://evilapps.example, false",
        "https://a.apps.example.evil.example, false",
        "https://a.apps.example., false",
        "http://a.apps.example, false",
        "https://a.apps.example:444, false",
        "https://b.ports.example:8443, true",
        "https://b.ports.example, false",
        "http://[::1]:1, true",
        "http://[::1], true",
        "http://[::1]:65535, true",
        "https://[::1]:1, false",
        "http://[::2]:1, false",
        "http://127.0.0.1:1, false",
        CHROME + ", true",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnoo, false",
        "chrome-extension://ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP, false",
        "moz-extension://abcdefghijklmnopabcdefghijklmnop, false",
        "https://192.0.2.7, true",
        "https://[::ffff:192.0.2.7], false"
    })
    void namesExactOriginsOneLabelBelowAndLoopbackPorts(String origin, boolean named) {
        OriginPolicy policy = OriginPolicy.allow(
                "HTTPS://Wallet.Example.com",
                "http://localhost:3000",
                "https://*.apps.example",
                "https://*.ports.example:8443",
                "http://[::1]:*",
                CHROME,
                "https://192.0.2.7");
        assertThat(policy.names(Origin.parse(origin).orElseThrow())).isEqualTo(named);
    }

    @Test
    void allowsTheNullOriginOnlyByName() {
        assertThat(OriginPolicy.sameOrigin().allowsNull()).isFalse();
        assertThat(OriginPolicy.allow("https://a.example").allowsNull()).isFalse();
        assertThat(OriginPolicy.allow("null").allowsNull()).isTrue();
        assertThat(OriginPolicy.allow("null").namesNobody()).isTrue();
        assertThat(OriginPolicy.sameOrigin().withNullOrigin().allowsNull()).isTrue();
    }

    @Test
    void neverCombinesAnyOriginWithCredentials() {
        assertThatThrownBy(() -> OriginPolicy.any().withCredentials())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("origins: any, with credentials (expected: the origins by name)");
        assertThat(OriginPolicy.any().withNullOrigin().allowsCredentials()).isFalse();
    }

    @Test
    void neverOpensAPrivateNetworkToAnyOrigin() {
        assertThatThrownBy(
                        () -> OriginPolicy.any().withTerms(CorsTerms.defaults().withPrivateNetwork()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("origins: any, with a private network (expected: the origins by name)");
    }

    @Test
    void refusesAnEmptyList() {
        assertThatThrownBy(OriginPolicy::allow)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("origins: none (expected: at least one, or OriginPolicy.sameOrigin())");
    }

    @Test
    void keepsEverythingElseInAChangedCopy() {
        CorsTerms terms = CorsTerms.defaults().withRequestHeaders("x-api-key");
        OriginPolicy policy = OriginPolicy.allow("https://a.example")
                .withTerms(terms)
                .withCredentials()
                .withNullOrigin()
                .withOrigins("https://b.example", "https://a.example");
        assertThat(policy.terms()).isEqualTo(terms);
        assertThat(policy.allowsCredentials()).isTrue();
        assertThat(policy).hasToString("own origin and [https://a.example, https://b.example] and null");
        assertThat(OriginPolicy.any().withOrigins("https://a.example"))
                .hasToString("any origin, by name [https://a.example]");
    }

    @Test
    void warnsOfWhatItOpensBeyondThePagesItNames() {
        assertThat(OriginPolicy.sameOrigin().warnings()).isEmpty();
        assertThat(OriginPolicy.allow("https://a.example", "http://localhost:3000", "https://*.b.example.com")
                        .warnings())
                .isEmpty();
        assertThat(OriginPolicy.allow("null", "http://a.example", "http://localhost:*")
                        .warnings())
                .containsExactly(
                        "origins: null (every web page can be this origin, by putting itself in a sandboxed frame)",
                        "origins: http://a.example (a page without TLS: whoever is on its way can make it call)",
                        "origins: http://localhost:* (every program that serves pages on the browser's machine may call)");
        assertThat(OriginPolicy.any().warnings())
                .containsExactly(
                        "origins: any (every web page may make anonymous calls, in the browser of whoever opens it)");
    }
}
