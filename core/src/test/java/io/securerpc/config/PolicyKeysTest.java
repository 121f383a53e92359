package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.securerpc.listener.Listener;
import io.securerpc.tls.CipherSuite;
import io.securerpc.tls.NamedGroup;
import io.securerpc.tls.SignatureScheme;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.tls.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The TLS policy as a file asks for it. */
class PolicyKeysTest {
    private static final String TABLE =
            "[secure]\nenable = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n[secure_rpc]\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource
    void eachKeyReachesThePolicy(String toml, TlsPolicy policy) throws IOException {
        Listener listener = NanoConfig.load(write(toml)).listeners().get(0);

        assertThat(((Listener.Tls) listener).policy()).isEqualTo(policy);
    }

    static Stream<Arguments> eachKeyReachesThePolicy() {
        return Stream.of(
                arguments("", TlsPolicy.intermediate()),
                arguments("tls_policy = \"intermediate\"", TlsPolicy.intermediate()),
                arguments("tls_policy = \"modern\"", TlsPolicy.modern()),
                arguments("tls_policy = \"compatible\"", TlsPolicy.compatible()),
                arguments("tls_versions = [\"TLSv1.3\"]", TlsPolicy.modern()),
                arguments(
                        "tls_versions = [\"TLS 1.2\"]",
                        TlsPolicy.builder().versions(TlsVersion.TLS_1_2).build()),
                arguments(
                        "tls_cipher_suites = [\"TLS_AES_256_GCM_SHA384\", \"ECDHE-RSA-AES256-GCM-SHA384\"]",
                        TlsPolicy.builder()
                                .cipherSuites(
                                        CipherSuite.TLS_AES_256_GCM_SHA384,
                                        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)
                                .build()),
                arguments(
                        "tls_ciphers = \"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384\"",
                        TlsPolicy.builder()
                                .opensslCipherString("ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384")
                                .build()),
                arguments(
                        "tls_groups = [\"secp256r1\", \"X25519\"]",
                        TlsPolicy.builder()
                                .groups(NamedGroup.SECP256R1, NamedGroup.X25519)
                                .build()),
                arguments(
                        "tls_signature_schemes = [\"ecdsa_secp256r1_sha256\", \"rsa_pss_rsae_sha256\"]",
                        TlsPolicy.builder()
                                .signatureSchemes(
                                        SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.RSA_PSS_RSAE_SHA256)
                                .build()),
                arguments(
                        "tls_session_lifetime = \"10m\"",
                        TlsPolicy.builder()
                                .sessionLifetime(Duration.ofMinutes(10))
                                .build()),
                arguments(
                        "tls_client_preference = true",
                        TlsPolicy.builder().clientPreference().build()),
                arguments("tls_client_preference = false", TlsPolicy.intermediate()),
                arguments(
                        "tls_policy = \"modern\"\ntls_session_lifetime = \"1s\"\ntls_client_preference = true",
                        TlsPolicy.modern().toBuilder()
                                .sessionLifetime(Duration.ofSeconds(1))
                                .clientPreference()
                                .build()));
    }

    @ParameterizedTest
    @MethodSource({"wrongKinds", "unsafeAndUnknown", "contradictions"})
    void refusesNamingTheKeyAndTheRule(String toml, List<String> problems) throws IOException {
        Path file = write(toml);

        assertThat(ProblemLines.without(catchThrowableOfType(ConfigException.class, () -> NanoConfig.load(file))
                        .problems()))
                .containsExactly(problems.stream()
                        .map(problem -> file + ": secure_rpc." + problem)
                        .toArray(String[]::new));
    }

    static Stream<Arguments> wrongKinds() {
        return Stream.of(
                refused(
                        "tls_policy = \"old\"",
                        "tls_policy: \"old\" (expected: \"intermediate\" or \"modern\" or \"compatible\")"),
                refused("tls_versions = []", "tls_versions: [] (expected: a list of strings, not empty)"),
                refused(
                        "tls_cipher_suites = \"x\"",
                        "tls_cipher_suites: \"x\" (expected: a list of strings, not empty)"),
                refused("tls_ciphers = [\"x\"]", "tls_ciphers: [\"x\"] (expected: a string)"),
                refused(
                        "tls_session_lifetime = \"0s\"",
                        "tls_session_lifetime: \"0s\" (expected: a duration from \"1s\" to \"24h\")"),
                refused("tls_client_preference = 1", "tls_client_preference: 1 (expected: true or false)"));
    }

    static Stream<Arguments> unsafeAndUnknown() {
        return Stream.of(
                refused(
                        "tls_versions = [\"TLSv1.1\", \"TLSv1.3\", \"TLSv1\"]",
                        "tls_versions: tls version: 'TLSv1.1' (expected: TLSv1.2 or TLSv1.3; RFC 8996 forbids the one named)",
                        "tls_versions: tls version: 'TLSv1' (expected: TLSv1.2 or TLSv1.3; RFC 8996 forbids the one named)"),
                refused(
                        "tls_ciphers = \"ECDHE-RSA-AES128-GCM-SHA256:FOO:AES128-SHA\"",
                        "tls_ciphers: cipher string: 'FOO' (expected: a cipher suite or a word of ciphers(1); nearest: LOW)",
                        "tls_ciphers: cipher string: AES128-SHA: static RSA, so that a stolen key opens recorded traffic; CBC, a padding oracle waiting (Lucky 13) (expected: only ECDHE or DHE with AES-GCM or ChaCha20-Poly1305)"),
                refused(
                        "tls_ciphers = \"\"",
                        "tls_ciphers: cipher string: '' (expected: to select at least one cipher suite)"));
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                refused(
                        "tls_ciphers = \"ECDHE-RSA-AES256-GCM-SHA384\"\ntls_cipher_suites = [\"TLS_AES_256_GCM_SHA384\"]",
                        "tls_ciphers: set (expected: no secure_rpc.tls_cipher_suites beside it)"),
                refused(
                        "tls_versions = [\"TLSv1.3\"]\ntls_cipher_suites = [\"ECDHE-RSA-AES256-GCM-SHA384\"]",
                        "tls_cipher_suites: tls policy: cipher suites: none of TLS 1.3 (expected: at least one for each version)",
                        "tls_cipher_suites: tls policy: cipher suites: TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 of TLS 1.2 (expected: of a version that is offered)"),
                refused(
                        "tls_groups = [\"x25519\", \"x25519\"]\ntls_session_lifetime = \"1500ms\"",
                        "tls_groups: tls policy: groups: x25519 more than once (expected: each once)",
                        "tls_session_lifetime: tls policy: session lifetime: PT1.5S (expected: whole seconds, from 1 second to 24 hours)"));
    }

    private static Arguments refused(String toml, String... problems) {
        return arguments(toml, List.of(problems));
    }

    private Path write(String toml) throws IOException {
        return Files.writeString(folder.resolve("config-rpc.toml"), TABLE + toml + "\n");
    }
}
