package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.Negotiation.Agreed;
import io.securerpc.tls.Negotiation.Failed;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is said about a negotiation; that it equals a handshake is the matter of {@link NegotiatorEngineTest}. */
class NegotiatorTest {
    private static final ServerIdentity EC =
            identity(TestCertificate.named("ec").san("a.test").selfSigned());
    private static final ServerIdentity RSA =
            identity(TestCertificate.named("rsa").rsa(2048).san("a.test").selfSigned());
    private static final ServerIdentities BOTH = ServerIdentities.of(List.of(EC, RSA));

    private static ServerIdentity identity(TestCertificate certificate) {
        return ServerIdentity.of(certificate.chain(), certificate.key());
    }

    private static ClientOffer.Builder tls13() {
        return ClientOffer.builder().versions("TLSv1.3").cipherSuites("TLS_AES_128_GCM_SHA256");
    }

    private static ClientOffer.Builder tls12(String... suites) {
        return ClientOffer.builder().versions("TLSv1.2").cipherSuites(suites);
    }

    @Test
    void agreesWithAModernClient() {
        ClientOffer offer = tls13().groups("GREASE", "X25519", "P-256")
                .signatureSchemes("ECDSA+SHA256", "rsa_pss_rsae_sha256")
                .build();

        assertThat(TlsPolicy.modern().negotiate(offer, BOTH))
                .isEqualTo(new Agreed(
                        TlsVersion.TLS_1_3,
                        CipherSuite.TLS_AES_128_GCM_SHA256,
                        Optional.of(NamedGroup.X25519),
                        SignatureScheme.ECDSA_SECP256R1_SHA256,
                        EC));
    }

    @Test
    void agreesWithAnOldClientByOpensslNames() {
        ClientOffer offer = tls12("AES128-SHA", "DHE-RSA-AES256-GCM-SHA384")
                .signatureSchemes("RSA+SHA1", "RSA+SHA256")
                .build();

        assertThat(TlsPolicy.compatible().negotiate(offer, BOTH))
                .isEqualTo(new Agreed(
                        TlsVersion.TLS_1_2,
                        CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
                        Optional.of(NamedGroup.FFDHE2048),
                        SignatureScheme.RSA_PKCS1_SHA256,
                        RSA));
    }

