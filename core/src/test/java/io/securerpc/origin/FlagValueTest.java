package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other nodes' flags mean here what their users think they mean there. */
class FlagValueTest {
    private static final String SUBSTRATE = "own origin and [http://localhost:*, http://127.0.0.1:*,"
            + " https://localhost:*, https://127.0.0.1:*, https://polkadot.js.org]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all | any origin",
                "* | any origin",
                "default | " + SUBSTRATE,
                "http://localhost:*,http://127.0.0.1:*,https://localhost:*,https://127.0.0.1:*,https://polkadot.js.org | "
                        + SUBSTRATE,
                "https://polkadot.js.org, https://wallet.example.com:443 | own origin and [https://polkadot.js.org, https://wallet.example.com]",
                "null | own origin and [] and null"
            })
    void readsSubstratesRpcCors(String value, String policy) {
        assertThat(OriginPolicy.substrate(value)).hasToString(policy);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:9944, true", "http://localhost, true", "https://127.0.0.1:3000, true",
        "https://polkadot.js.org, true", "http://polkadot.js.org, false", "https://polkadot.js.org:8443, false",
        "http://localhost.evil.example:9944, false", "http://[::1]:9944, false", "https://evil.example, false"
    })
    void substratesDefaultsLetInWhatTheyNameAtLast(String origin, boolean named) {
        assertThat(OriginPolicy.substrate("default").names(Origin.parse(origin).orElseThrow()))
                .isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | own origin and []",
                "all | any origin",
                "any | any origin",
                "* | any origin",
                "http://localhost:3000,https://wallet.example.com/ | own origin and [http://localhost:3000, https://wallet.example.com]",
                "example.com, localhost:3000 | own origin and [http://example.com, http://localhost:3000]",
                "localhost:*,null | own origin and [http://localhost:*] and null",
                "https://*.example.com | own origin and [https://*.example.com]"
            })
    void readsParitysJsonrpcCors(String value, String policy) {
        assertThat(OriginPolicy.parity(value)).hasToString(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | own names and []",
                "all | any host",
                "any | any host",
                "* | any host",
                "node.example.com | own names and [node.example.com]",
                "https://node.example.com:8545/rpc | own names and [node.example.com:8545]",
                "node.example.com:* | own names and [node.example.com]",
                "[::1]:8545 | own names and [[::1]:8545]"
            })
    void readsParitysJsonrpcHosts(String value, String policy) {
        assertThat(HostPolicy.parity(value)).hasToString(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "substrate | all,https://a.example | --rpc-cors: 'all,https://a.example' (expected: all on its own)",
                "substrate | https://a.example,* | --rpc-cors: 'https://a.example,*' (expected: * on its own)",
                "substrate | https://a.example, | --rpc-cors: 'https://a.example,' (expected: a word, or entries with a comma between two)",
                "substrate | `` | --rpc-cors: '' (expected: a word, or entries with a comma between two)",
                "substrate | none | --rpc-cors: 'none' (expected: all, default, or origins; no value at all allows the server's own pages only)",
                "substrate | default,https://a.example | origin entry: 'default' (expected: https://default)",
                "substrate | polkadot.js.org | origin entry: 'polkadot.js.org' (expected: https://polkadot.js.org)",
                "parity | all,none | --jsonrpc-cors: 'all,none' (expected: all on its own)",
                "parity | none,https://a.example | --jsonrpc-cors: 'none,https://a.example' (expected: none on its own)",
                "parity | chrome-extension://* | origin entry: 'chrome-extension://*' (expected: chrome-extension:// and the 32 letters of the extension's id)",
                "parity | http://*.a.example.com* | origin entry: 'http://*.a.example.com*' (expected: an exact origin, or '*' as the whole first label: https://*.example.com)",
                "hosts | all,none | --jsonrpc-hosts: 'all,none' (expected: all on its own)",
                "hosts | *.example.com | host entry: '*.example.com' (expected: each host by its name)",
                "hosts | node[1-3].example.com | host entry: 'node[1-3].example.com' (expected: name, name:port, or an address, IPv6 in brackets)"
            })
    void refusesWhatIsAmbiguousOrCanNeverMatch(String flag, String value, String message) {
        Function<String, Object> reader = switch (flag) {
            case "substrate" -> OriginPolicy::substrate;
            case "parity" -> OriginPolicy::parity;
            default -> HostPolicy::parity;
        };
        assertThatThrownBy(() -> reader.apply(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
