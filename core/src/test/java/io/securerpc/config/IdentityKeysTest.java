package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.securerpc.SecureRpcException;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Key stores, other places for the passphrase, and more than one identity, as a file asks for them. */
class IdentityKeysTest {
    private static final String ENABLED = "[secure]\nenable = true\n";
    private static final String PEM = ENABLED + "server_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n";
    private static final String MORE = PEM + "[[secure_rpc.identities]]\n";

    @TempDir
    Path folder;

    @Test
    void takesAKeyStoreInPlaceOfTwoFiles() throws IOException {
        Listener.Tls listener = listener(ENABLED + "[secure_rpc]\nserver_key_store = \"tls/node.p12\"\n"
                + "server_key_store_alias = \"node\"\nserver_key_passphrase_file = \"tls/secret\"\n");

        assertThat(listener.identities()).hasSize(1);
        assertThat(listener.identities().get(0).paths())
                .containsExactly(folder.resolve("tls/node.p12"), folder.resolve("tls/secret"));
    }

    @Test
    void readsThePassphraseFromAFile() throws IOException {
        assertThat(listener(PEM + "[secure_rpc]\nserver_key_passphrase_file = \"/run/secrets/key\"\n")
                        .identities()
                        .get(0)
                        .paths())
                .containsExactly(folder.resolve("c.pem"), folder.resolve("k.pem"), Path.of("/run/secrets/key"));
    }

    @Test
    void readsThePassphraseFromTheEnvironmentWhenTheKeyIsLoaded() throws IOException {
        Listener.Tls listener =
                listener(PEM + "[secure_rpc]\nserver_key_passphrase_environment = \"NO_SUCH_VARIABLE_HERE\"\n");
        TestCertificate.named("a").selfSigned().writeCertificate(folder.resolve("c.pem"));
        Files.writeString(
                folder.resolve("k.pem"),
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                        + "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
                        + "AAAAAAAAAAAAAAAAAAAAAA==\n-----END RSA PRIVATE KEY-----\n");

        assertThatThrownBy(() -> listener.identities().get(0).load())
                .isInstanceOf(SecureRpcException.class)
                .hasMessageContaining("NO_SUCH_VARIABLE_HERE");
    }

    @Test
    void addsIdentitiesInTheirOrder() throws IOException {
        Listener.Tls listener = listener(PEM + """
                [[secure_rpc.identities]]
                certificate = "rsa/c.pem"
                key = "rsa/k.pem"
                passphrase = "hunter2"

                [[secure_rpc.identities]]
                key_store = "/etc/node/other.jks"
                alias = "other"
                passphrase_file = "other.secret"
                """);

        assertThat(listener.identities()).hasSize(3);
        assertThat(listener.identities().get(0).paths())
                .containsExactly(folder.resolve("c.pem"), folder.resolve("k.pem"));
        assertThat(listener.identities().get(1).paths())
                .containsExactly(folder.resolve("rsa/c.pem"), folder.resolve("rsa/k.pem"));
        assertThat(listener.identities().get(2).paths())
                .containsExactly(Path.of("/etc/node/other.jks"), folder.resolve("other.secret"));
        assertThat(listener.toString()).doesNotContain("hunter2");
    }

    @Test
    void holdsOlderCertificatesBackUnlessAskedTo() throws IOException {
        assertThat(listener(PEM).olderCertificatesAllowed()).isFalse();
        assertThat(listener(PEM + "[secure_rpc]\nallow_older_certificate = true\n")
                        .olderCertificatesAllowed())
                .isTrue();
    }

    @Test
    void saysWhatIsNotUsedWithoutTls() throws IOException {
        ServerSettings settings = load(
                "[secure_rpc]\nserver_key_store = \"node.p12\"\ntls_policy = \"modern\"\nallow_older_certificate = true\n");

        assertThat(settings.listeners()).containsExactly(Listener.plain("::1", 7076));
        assertThat(settings.notes())
                .containsExactly(
                        note("secure_rpc.tls_policy"),
                        note("secure_rpc.server_key_store"),
                        note("secure_rpc.allow_older_certificate"));
    }

    @ParameterizedTest
    @MethodSource
    void refusesNamingTheKeyAndTheRule(String toml, String... problems) throws IOException {
        Path file = write(toml);
        assertThat(ProblemLines.without(catchThrowableOfType(ConfigException.class, () -> NanoConfig.load(file))
                        .problems()))
                .containsExactly(Stream.of(problems)
                        .map(problem -> file + ": " + problem)
                        .toArray(String[]::new))
                .allSatisfy(problem -> assertThat(problem).doesNotContain("hunter2"));
    }

    static Stream<Arguments> refusesNamingTheKeyAndTheRule() {
        return Stream.concat(ofTheFirstIdentity(), ofFurtherIdentities());
    }

