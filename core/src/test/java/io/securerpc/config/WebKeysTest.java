package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.securerpc.origin.CorsTerms;
import io.securerpc.origin.OriginPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the file says of hosts and origins is what the builder would have been told. */
class WebKeysTest {
    private static final String ONE_BY_ONE = "true (expected: only beside origins that are named one by one)";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | own origin and []",
                "origins = [] | own origin and []",
                "origins = [\"*\"] | any origin",
                "rpc_cors = \"all\" | any origin",
                "rpc_cors = \"all\"; origins = [\"https://a.example\"] | any origin, by name [https://a.example]",
                "rpc_cors = \"https://a.example,http://localhost:*\" | own origin and [https://a.example, http://localhost:*]",
                "rpc_cors = \"https://a.example\"; origins = [\"https://b.example\"] | own origin and [https://a.example, https://b.example]",
                "jsonrpc_cors = \"none\" | own origin and []",
                "jsonrpc_cors = \"any\" | any origin",
                "jsonrpc_cors = \"a.example\"; origin_null = true | own origin and [http://a.example] and null",
                "origins = [\"null\"] | own origin and [] and null"
            })
    void readsOriginsAndOtherNodesFlags(String keys, String policy) throws IOException {
        assertThat(load(keys).origins()).hasToString(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | own names and []",
                "hosts = [\"*\"] | any host",
                "hosts = [\"node.example.com\"] | own names and [node.example.com]",
                "jsonrpc_hosts = \"none\" | own names and []",
                "jsonrpc_hosts = \"all\" | any host",
                "jsonrpc_hosts = \"all\"; hosts = [\"node.example.com\"] | any host, by name [node.example.com]",
                "jsonrpc_hosts = \"node.example.com:8545\" | own names and [node.example.com:8545]"
            })
    void readsHostsAndParitysFlag(String keys, String policy) throws IOException {
        assertThat(load(keys).hosts()).hasToString(policy);
    }

    @Test
    void readsWhatPagesAreTold() throws IOException {
        OriginPolicy policy = load("""
                        origins = ["https://a.example"]
                        origin_credentials = true
                        cors_methods = ["POST", "GET"]
                        cors_request_headers = ["X-Api-Key"]
                        cors_exposed_headers = ["Retry-After"]
                        cors_max_age = "2h"
                        cors_private_network = true
                        """).origins();
        assertThat(policy.terms())
                .isEqualTo(new CorsTerms(
                        List.of("POST", "GET"),
                        List.of("x-api-key"),
                        List.of("retry-after"),
                        Duration.ofHours(2),
                        true));
        assertThat(policy.allowsCredentials()).isTrue();
        assertThat(load("").origins().terms()).isEqualTo(CorsTerms.defaults());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(
                        "rpc_cors = \"\"",
                        "rpc_cors: --rpc-cors: '' (expected: a word, or entries with a comma between two)"),
                arguments("rpc_cors = \"all,null\"", "rpc_cors: --rpc-cors: 'all,null' (expected: all on its own)"),
                arguments("rpc_cors = [\"all\"]", "rpc_cors: [\"all\"] (expected: a string)"),
                arguments(
                        "rpc_cors = \"all\"; jsonrpc_cors = \"all\"",
                        "rpc_cors: set (expected: no secure_rpc.jsonrpc_cors beside it)"),
                arguments(
                        "rpc_cors = \"all\"; origins = [\"*\"]",
                        "origins: \"*\" (expected: no secure_rpc.rpc_cors beside it)"),
                arguments(
                        "jsonrpc_cors = \"none\"; origins = [\"*\"]",
                        "origins: \"*\" (expected: no secure_rpc.jsonrpc_cors beside it)"),
                arguments(
                        "jsonrpc_hosts = \"none\"; hosts = [\"*\"]",
                        "hosts: \"*\" (expected: no secure_rpc.jsonrpc_hosts beside it)"),
                arguments(
                        "jsonrpc_hosts = \"all,none\"",
                        "jsonrpc_hosts: --jsonrpc-hosts: 'all,none' (expected: all on its own)"),
                arguments(
                        "hosts = [\"any\"]",
                        "hosts: host entry: 'any' (expected: \"*\" on its own, in code HostPolicy.any())"),
                arguments(
                        "origins = [\"all\"]",
                        "origins: origin entry: 'all' (expected: \"*\" on its own, in code OriginPolicy.any())"),
                arguments("origin_credentials = true", "origin_credentials: " + ONE_BY_ONE),
                arguments("origin_credentials = true; origins = [\"*\"]", "origin_credentials: " + ONE_BY_ONE),
                arguments("origin_credentials = true; origins = [\"null\"]", "origin_credentials: " + ONE_BY_ONE),
                arguments("origin_credentials = true; rpc_cors = \"all\"", "origin_credentials: " + ONE_BY_ONE),
                arguments(
                        "origin_credentials = true; rpc_cors = \"all\"; origins = [\"https://a.example\"]",
                        "origin_credentials: " + ONE_BY_ONE),
                arguments("cors_private_network = true", "cors_private_network: " + ONE_BY_ONE),
                arguments("cors_private_network = true; jsonrpc_cors = \"all\"", "cors_private_network: " + ONE_BY_ONE),
                arguments(
                        "cors_methods = []",
                        "cors_methods: cors methods: [] (expected: POST, which calls are, and GET or HEAD at most)"),
                arguments(
                        "cors_request_headers = [\"*\"]",
                        "cors_request_headers: cors request header: '*' (expected: the name of a header)"),
                arguments(
                        "cors_exposed_headers = [\"Set-Cookie\"]",
                        "cors_exposed_headers: cors exposed header: 'set-cookie' (expected: one that a page may read)"),
                arguments(
                        "cors_max_age = \"25h\"",
                        "cors_max_age: \"25h\" (expected: a duration from \"0s\" to \"24h\")"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesNamingTheKeyAndTheRule(String keys, String message) {
        assertThatThrownBy(() -> load(keys))
                .isInstanceOf(ConfigException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage().lines().map(ProblemLines::without))
                        .containsExactly(file() + ": secure_rpc." + message));
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> load("origins = [\"a.example\", \"b.example\"]; hosts = [\"::1\"];"
                        + " cors_methods = [\"PUT\"]; cors_exposed_headers = [\"*\"]"))
                .satisfies(refusal -> assertThat(refusal.getMessage().split("; "))
                        .extracting(problem -> problem.replaceFirst(".*secure_rpc\\.(\\w+):.*", "$1"))
                        .containsExactly("hosts", "origins", "origins", "cors_methods", "cors_exposed_headers"));
    }

    private ServerSettings load(String keys) throws IOException {
        Files.writeString(file(), "[secure_rpc]\n" + keys.replace("; ", "\n"));
        return NanoConfig.load(file());
    }

    private Path file() {
        return folder.resolve("config-rpc.toml");
    }
}
