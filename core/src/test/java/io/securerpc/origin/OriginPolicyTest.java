package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginPolicyTest {
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
        "https://apps.example, false",
        "https://a.b.apps.example, false",
        "https://evilapps.example, false",
        "http://a.apps.example, false",
        "https://a.apps.example:444, false"
    })
    void namesExactOriginsAndOneLabelBelow(String origin, boolean named) {
        OriginPolicy policy =
                OriginPolicy.allow("HTTPS://Wallet.Example.com", "http://localhost:3000", "https://*.apps.example");
        assertThat(policy.names(Origin.parse(origin).orElseThrow())).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "wallet.example.com | wallet.example.com | https://wallet.example.com",
                "localhost:8545 | localhost:8545 | https://localhost:8545",
                "https://wallet.example.com/ | https://wallet.example.com/ | https://wallet.example.com",
                "https://wallet.example.com/app?x | https://wallet.example.com/app?x | https://wallet.example.com",
                "wss://wallet.example.com:8443 | wss://wallet.example.com:8443 | https://wallet.example.com:8443",
                "ws://localhost:3000 | ws://localhost:3000 | http://localhost:3000",
                "https://me:secret@wallet.example.com | https://****@wallet.example.com | https://wallet.example.com",
                "https://münchen.example | https://münchen.example | https://xn--mnchen-3ya.example",
                "* | * | OriginPolicy.any(), on its own",
                "http://localhost:* | http://localhost:* | an exact origin, or '*' as the whole first label: https://*.example.com",
                "https://* | https://* | an exact origin, or '*' as the whole first label: https://*.example.com",
                "https://a*.example.com | https://a*.example.com | an exact origin, or '*' as the whole first label: https://*.example.com",
                "https://*.*.com | https://*.*.com | an exact origin, or '*' as the whole first label: https://*.example.com",
                "https://*.com | https://*.com | at least two labels after '*.', as in https://*.example.com",
                "https://*.127.0.0.1 | https://*.127.0.0.1 | at least two labels after '*.', as in https://*.example.com",
                "` ` | ` ` | scheme://host or scheme://host:port",
                "NULL | NULL | https://null"
            },
            delimiter = '|')
    void refusesEntriesThatCanNeverMatchAndNamesTheOneThatWould(String entry, String shown, String expected) {
        assertThatThrownBy(() -> OriginPolicy.allow("https://fine.example", entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("origin entry: '" + shown + "' (expected: " + expected + ")");
    }

    @Test
    void allowsTheNullOriginOnlyByName() {
        assertThat(OriginPolicy.sameOrigin().allowsNull()).isFalse();
        assertThat(OriginPolicy.allow("https://a.example").allowsNull()).isFalse();
        assertThat(OriginPolicy.allow("null").allowsNull()).isTrue();
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
    void refusesAnEmptyList() {
        assertThatThrownBy(OriginPolicy::allow)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("origins: none (expected: at least one, or OriginPolicy.sameOrigin())");
    }
}
