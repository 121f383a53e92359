package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NanoConfigRefusalTest {
    private static final String TLS =
            "[secure]\nenable = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource({"unknownKeys", "wrongKinds", "contradictions"})
    void refusesNamingTheKeyAndTheRule(String toml, String problem) throws IOException {
        assertThat(refusal(toml)).isEqualTo("config-rpc.toml: " + problem);
    }

    static Stream<Arguments> unknownKeys() {
        return Stream.of(
                arguments("prot = 7076", "prot: unknown key (expected: port)"),
                arguments("adress = \"::1\"", "adress: unknown key (expected: address)"),
                arguments("enable_controll = true", "enable_controll: unknown key (expected: enable_control)"),
                arguments("max_json_dept = 20", "max_json_dept: unknown key (expected: max_json_depth)"),
                arguments("Port = 7076", "Port: unknown key (expected: port)"),
                arguments("[secure]\nenabled = true", "secure.enabled: unknown key (expected: secure.enable)"),
                arguments(
                        "[secure]\nserver_key_passphrase_ = \"hunter2\"",
                        "secure.server_key_passphrase_: unknown key (expected: secure.server_key_passphrase)"),
                arguments(
                        "server_cert_path = \"c.pem\"",
                        "server_cert_path: unknown key (expected: secure.server_cert_path)"),
                arguments("[secure]\nport = 7077", "secure.port: unknown key (expected: port, above the first table)"),
                arguments(
                        "[secure_rpc]\nmax_request_size = 1",
                        "secure_rpc.max_request_size: unknown key (expected: max_request_size, above the first table)"),
                arguments("[secur]\nenable = true", "secur: unknown key (expected: secure)"),
                arguments("[secure.rpc]\nhosts = []", "secure.rpc: unknown key (expected: secure_rpc)"),
                arguments("[process]\nio_thread = 4", "process.io_thread: unknown key (expected: process.io_threads)"),
                arguments("[logging]\nlog_rcp = true", "logging.log_rcp: unknown key (expected: logging.log_rpc)"),
                arguments("[secure_rpc]\norigin = []", "secure_rpc.origin: unknown key (expected: secure_rpc.origins)"),
                arguments("\"a\\u0007\\nb\" = 1", "a??b: unknown key (expected: port)"));
    }

    static Stream<Arguments> wrongKinds() {
        return Stream.of(
                arguments("port = \"7076\"", "port: \"7076\" (expected: a whole number from 0 to 65535)"),
                arguments("port = 65536", "port: 65536 (expected: a whole number from 0 to 65535)"),
                arguments("port = -1", "port: -1 (expected: a whole number from 0 to 65535)"),
                arguments("port = 7076.0", "port: 7076.0 (expected: a whole number from 0 to 65535)"),
                arguments(
                        "port = 99999999999999999999",
                        "port: 99999999999999999999 (expected: a whole number from 0 to 65535)"),
                arguments("enable_control = \"true\"", "enable_control: \"true\" (expected: true or false)"),
                arguments("enable_control = 1", "enable_control: 1 (expected: true or false)"),
                arguments("max_json_depth = 0", "max_json_depth: 0 (expected: a whole number from 1 to 255)"),
                arguments(
                        "max_request_size = 0", "max_request_size: 0 (expected: a whole number from 1 to 1073741824)"),
                arguments("address = 1", "address: 1 (expected: a string)"),
                arguments(
                        "address = \"localhost\"",
                        "address: localhost (expected: an IP address such as ::1 or ::ffff:127.0.0.1)"),
                arguments(
                        "address = \"127.0.0.256\"",
                        "address: 127.0.0.256 (expected: an IP address such as ::1 or ::ffff:127.0.0.1)"),
                arguments("address = \"\"", "address:  (expected: an IP address such as ::1 or ::ffff:127.0.0.1)"),
                arguments("secure = true", "secure: a single value (expected: a table)"),
                arguments("[[secure]]\nenable = true", "secure: a list (expected: a table)"),
                arguments(
                        "[secure]\nserver_key_passphrase = 12345",
                        "secure.server_key_passphrase: **** (expected: a string)"),
                arguments(
                        "[secure]\nserver_cert_path = [\"c.pem\"]",
                        "secure.server_cert_path: [\"c.pem\"] (expected: a path)"),
                arguments(
                        "[secure]\nserver_cert_path = \"a\\u0000b\"",
                        "secure.server_cert_path: \"a\\u0000b\" (expected: a path)"),
                arguments(
                        "[secure_rpc]\nhosts = \"node.example.com\"",
                        "secure_rpc.hosts: \"node.example.com\" (expected: a list of strings)"),
                arguments("[secure_rpc]\norigins = [1]", "secure_rpc.origins: [1] (expected: a list of strings)"),
                arguments(
                        "[secure_rpc]\ntls_policy = \"old\"",
                        "secure_rpc.tls_policy: \"old\" (expected: \"intermediate\" or \"modern\" or \"compatible\")"),
                arguments(
                        "[secure_rpc]\nidle_timeout = 60",
                        "secure_rpc.idle_timeout: 60 (expected: a duration from \"100ms\" to \"24h\")"),
                arguments(
                        "[secure_rpc]\nmax_connections = 0",
                        "secure_rpc.max_connections: 0 (expected: a whole number from 1 to 1000000)"),
                arguments(
                        "[secure_rpc]\ngrants = [\"control\"]", "secure_rpc.grants: [\"control\"] (expected: a table)"),
                arguments(
                        "[secure_rpc.grants]\n\"certificate:rpc.user.1\" = \"control\"",
                        "secure_rpc.grants: certificate:rpc.user.1: \"control\" (expected: a list of permissions, or a table with permissions, allow, deny, roles and quota)"));
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                arguments(
                        "[secure]\nenable = true\nserver_key_path = \"k.pem\"",
                        "secure.server_cert_path: missing (expected: a PEM file or secure_rpc.server_key_store, since TLS is enabled)"),
                arguments(
                        "[secure]\nenable = true\nserver_cert_path = \"\"\nserver_key_path = \"k.pem\"",
                        "secure.server_cert_path: empty (expected: a PEM file or secure_rpc.server_key_store, since TLS is enabled)"),
                arguments(
                        "[secure]\nenable = true\nserver_cert_path = \"c.pem\"",
                        "secure.server_key_path: missing (expected: a PEM file or secure_rpc.server_key_store, since TLS is enabled)"),
                arguments(
                        TLS + "[secure_rpc]\nclient_authentication = \"request\"",
                        "secure_rpc.client_authentication: request (expected: only beside secure.client_certs_path or secure_rpc.client_authorities)"),
                arguments(
                        TLS + "[secure_rpc]\nallow_empty_client_certs = true",
                        "secure_rpc.allow_empty_client_certs: true (expected: only beside secure.client_certs_path)"),
                arguments(
                        "enable_control = false\n[secure_rpc.grants]\nanonymous = [\"control\"]",
                        "enable_control: false (expected: true, or no grant of control in secure_rpc.grants)"),
                arguments(
                        "[secure_rpc]\nstatus_page = false\nstatus_page_call = \"block_count\"",
                        "secure_rpc.status_page_call: block_count (expected: none, beside status_page = false)"),
                arguments(
                        "[secure_rpc]\nstatus_page_call = \"block count\"",
                        "secure_rpc.status_page_call: status page call: 'block count' (expected: letters, digits and _ . / : -, at most 128)"),
                arguments(
                        TLS + "[secure_rpc]\nstrict_transport = \"1500ms\"",
                        "secure_rpc.strict_transport: 1500ms (expected: whole seconds)"),
                arguments(
                        "[secure_rpc]\nstrict_transport = \"1h\"",
                        "secure_rpc.strict_transport: set (expected: none, without TLS)"),
                arguments(
                        "[secure_rpc]\norigins = [\"wallet.example.com\"]",
                        "secure_rpc.origins: origin entry: 'wallet.example.com' (expected: https://wallet.example.com)"),
                arguments(
                        "[secure_rpc]\norigins = [\"*\", \"https://wallet.example.com\"]",
                        "secure_rpc.origins: \"*\" among others (expected: \"*\" alone, or none)"),
                arguments(
                        "[secure_rpc]\nhosts = [\"https://node.example.com\"]",
                        "secure_rpc.hosts: host entry: 'https://node.example.com' (expected: node.example.com)"),
                arguments(
                        "[secure_rpc]\nhosts = [\"*\", \"node.example.com\"]",
                        "secure_rpc.hosts: \"*\" among others (expected: \"*\" alone, or none)"),
                arguments(
                        "[secure_rpc.grants]\n\"rpc.user.1\" = [\"control\"]",
                        "secure_rpc.grants: caller id: 'rpc.user.1' (expected: anonymous, certificate:…, basic:…, token:…, jwt:…, parity:…, ca:…)"),
                arguments(
                        "[secure_rpc.grants]\nanonymous = [\"nobody\"]",
                        "secure_rpc.grants: grant to anonymous: nobody (expected: a permission that can be had)"),
                arguments(
                        "[secure_rpc.grants]\nanonymous = []",
                        "secure_rpc.grants: grant to anonymous: no permission (expected: at least one)"),
                arguments(
                        "[secure_rpc]\nidle_timeout = \"1ms\"",
                        "secure_rpc.idle_timeout: \"1ms\" (expected: a duration from \"100ms\" to \"24h\")"),
                arguments(
                        "[secure_rpc]\nhandshake_timeout = \"1h\"",
                        "secure_rpc.handshake_timeout: \"1h\" (expected: a duration from \"100ms\" to \"5m\")"),
                arguments(
                        "enable_control = true\n[secure_rpc.grants]\nanonymous = [\"audit\"]",
                        "enable_control: true (expected: false, or a grant of control in secure_rpc.grants)"));
    }

    @Test
    void namesEveryProblemAtOnce() throws IOException {
        write("config-rpc.toml", "prot = 1\nport = true\n[secure]\nenable = true\n");
        ConfigException refusal =
                catchThrowableOfType(ConfigException.class, () -> NanoConfig.load(folder.resolve("config-rpc.toml")));
        assertThat(refusal.problems().stream().map(this::withoutFolder))
                .containsExactly(
                        "config-rpc.toml line 1: prot: unknown key (expected: port)",
                        "config-rpc.toml line 2: port: true (expected: a whole number from 0 to 65535)",
                        "config-rpc.toml: secure.server_cert_path: missing (expected: a PEM file or secure_rpc.server_key_store, since TLS is enabled)",
                        "config-rpc.toml: secure.server_key_path: missing (expected: a PEM file or secure_rpc.server_key_store, since TLS is enabled)");
        assertThat(refusal).hasMessage(String.join("; ", refusal.problems()));
    }

    @Test
    void refusesTlsSwitchedOnInBothPlacesNamingBoth() throws IOException {
        write("config-tls.toml", "enable_https = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n");
        assertThat(refusal(TLS))
                .isEqualTo(
                        "config-rpc.toml: secure: TLS is enabled here and in config-tls.toml (expected: one of the two)");
    }

    /** It would be served without asking anybody for a certificate. */
    @Test
    void refusesWhatTheTableSaysWhereTlsIsSwitchedOnInTheFile() throws IOException {
        write("config-tls.toml", "enable_https = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n");
        assertThat(refusal("[secure]\nserver_dh_path = \"\"\nclient_certs_path = \"clients\"\n"))
                .isEqualTo("config-rpc.toml: secure.client_certs_path: set (expected: in config-tls.toml, where TLS is"
                        + " switched on)");
    }

    @Test
    void refusesWhatTheFileSaysWhereTlsIsSwitchedOnInTheTable() throws IOException {
        write("config-tls.toml", "server_key_passphrase = \"hunter2\"\nclient_certs_path = \"clients\"\n");
        assertThat(refusal(TLS))
                .isEqualTo(
                        "config-tls.toml: server_key_passphrase: set (expected: in config-rpc.toml, where TLS is switched"
                                + " on); config-tls.toml: client_certs_path: set (expected: in config-rpc.toml, where TLS is"
                                + " switched on)");
    }

    @Test
    void refusesUnknownKeysOfTheTlsFileNamingThatFile() throws IOException {
        write("config-tls.toml", "enable = true\n[secure]\nenable = true\n");
        assertThat(refusal(""))
                .isEqualTo("config-tls.toml: enable: unknown key (expected: enable_wss); "
                        + "config-tls.toml: secure: unknown key (expected: enable_wss)");
    }

    @Test
    void refusesTlsFileWithoutCertificate() throws IOException {
        write("config-tls.toml", "enable_https = true\nserver_key_path = \"k.pem\"\n");
        assertThat(refusal(""))
                .isEqualTo(
                        "config-tls.toml: server_cert_path: missing (expected: a PEM file or secure_rpc.server_key_store, since TLS is enabled)");
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatIsNotToml(String toml, String problem) throws IOException {
        assertThat(withLines(write("config-rpc.toml", toml)))
                .isEqualTo("config-rpc.toml " + problem)
                .doesNotContain("hunter2");
    }

    static Stream<Arguments> refusesWhatIsNotToml() {
        return Stream.of(
                arguments("port = 1\nport = 2\n\n", "line 2: not valid TOML: Duplicate key"),
                arguments(
                        "[secure]\nenable = true\n\n[secure]\nenable = false\n",
                        "line 4: not valid TOML: Table redefined"),
                arguments("[secure]\nserver_key_passphrase = hunter2", "line 2: not valid TOML: Unknown token"),
                arguments(
                        "[secure]\nserver_key_passphrase = \"hunter2\n",
                        "line 2: not valid TOML: Newline not permitted here"),
                arguments("\uFEFFport = 1", "line 1: not valid TOML: Unknown token"),
                arguments(
                        "port = 1\n[secure_rpc]\nhosts = [\n  \"a\",\n  b\n]\n",
                        "line 3: not valid TOML: Unknown token, noticed on line 5"));
    }

    @Test
    void refusesFileThatIsNotThere() {
        assertThat(refusal(folder.resolve("config-rpc.toml")))
                .isEqualTo("config-rpc.toml: no such file (expected: a configuration file)");
    }

    @Test
    void refusesFolderInPlaceOfFile() throws IOException {
        Files.createDirectory(folder.resolve("config-rpc.toml"));
        assertThat(refusal(folder.resolve("config-rpc.toml")))
                .isEqualTo("config-rpc.toml: cannot be read, IOException (expected: a readable configuration file)");
    }

    @Test
    void refusesFileTooLargeToBeAConfiguration() throws IOException {
        assertThat(refusal("#".repeat(TomlFile.MAX_BYTES + 1)))
                .isEqualTo("config-rpc.toml: too large (expected: at most 262144 bytes)");
    }

    @Test
    void refusesTextThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("config-rpc.toml");
        Files.write(file, "address = \"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refusal(file)).isEqualTo("config-rpc.toml: not UTF-8 (expected: TOML in UTF-8)");
    }

    @Test
    void refusesDanglingTlsFileInsteadOfServingWithoutTls() throws IOException {
        Files.createSymbolicLink(folder.resolve("config-tls.toml"), Path.of("elsewhere.toml"));
        assertThat(refusal("")).isEqualTo("config-tls.toml: no such file (expected: a configuration file)");
    }

    @Test
    void survivesNestingMadeToOverflowTheParser() throws IOException {
        assertThat(refusal("a = " + "[".repeat(50_000))).startsWith("config-rpc.toml: not valid TOML: ");
    }

    private String refusal(String toml) throws IOException {
        return refusal(write("config-rpc.toml", toml));
    }

    private String refusal(Path file) {
        return ProblemLines.without(withLines(file));
    }

    private String withLines(Path file) {
        RuntimeException refusal = catchThrowableOfType(RuntimeException.class, () -> NanoConfig.load(file));
        assertThat(refusal).isInstanceOfAny(ConfigException.class, ConfigFileException.class);
        return withoutFolder(refusal.getMessage());
    }

    private String withoutFolder(String text) {
        return text.replace(folder + "/", "");
    }

    private Path write(String name, String toml) throws IOException {
        return Files.writeString(folder.resolve(name), toml);
    }
}
