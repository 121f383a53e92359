package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JDK cannot set is refused; what it can set is set, and decides the handshake. */
class UnsupportedTlsPolicyTest {
    private static final TestCertificate SERVER =
            TestCertificate.named("node.test").selfSigned();
    private static final int JDK = Runtime.version().feature();
    private static final TlsPolicy WITH_GROUPS =
            TlsPolicy.builder().groups(NamedGroup.SECP384R1, NamedGroup.X25519).build();
    private static final TlsPolicy WITH_SCHEMES = TlsPolicy.builder()
            .signatureSchemes(SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.RSA_PSS_RSAE_SHA256)
            .build();

    private static SSLEngine serverEngine(TlsPolicy policy) {
        SSLEngine engine = ServerTls.context(
                        policy,
                        () -> ServerIdentities.of(List.of(ServerIdentity.of(SERVER.chain(), SERVER.key()))),
                        Optional.empty())
                .createSSLEngine();
        policy.applyTo(engine, ClientAuthentication.none());
        return engine;
    }

    private static EnginePair connect(TlsPolicy policy, ListParameter parameter, String... clients)
            throws SSLException {
        SSLEngine client = ClientTls.trusting(SERVER.certificate()).context().createSSLEngine("node.test", 7076);
        SSLParameters parameters = client.getSSLParameters();
        parameter.set(parameters, clients);
        client.setSSLParameters(parameters);
        return new EnginePair(client, serverEngine(policy)).handshake();
    }

    @Test
    void theJdkHasEveryPreset() {
        assertThat(TlsPolicy.modern().unsupported()).isEmpty();
        assertThat(TlsPolicy.intermediate().unsupported()).isEmpty();
        assertThat(TlsPolicy.compatible().unsupported()).isEmpty();
    }

    @Test
    void asksTheJdkForWhatItReallyHas() {
        List<String> everything = List.of("TLSv1.2", "TLSv1.3", "x25519", "secp256r1", "ffdhe2048", "rsa_pkcs1_sha256");

        assertThat(JdkOffer.names())
                .containsAll(everything)
                .containsAll(Arrays.stream(CipherSuite.values())
                        .map(CipherSuite::ianaName)
                        .toList());
    }

    @Test
    void refusesGroupsWhereTheJdkCannotSetThem() {
        assumeTrue(JDK < 20, "needs a JDK before 20: later ones can set named groups");
        String lack = "a way to set named groups (needs JDK 20 or later, this is JDK " + Runtime.version() + ")";

        assertThat(WITH_GROUPS.unsupported()).containsExactly("tls policy: the JDK's engine lacks " + lack);
        assertThatThrownBy(() -> serverEngine(WITH_GROUPS))
                .isInstanceOf(UnsupportedTlsPolicyException.class)
                .hasMessage("tls policy: engine lacks " + lack + " (expected: everything the policy asks for)");
    }

    @Test
    void refusesSignatureSchemesWhereTheJdkCannotSetThem() {
        assumeTrue(JDK < 19, "needs a JDK before 19: later ones can set signature schemes");
        String lack = "a way to set signature schemes (needs JDK 19 or later, this is JDK " + Runtime.version() + ")";

        assertThat(WITH_SCHEMES.unsupported()).containsExactly("tls policy: the JDK's engine lacks " + lack);
        assertThatThrownBy(() -> serverEngine(WITH_SCHEMES))
                .isInstanceOf(UnsupportedTlsPolicyException.class)
                .hasMessage("tls policy: engine lacks " + lack + " (expected: everything the policy asks for)");
    }

    @Test
    void setsGroupsWhereTheJdkCan() throws Exception {
        assumeTrue(JDK >= 20, "needs JDK 20 or later, which can set named groups");

        assertThat(WITH_GROUPS.unsupported()).isEmpty();
        assertThat(ListParameter.NAMED_GROUPS.read(serverEngine(WITH_GROUPS).getSSLParameters()))
                .hasValue(new String[] {"secp384r1", "x25519"});
        assertThat(connect(WITH_GROUPS, ListParameter.NAMED_GROUPS, "secp384r1").serverView())
                .isEqualTo("ok");
        assertThat(connect(WITH_GROUPS, ListParameter.NAMED_GROUPS, "secp256r1", "x25519")
                        .serverView())
                .isEqualTo("ok");
        assertThat(connect(WITH_GROUPS, ListParameter.NAMED_GROUPS, "secp256r1", "secp521r1")
                        .serverView())
                .isNotEqualTo("ok");
        assertThat(connect(TlsPolicy.intermediate(), ListParameter.NAMED_GROUPS, "secp256r1", "secp521r1")
                        .serverView())
                .isEqualTo("ok");
    }