    @Test
    void theOrderOfSuitesIsWhoseThePolicySays() {
        ClientOffer offer = ClientOffer.builder()
                .versions("TLSv1.3")
                .cipherSuites("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256")
                .groups("x25519")
                .signatureSchemes("ecdsa_secp256r1_sha256")
                .build();

        assertThat(TlsPolicy.modern().negotiate(offer, BOTH).<Object>match(Agreed::suite, Failed::reason))
                .isEqualTo(CipherSuite.TLS_AES_128_GCM_SHA256);
        assertThat(TlsPolicy.modern().toBuilder()
                        .clientPreference()
                        .build()
                        .negotiate(offer, BOTH)
                        .<Object>match(Agreed::suite, Failed::reason))
                .isEqualTo(CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
    }

    private static void assertFails(TlsPolicy policy, ClientOffer offer, ServerIdentities identities, String reason) {
        assertThat(policy.negotiate(offer, identities)).isEqualTo(new Failed(reason));
    }

    @Test
    void saysThatNoVersionIsInCommon() {
        assertFails(
                TlsPolicy.intermediate(),
                ClientOffer.builder().versions("TLSv1.1", "GREASE").build(),
                BOTH,
                "version: TLSv1.1, GREASE (expected: one of TLSv1.3, TLSv1.2)");
        assertFails(
                TlsPolicy.modern(), ClientOffer.builder().build(), BOTH, "version: TLSv1.2 (expected: one of TLSv1.3)");
    }

    @Test
    void saysEverythingThatATls13ClientLacks() {
        assertFails(
                TlsPolicy.modern(),
                ClientOffer.builder()
                        .versions("TLSv1.3")
                        .cipherSuites("TLS_AES_128_CCM_SHA256")
                        .build(),
                BOTH,
                "cipher suite: TLS_AES_128_CCM_SHA256 (expected: one of"
                        + " TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256);"
                        + " group: none (expected: one of " + groups() + ");"
                        + " signature scheme: none (expected: one of ecdsa_secp256r1_sha256, ecdsa_secp384r1_sha384,"
                        + " ecdsa_secp521r1_sha512, ed25519, ed448, rsa_pss_rsae_sha256, rsa_pss_rsae_sha384,"
                        + " rsa_pss_rsae_sha512, rsa_pss_pss_sha256, rsa_pss_pss_sha384, rsa_pss_pss_sha512)");
    }

    private static String groups() {
        return EngineDefaults.groups().stream().map(NamedGroup::jsseName).collect(Collectors.joining(", "));
    }

    @Test
    void saysThatNoGroupIsInCommon() {
        assertFails(
                TlsPolicy.modern(),
                tls13().groups("brainpoolP256r1")
                        .signatureSchemes("ecdsa_secp256r1_sha256")
                        .build(),
                BOTH,
                "group: brainpoolP256r1 (expected: one of " + groups() + ")");
        assertFails(
                TlsPolicy.intermediate(),
                tls12("ECDHE-RSA-AES128-GCM-SHA256")
                        .groups("secp256k1")
                        .signatureSchemes("rsa_pkcs1_sha256")
                        .build(),
                BOTH,
                "group: secp256k1 (expected: one of x25519, secp256r1, secp384r1, secp521r1, x448)");
    }

    @Test
    void saysThatTheCurveOfTheCertificateIsNotAmongTheGroups() {
        assertFails(
                TlsPolicy.intermediate(),
                tls12("ECDHE-ECDSA-AES128-GCM-SHA256")
                        .groups("x25519")
                        .signatureSchemes("ecdsa_secp256r1_sha256")
                        .build(),
                BOTH,
                "group: x25519 (expected: one of secp256r1)");
    }

    @Test
    void saysThatNoSchemeIsInCommon() {
        assertFails(
                TlsPolicy.intermediate(),
                tls12("ECDHE-RSA-AES128-GCM-SHA256")
                        .signatureSchemes("rsa_pkcs1_sha1", "ecdsa_sha1")
                        .build(),
                BOTH,
                "signature scheme: rsa_pkcs1_sha1, ecdsa_sha1 (expected: one of ecdsa_secp256r1_sha256,"
                        + " ecdsa_secp384r1_sha384, ecdsa_secp521r1_sha512, ed25519, ed448, rsa_pss_rsae_sha256,"
                        + " rsa_pss_rsae_sha384, rsa_pss_rsae_sha512, rsa_pss_pss_sha256, rsa_pss_pss_sha384,"
                        + " rsa_pss_pss_sha512, rsa_pkcs1_sha256, rsa_pkcs1_sha384, rsa_pkcs1_sha512)");
    }

    @Test
    void saysThatTheClientVerifiesNoIdentity() {
        assertFails(
                TlsPolicy.modern(),
                tls13().groups("x25519")
                        .signatureSchemes("ed25519")
                        .serverName("a.test")
                        .build(),
                BOTH,
                "identity: none of 2 (expected: one that the client can verify, for a.test)");
        assertFails(
                TlsPolicy.intermediate(),
                tls12("ECDHE-RSA-AES128-GCM-SHA256")
                        .signatureSchemes("rsa_pkcs1_sha256")
                        .build(),
                ServerIdentities.of(List.of(EC)),
                "identity: none of 1 (expected: one that the client can verify, for any name)");
    }

    @Test
    void saysThatTheServerNameIsNoHostName() {
        for (String name : List.of("a.test.", "::1", "*.test", "a b", "", "a..test")) {
            assertFails(
                    TlsPolicy.modern(),
                    tls13().groups("x25519")
                            .signatureSchemes("ecdsa_secp256r1_sha256")
                            .serverName(name)
                            .build(),
                    BOTH,
                    "server name: '" + name + "' (expected: a host name without a trailing dot)");
        }
    }

    @Test
    void escapesWhatAClientMayHaveMadeUp() {
        assertFails(
                TlsPolicy.modern(),
                ClientOffer.builder().versions("TLSv1\n.3").build(),
                BOTH,
                "version: TLSv1\\u000a.3 (expected: one of TLSv1.3)");
    }
}