    private static Stream<Arguments> ofTheFirstIdentity() {
        return Stream.of(
                refused(
                        PEM + "[secure_rpc]\nserver_key_store = \"node.p12\"",
                        "secure_rpc.server_key_store: set (expected: no secure.server_cert_path beside it, a key store holds certificate and key)",
                        "secure_rpc.server_key_store: set (expected: no secure.server_key_path beside it, a key store holds certificate and key)"),
                refused(
                        PEM + "[secure_rpc]\nserver_key_store_alias = \"node\"",
                        "secure_rpc.server_key_store_alias: set (expected: only beside secure_rpc.server_key_store)"),
                refused(
                        PEM + "server_key_passphrase = \"hunter2\"\n[secure_rpc]\n"
                                + "server_key_passphrase_file = \"f\"\nserver_key_passphrase_environment = \"E\"",
                        "secure_rpc.server_key_passphrase_file: set (expected: one place for the passphrase, and secure.server_key_passphrase is one)",
                        "secure_rpc.server_key_passphrase_environment: set (expected: one place for the passphrase, and secure.server_key_passphrase is one)"),
                refused(
                        ENABLED + "[secure_rpc]\nserver_key_store = 12",
                        "secure_rpc.server_key_store: 12 (expected: a path)",
                        "secure.server_cert_path: missing (expected: a PEM file or secure_rpc.server_key_store, since TLS is enabled)",
                        "secure.server_key_path: missing (expected: a PEM file or secure_rpc.server_key_store, since TLS is enabled)"),
                refused(
                        PEM + "[secure_rpc]\nserver_key_passphrase_environment = \"A=B\"",
                        "secure_rpc.server_key_passphrase_environment: environment variable: 'A=B' (expected: a name without '=')"),
                refused(
                        PEM + "[secure_rpc]\nallow_older_certificate = \"yes\"",
                        "secure_rpc.allow_older_certificate: \"yes\" (expected: true or false)"));
    }

    private static Stream<Arguments> ofFurtherIdentities() {
        return Stream.of(
                refused(
                        PEM + "[secure_rpc.identities]\ncertificate = \"c\"",
                        "secure_rpc.identities: a table (expected: a list of tables)"),
                refused(
                        PEM + "[secure_rpc]\nidentities = [\"hunter2\"]",
                        "secure_rpc.identities: a list of other values (expected: a list of tables)"),
                refused(
                        PEM + "[secure_rpc]\nidentities = \"hunter2\"",
                        "secure_rpc.identities: a single value (expected: a list of tables)"),
                refused(
                        MORE + "certficate = \"c\"\nkey = \"k\"",
                        "secure_rpc.identities[1].certficate: unknown key (expected: certificate)",
                        "secure_rpc.identities[1].certificate: missing (expected: a PEM file or secure_rpc.identities[1].key_store)"),
                refused(
                        MORE
                                + "certificate = \"c\"\nkey = \"\"\npassphrase = 1\n[[secure_rpc.identities]]\nalias = \"a\"",
                        "secure_rpc.identities[1].passphrase: **** (expected: a string)",
                        "secure_rpc.identities[1].key: empty (expected: a PEM file or secure_rpc.identities[1].key_store)",
                        "secure_rpc.identities[2].alias: set (expected: only beside secure_rpc.identities[2].key_store)",
                        "secure_rpc.identities[2].certificate: missing (expected: a PEM file or secure_rpc.identities[2].key_store)",
                        "secure_rpc.identities[2].key: missing (expected: a PEM file or secure_rpc.identities[2].key_store)"),
                refused(
                        MORE
                                + "key_store = \"s\"\nkey = \"k\"\npassphrase = \"hunter2\"\npassphrase_environment = \"E\"",
                        "secure_rpc.identities[1].key_store: set (expected: no secure_rpc.identities[1].key beside it, a key store holds certificate and key)",
                        "secure_rpc.identities[1].passphrase_environment: set (expected: one place for the passphrase, and secure_rpc.identities[1].passphrase is one)"),
                refused(
                        MORE + "certificate = [\"c\"]\nkey = {path = \"k\"}",
                        "secure_rpc.identities[1].certificate: [\"c\"] (expected: a path)",
                        "secure_rpc.identities[1].key: a table (expected: a path)"));
    }

    private static Arguments refused(String toml, String... problems) {
        return arguments(toml, problems);
    }

    private String note(String key) {
        return folder.resolve("config-rpc.toml") + ": " + key + ": not used (TLS is off)";
    }

    private Listener.Tls listener(String toml) throws IOException {
        ServerSettings settings = load(toml);
        assertThat(settings.listeners()).hasExactlyElementsOfTypes(Listener.Tls.class);
        return (Listener.Tls) settings.listeners().get(0);
    }

    private ServerSettings load(String toml) throws IOException {
        return NanoConfig.load(write(toml));
    }

    private Path write(String toml) throws IOException {
        return Files.writeString(folder.resolve("config-rpc.toml"), toml);
    }
}
