package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import io.securerpc.tls.TlsPolicy.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A policy says what it is: in words, with reasons, and as nginx and OpenSSL would. */
class PolicyExplanationTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final TlsPolicy EVERYTHING = TlsPolicy.compatible().toBuilder()
            .groups(NamedGroup.values())
            .signatureSchemes(SignatureScheme.values())
            .sessionLifetime(Duration.ofSeconds(90))
            .clientPreference()
            .build();

    static Stream<TlsPolicy> policies() {
        return Stream.of(
                TlsPolicy.modern(),
                TlsPolicy.intermediate(),
                TlsPolicy.compatible(),
                EVERYTHING,
                TlsPolicy.builder()
                        .opensslCipherString("ECDHE+CHACHA20:DHE+aRSA+AESGCM:ECDHE-ECDSA-AES128-GCM-SHA256")
                        .build());
    }

    private static String directive(TlsPolicy policy, String name) {
        return policy.opensslTerms()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1, line.length() - 1))
                .collect(Collectors.joining("\n"));
    }

    private static String suites(TlsPolicy policy, TlsVersion version) {
        return policy.cipherSuites().stream()
                .filter(suite -> suite.version() == version)
                .map(CipherSuite::opensslName)
                .collect(Collectors.joining(":"));
    }

    @Test
    void givesAReasonForEveryEntry() {
        assertThat(EVERYTHING.explain())
                .hasSize(2 + 12 + 11 + 14 + 1 + 1)
                .doesNotHaveDuplicates()
                .allSatisfy(entry -> assertThat(entry.reason()).hasSizeGreaterThan(20));
        assertThat(TlsPolicy.modern().explain())
                .containsExactly(
                        new Entry(
                                "versions",
                                "TLS 1.3",
                                "the newest version, which has nothing left to misconfigure, with one round trip less"),
                        new Entry(
                                "cipher suites",
                                "TLS_AES_128_GCM_SHA256",
                                "AES-128-GCM, the fastest with AES in hardware"),
                        new Entry(
                                "cipher suites",
                                "TLS_AES_256_GCM_SHA384",
                                "AES-256-GCM, for clients that insist on 256 bits"),
                        new Entry(
                                "cipher suites",
                                "TLS_CHACHA20_POLY1305_SHA256",
                                "ChaCha20-Poly1305, fast without AES in hardware"),
                        new Entry(
                                "groups",
                                "the engine's own",
                                "updates of the JDK keep them current, and bring the hybrid post-quantum ones"),
                        new Entry(
                                "signature schemes",
                                "the engine's own",
                                "the key of the identity decides, among what the client can verify"),
                        new Entry(
                                "session lifetime",
                                "3600 s",
                                "a client that comes back saves a full handshake, and a stolen ticket is of use for no longer"),
                        new Entry(
                                "preference",
                                "the server's",
                                "what is negotiated does not depend on a client's mistakes"));
    }

    @Test
    void describesItselfUnderHeadings() {
        assertThat(TlsPolicy.builder()
                        .versions(TlsVersion.TLS_1_2)
                        .opensslCipherString("ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256")
                        .groups(NamedGroup.X25519, NamedGroup.FFDHE2048)
                        .signatureSchemes(SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.RSA_PKCS1_SHA256)
                        .sessionLifetime(Duration.ofMinutes(10))
                        .clientPreference()
                        .build()
                        .describe())
                .isEqualTo("""
                        versions
                          TLS 1.2: for clients older than TLS 1.3; safe with authenticated encryption and forward secrecy
                        cipher suites
                          TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: ChaCha20-Poly1305, fast without AES in hardware; forward secrecy from elliptic curves, RSA identity
                          TLS_DHE_RSA_WITH_AES_128_GCM_SHA256: AES-128-GCM, the fastest with AES in hardware; forward secrecy from finite fields, RSA identity, for clients without elliptic curves
                        groups
                          x25519: the fastest curve, and the hardest to implement wrongly
                          ffdhe2048: a prime of RFC 7919, for clients without elliptic curves; costs several times a curve
                        signature schemes
                          rsa_pss_rsae_sha256: RSA with a proof of security
                          rsa_pkcs1_sha256: RSA as TLS 1.2 clients before about 2018 know it; TLS 1.3 takes it in certificates only
                        session lifetime
                          600 s: a client that comes back saves a full handshake, and a stolen ticket is of use for no longer
                        preference
                          the client's: each client gets the suite that is fastest for it, and all are safe""");
    }

    @Test
    void speaksAsNginxDoes() {
        assertThat(TlsPolicy.intermediate().opensslTerms()).isEqualTo("""
                        ssl_protocols TLSv1.2 TLSv1.3;
                        ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
                        ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256;
                        ssl_prefer_server_ciphers on;
                        ssl_session_timeout 1h;""");
        assertThat(TlsPolicy.modern().toBuilder()
                        .groups(NamedGroup.X25519MLKEM768, NamedGroup.X25519, NamedGroup.SECP256R1)
                        .signatureSchemes(SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.RSA_PSS_RSAE_SHA256)
                        .sessionLifetime(Duration.ofMinutes(90))
                        .clientPreference()
                        .build()
                        .opensslTerms())
                .isEqualTo("""
                        ssl_protocols TLSv1.3;
                        ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256;
                        ssl_ecdh_curve X25519MLKEM768:X25519:P-256;
                        ssl_conf_command SignatureAlgorithms ECDSA+SHA256:rsa_pss_rsae_sha256;
                        ssl_prefer_server_ciphers off;
                        ssl_session_timeout 90m;""");
        assertThat(directive(EVERYTHING, "ssl_session_timeout")).isEqualTo("90s");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itsCipherStringSelectsItsSuitesAgain(TlsPolicy policy) {
        String cipherString = directive(policy, "ssl_ciphers");

        assertThat(cipherString).isEqualTo(suites(policy, TlsVersion.TLS_1_2));
        if (!cipherString.isEmpty()) {
            assertThat(policy.toBuilder().opensslCipherString(cipherString).build())
                    .isEqualTo(policy);
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void opensslUnderstandsItsTerms(TlsPolicy policy) {
        Tools.require("openssl");
        String tls12 = suites(policy, TlsVersion.TLS_1_2);
        String tls13 = suites(policy, TlsVersion.TLS_1_3);

        // openssl wants some suite of TLS 1.2 in any case.
        String cipherString = tls12.isEmpty() ? "ECDHE-RSA-AES128-GCM-SHA256" : directive(policy, "ssl_ciphers");
        String ciphersuites = directive(policy, "ssl_conf_command")
                .lines()
                .filter(line -> line.startsWith("Ciphersuites "))
                .map(line -> line.substring("Ciphersuites ".length()))
                .collect(Collectors.joining());

        assertThat(Tools.run(LIMIT, "openssl", "ciphers", "-ciphersuites", ciphersuites, cipherString)
                        .success()
                        .strip())
                .isEqualTo(tls13 + ":" + (tls12.isEmpty() ? cipherString : tls12));
    }

    @Test
    void everyPolicyIsReadBackFromItsOwnTerms() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<CipherSuite> shuffled = new ArrayList<>(List.of(CipherSuite.values()));
            Collections.shuffle(shuffled, random);
            List<CipherSuite> some = shuffled.subList(0, 1 + random.nextInt(shuffled.size()));
            TlsPolicy policy = TlsPolicy.builder()
                    .versions(some.stream().map(CipherSuite::version).distinct().toArray(TlsVersion[]::new))
                    .cipherSuites(some.toArray(CipherSuite[]::new))
                    .sessionLifetime(Duration.ofSeconds(1 + random.nextInt(86_400)))
                    .build();

            TlsPolicy again = readBack(policy);

            assertThat(again).as("seed %d, round %d", seed, round).isEqualTo(policy);
            assertThat(again.toString()).isEqualTo(policy.toString());
        }
    }

    private static TlsPolicy readBack(TlsPolicy policy) {
        TlsPolicyBuilder builder = TlsPolicy.builder()
                .versions(Stream.of(directive(policy, "ssl_protocols").split(" "))
                        .map(TlsVersion::parse)
                        .toArray(TlsVersion[]::new));
        String tls12 = directive(policy, "ssl_ciphers");
        String tls13 = directive(policy, "ssl_conf_command").replace("Ciphersuites ", "");
        if (!tls12.isEmpty()) {
            builder.opensslCipherString(tls12);
        }
        if (!tls13.isEmpty()) {
            builder.cipherSuiteNames(tls13.split(":"));
        }
        String time = directive(policy, "ssl_session_timeout");
        return builder.sessionLifetime(Duration.parse("PT" + time)).build();
    }

    @Test
    void readsBackEveryNameItPrints() {
        assertThat(EVERYTHING.versions()).allSatisfy(version -> {
            assertThat(TlsVersion.parse(version.jsseName())).isEqualTo(version);
            assertThat(TlsVersion.parse(version.toString())).isEqualTo(version);
        });
        assertThat(EVERYTHING.cipherSuites()).allSatisfy(suite -> {
            assertThat(CipherSuite.parse(suite.ianaName())).isEqualTo(suite);
            assertThat(CipherSuite.parse(suite.opensslName())).isEqualTo(suite);
        });
        assertThat(List.of(NamedGroup.values())).allSatisfy(group -> {
            assertThat(NamedGroup.parse(group.jsseName())).isEqualTo(group);
            assertThat(NamedGroup.parse(group.opensslName())).isEqualTo(group);
        });
        assertThat(List.of(SignatureScheme.values())).allSatisfy(scheme -> {
            assertThat(SignatureScheme.parse(scheme.jsseName())).isEqualTo(scheme);
            assertThat(SignatureScheme.parse(scheme.opensslName())).isEqualTo(scheme);
        });
    }
}
