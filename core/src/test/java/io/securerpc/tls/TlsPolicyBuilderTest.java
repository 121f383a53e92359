package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TlsPolicyBuilderTest {
    private static Consumer<TlsPolicyBuilder> setting(Consumer<TlsPolicyBuilder> setting) {
        return setting;
    }

    private static String refusal(TlsPolicyBuilder builder) {
        return assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .actual()
                .getMessage();
    }

    @Test
    void startsFromIntermediate() {
        assertThat(TlsPolicy.builder().build()).isEqualTo(TlsPolicy.intermediate());
    }

    @Test
    void setsEverything() {
        TlsPolicy policy = TlsPolicy.builder()
                .versions(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)
                .cipherSuites(
                        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256)
                .groups(NamedGroup.SECP384R1, NamedGroup.X25519)
                .signatureSchemes(SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.RSA_PKCS1_SHA256)
                .sessionLifetime(Duration.ofMinutes(10))
                .clientPreference()
                .build();

        assertThat(policy.versions()).containsExactly(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2);
        assertThat(policy.cipherSuites())
                .containsExactly(
                        CipherSuite.TLS_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        assertThat(policy.groups()).isEqualTo(Optional.of(List.of(NamedGroup.SECP384R1, NamedGroup.X25519)));
        assertThat(policy.signatureSchemes())
                .isEqualTo(Optional.of(List.of(SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.RSA_PKCS1_SHA256)));
        assertThat(policy.sessionLifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(policy.serverPreference()).isFalse();
        assertThat(policy)
                .hasToString(
                        "TlsPolicy[TLS 1.3, TLS 1.2: TLS_CHACHA20_POLY1305_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;"
                                + " groups secp384r1, x25519; signature schemes rsa_pss_rsae_sha256, rsa_pkcs1_sha256;"
                                + " sessions live 600 s; the client's order]");
    }

    @Test
    void changesOneSettingOfAPolicyAndKeepsTheRest() {
        TlsPolicy first = TlsPolicy.compatible().toBuilder()
                .sessionLifetime(Duration.ofMinutes(10))
                .clientPreference()
                .groups(NamedGroup.X25519, NamedGroup.FFDHE3072)
                .build();

        TlsPolicy second = first.toBuilder()
                .sessionLifetime(Duration.ofMinutes(5))
                .serverPreference()
                .build();

        assertThat(second.cipherSuites()).isEqualTo(TlsPolicy.compatible().cipherSuites());
        assertThat(second.groups()).isEqualTo(Optional.of(List.of(NamedGroup.X25519, NamedGroup.FFDHE3072)));
        assertThat(second.sessionLifetime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(second.serverPreference()).isTrue();
        assertThat(first.toBuilder().build())
                .isEqualTo(first)
                .hasSameHashCodeAs(first)
                .isNotEqualTo(second);
    }

    @Test
    void leavesOutTheSuitesOfAVersionThatIsNotOffered() {
        assertThat(TlsPolicy.builder().versions(TlsVersion.TLS_1_3).build()).isEqualTo(TlsPolicy.modern());
    }

    @Test
    void takesSuitesByEitherName() {
        assertThat(TlsPolicy.builder()
                        .cipherSuiteNames("ECDHE-RSA-AES128-GCM-SHA256", "TLS_AES_128_GCM_SHA256")
                        .build())
                .isEqualTo(TlsPolicy.builder()
                        .cipherSuiteNames("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
                        .build());
    }

    @Test
    void namesEverySuiteThatIsUnknownOrUnsafe() {
        assertThatThrownBy(() -> TlsPolicy.builder()
                        .cipherSuiteNames(
                                "ECDHE-RSA-AES128-GCM-SHA265",
                                "TLS_RSA_WITH_AES_128_CBC_SHA",
                                "TLS_AES_128_GCM_SHA256"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        String.join(
                                System.lineSeparator(),
                                "cipher suite: 'ECDHE-RSA-AES128-GCM-SHA265' (expected: one of TLS_AES_128_GCM_SHA256,"
                                        + " TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,"
                                        + " TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,"
                                        + " TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,"
                                        + " TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,"
                                        + " TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256;"
                                        + " nearest: ECDHE-RSA-AES128-GCM-SHA256)",
                                "cipher suite: AES128-SHA: static RSA, so that a stolen key opens recorded traffic; CBC, a padding oracle"
                                        + " waiting (Lucky 13) (expected: only ECDHE or DHE with AES-GCM or ChaCha20-Poly1305)"));
    }

    @Test
    void aCipherStringGovernsTls12Alone() {
        TlsPolicy policy = TlsPolicy.builder()
                .opensslCipherString("ECDHE+CHACHA20:ECDHE+AES256+AESGCM")
                .build();

        assertThat(policy.cipherSuites())
                .extracting(CipherSuite::opensslName)
                .containsExactly(
                        "TLS_AES_128_GCM_SHA256",
                        "TLS_AES_256_GCM_SHA384",
                        "TLS_CHACHA20_POLY1305_SHA256",
                        "ECDHE-ECDSA-CHACHA20-POLY1305",
                        "ECDHE-RSA-CHACHA20-POLY1305",
                        "ECDHE-ECDSA-AES256-GCM-SHA384",
                        "ECDHE-RSA-AES256-GCM-SHA384");
        assertThat(TlsPolicy.builder()
                        .cipherSuites(CipherSuite.TLS_AES_256_GCM_SHA384)
                        .opensslCipherString("ECDHE-RSA-AES128-GCM-SHA256")
                        .build()
                        .cipherSuites())
                .containsExactly(CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
    }

    @Test
    void refusesTwoSourcesOfTls12Suites() {
        assertThat(refusal(TlsPolicy.builder()
                        .cipherSuiteNames("TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256")
                        .opensslCipherString("ECDHE+CHACHA20")))
                .isEqualTo(
                        "tls policy: cipher suites: of TLS 1.2 by name and by a cipher string (expected: one of the two)");
    }

    static List<Arguments> settings() {
        return List.of(
                Arguments.of(
                        setting(builder -> builder.versions(TlsVersion.TLS_1_3)),
                        "tls policy: versions: [TLS 1.3] (expected: set once, is [TLS 1.3])"),
                Arguments.of(
                        setting(builder -> builder.cipherSuiteNames("TLS_AES_128_GCM_SHA256")),
                        "tls policy: cipher suites: [TLS_AES_128_GCM_SHA256] (expected: set once, is [TLS_AES_128_GCM_SHA256])"),
                Arguments.of(
                        setting(builder -> builder.opensslCipherString("ECDHE-RSA-AES128-GCM-SHA256")),
                        "tls policy: cipher string: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]"
                                + " (expected: set once, is [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256])"),
                Arguments.of(
                        setting(builder -> builder.groups(NamedGroup.X25519)),
                        "tls policy: groups: [X25519] (expected: set once, is [X25519])"),
                Arguments.of(
                        setting(builder -> builder.signatureSchemes(SignatureScheme.ED25519)),
                        "tls policy: signature schemes: [ED25519] (expected: set once, is [ED25519])"),
                Arguments.of(
                        setting(builder -> builder.sessionLifetime(Duration.ofHours(2))),
                        "tls policy: session lifetime: PT2H (expected: set once, is PT2H)"),
                Arguments.of(
                        setting(TlsPolicyBuilder::clientPreference),
                        "tls policy: server preference: false (expected: set once, is false)"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void setsEachSettingOnce(Consumer<TlsPolicyBuilder> setting, String message) {
        TlsPolicyBuilder builder = TlsPolicy.builder();
        setting.accept(builder);

        assertThatThrownBy(() -> setting.accept(builder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    static List<Arguments> contradictions() {
        return List.of(
                Arguments.of(
                        setting(TlsPolicyBuilder::versions),
                        List.of(
                                "tls policy: versions: none (expected: at least one)",
                                "tls policy: cipher suites: none (expected: at least one)")),
                Arguments.of(
                        setting(builder -> builder.versions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_3)),
                        List.of("tls policy: versions: TLS 1.3 more than once (expected: each once)")),
                Arguments.of(
                        setting(builder -> builder.cipherSuiteNames("TLS_AES_128_GCM_SHA256")),
                        List.of(
                                "tls policy: cipher suites: none of TLS 1.2 (expected: at least one for each version)")),
                Arguments.of(
                        setting(builder -> builder.versions(TlsVersion.TLS_1_3)
                                .opensslCipherString("ECDHE-RSA-AES128-GCM-SHA256")),
                        List.of("tls policy: cipher suites: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 of TLS 1.2"
                                + " (expected: of a version that is offered)")),
                Arguments.of(
                        setting(builder -> builder.versions(TlsVersion.TLS_1_2)
                                .opensslCipherString("ECDHE+AESGCM")
                                .groups(NamedGroup.FFDHE2048)),
                        List.of(
                                "tls policy: groups: ffdhe2048 for TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,"
                                        + " TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,"
                                        + " TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (expected: an elliptic curve among them)",
                                "tls policy: groups: ffdhe2048 (expected: of use to a cipher suite that is offered)")),
                Arguments.of(
                        setting(builder -> builder.opensslCipherString(
                                        "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256")
                                .groups(NamedGroup.X25519)),
                        List.of("tls policy: groups: x25519 for TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
                                + " (expected: a finite field among them)")),
                Arguments.of(
                        setting(builder -> builder.versions(TlsVersion.TLS_1_2)
                                .groups(NamedGroup.X25519MLKEM768, NamedGroup.X25519)),
                        List.of(
                                "tls policy: groups: X25519MLKEM768 (expected: of use to a cipher suite that is offered)")),
                Arguments.of(
                        setting(builder -> builder.groups()),
                        List.of("tls policy: groups: none (expected: at least one)")),
                Arguments.of(
                        setting(builder -> builder.groups(NamedGroup.X25519, NamedGroup.X25519)),
                        List.of("tls policy: groups: x25519 more than once (expected: each once)")),
                Arguments.of(
                        setting(builder -> builder.signatureSchemes()),
                        List.of("tls policy: signature schemes: none (expected: at least one)")),
                Arguments.of(
                        setting(builder -> builder.signatureSchemes(SignatureScheme.RSA_PKCS1_SHA256)),
                        List.of("tls policy: signature schemes: rsa_pkcs1_sha256"
                                + " (expected: one that a cipher suite of TLS 1.3 can use)")),
                Arguments.of(
                        setting(builder -> builder.versions(TlsVersion.TLS_1_2)
                                .opensslCipherString("ECDHE+aRSA+AESGCM")
                                .signatureSchemes(SignatureScheme.ED25519)),
                        List.of(
                                "tls policy: signature schemes: ed25519 (expected: one that a cipher suite of TLS 1.2 can use)",
                                "tls policy: signature schemes: ed25519 (expected: of use to a cipher suite that is offered)")));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void refusesWhatDoesNotFitTogether(Consumer<TlsPolicyBuilder> settings, List<String> problems) {
        TlsPolicyBuilder builder = TlsPolicy.builder();
        settings.accept(builder);

        assertThat(refusal(builder)).isEqualTo(String.join(System.lineSeparator(), problems));
    }

    @Test
    void namesAllProblemsInOneMessage() {
        assertThat(refusal(TlsPolicy.builder()
                        .versions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_3)
                        .opensslCipherString("ECDHE-RSA-AES128-GCM-SHA256")
                        .groups(NamedGroup.X25519, NamedGroup.X25519)
                        .signatureSchemes(SignatureScheme.RSA_PKCS1_SHA512)
                        .sessionLifetime(Duration.ZERO)))
                .isEqualTo(String.join(
                        System.lineSeparator(),
                        "tls policy: versions: TLS 1.3 more than once (expected: each once)",
                        "tls policy: groups: x25519 more than once (expected: each once)",
                        "tls policy: cipher suites: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 of TLS 1.2"
                                + " (expected: of a version that is offered)",
                        "tls policy: signature schemes: rsa_pkcs1_sha512 (expected: one that a cipher suite of TLS 1.3 can use)",
                        "tls policy: session lifetime: PT0S (expected: whole seconds, from 1 second to 24 hours)"));
    }

    @Test
    void boundsTheLifeOfASession() {
        for (Duration wrong : List.of(
                Duration.ZERO,
                Duration.ofSeconds(-1),
                Duration.ofMillis(1500),
                Duration.ofHours(24).plusSeconds(1))) {
            assertThat(refusal(TlsPolicy.builder().sessionLifetime(wrong)))
                    .isEqualTo("tls policy: session lifetime: " + wrong
                            + " (expected: whole seconds, from 1 second to 24 hours)");
        }
        for (Duration right : List.of(Duration.ofSeconds(1), Duration.ofHours(24))) {
            assertThat(TlsPolicy.builder().sessionLifetime(right).build().sessionLifetime())
                    .isEqualTo(right);
        }
        assertThat(TlsPolicy.intermediate().sessionLifetime()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> TlsPolicy.builder().groups(NamedGroup.X25519, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("groups");
        assertThatThrownBy(() -> TlsPolicy.builder().cipherSuiteNames("TLS_AES_128_GCM_SHA256", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("names");
        assertThatThrownBy(() -> TlsPolicy.builder().opensslCipherString(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("cipherString");
        assertThatThrownBy(() -> TlsPolicy.builder().sessionLifetime(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("sessionLifetime");
    }
}