    @Test
    void setsSignatureSchemesWhereTheJdkCan() throws Exception {
        assumeTrue(JDK >= 19, "needs JDK 19 or later, which can set signature schemes");
        TlsPolicy others = TlsPolicy.builder()
                .signatureSchemes(SignatureScheme.ECDSA_SECP384R1_SHA384, SignatureScheme.RSA_PSS_RSAE_SHA256)
                .build();

        assertThat(WITH_SCHEMES.unsupported()).isEmpty();
        assertThat(ListParameter.SIGNATURE_SCHEMES.read(
                        serverEngine(WITH_SCHEMES).getSSLParameters()))
                .hasValue(new String[] {"ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"});
        String[] clients = {"ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "rsa_pss_rsae_sha256"};
        assertThat(connect(WITH_SCHEMES, ListParameter.SIGNATURE_SCHEMES, clients)
                        .serverView())
                .isEqualTo("ok");
        // The identity has a key on P-256, which only the first of the two policies can sign with.
        assertThat(connect(others, ListParameter.SIGNATURE_SCHEMES, clients).serverView())
                .isNotEqualTo("ok");
    }

    @Test
    void namesAHybridGroupThatTheJdkLacks() {
        assumeTrue(JDK >= 20, "needs JDK 20 or later, which can set named groups");
        assumeTrue(
                !JdkOffer.names().contains("X25519MLKEM768"),
                "needs a JDK without X25519MLKEM768: it came with JDK 27");
        TlsPolicy policy = TlsPolicy.builder()
                .groups(NamedGroup.X25519MLKEM768, NamedGroup.X25519)
                .build();

        assertThat(policy.unsupported()).containsExactly("tls policy: the JDK's engine lacks X25519MLKEM768");
        assertThatThrownBy(() -> serverEngine(policy))
                .isInstanceOf(UnsupportedTlsPolicyException.class)
                .hasMessage("tls policy: engine lacks X25519MLKEM768 (expected: everything the policy asks for)");
    }

    @Test
    void negotiatesAHybridGroupWhereTheJdkHasIt() throws Exception {
        assumeTrue(JdkOffer.names().contains("X25519MLKEM768"), "needs a JDK with X25519MLKEM768, such as JDK 27");
        TlsPolicy policy = TlsPolicy.builder()
                .versions(TlsVersion.TLS_1_3)
                .groups(NamedGroup.X25519MLKEM768)
                .build();

        assertThat(policy.unsupported()).isEmpty();
        assertThat(connect(policy, ListParameter.NAMED_GROUPS, "X25519MLKEM768").serverView())
                .isEqualTo("ok");
        assertThat(connect(policy, ListParameter.NAMED_GROUPS, "x25519").serverView())
                .isNotEqualTo("ok");
    }

    @Test
    void namesWhatTheJvmsSecurityPropertiesDisable(@TempDir Path folder) throws Exception {
        assertThat(unsupportedWith(folder, "TLS_AES_128_GCM_SHA256, AES_128_GCM, DHE_RSA"))
                .containsExactly(
                        "[tls policy: the JDK's engine lacks TLS_AES_128_GCM_SHA256]",
                        "[tls policy: the JDK's engine lacks TLS_AES_128_GCM_SHA256,"
                                + " tls policy: the JDK's engine lacks TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,"
                                + " tls policy: the JDK's engine lacks TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]",
                        "[tls policy: the JDK's engine lacks TLS_AES_128_GCM_SHA256,"
                                + " tls policy: the JDK's engine lacks TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,"
                                + " tls policy: the JDK's engine lacks TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,"
                                + " tls policy: the JDK's engine lacks TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,"
                                + " tls policy: the JDK's engine lacks TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,"
                                + " tls policy: the JDK's engine lacks TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256]");
    }

    @Test
    void namesAVersionThatTheJvmDisables(@TempDir Path folder) throws Exception {
        List<String> lines = unsupportedWith(folder, "TLSv1.3");

        assertThat(lines.get(0))
                .isEqualTo("[tls policy: the JDK's engine lacks TLSv1.3,"
                        + " tls policy: the JDK's engine lacks TLS_AES_128_GCM_SHA256,"
                        + " tls policy: the JDK's engine lacks TLS_AES_256_GCM_SHA384,"
                        + " tls policy: the JDK's engine lacks TLS_CHACHA20_POLY1305_SHA256]");
        assertThat(unsupportedWith(folder, "TLSv1.3, TLSv1.2").get(0)).isEqualTo(lines.get(0));
    }

    private static List<String> unsupportedWith(Path folder, String disabled) throws IOException {
        Path properties = Files.writeString(
                folder.resolve("java.security"),
                "jdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1, " + disabled + "\n");
        return Tools.run(
                        Duration.ofMinutes(1),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.security.properties=" + properties,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PrintUnsupported.class.getName())
                .success()
                .lines()
                .toList();
    }
}
