package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.NamedGroup;
import io.securerpc.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsShowCommandTest {
    private static final Instant END = Instant.now().plus(40, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    Path folder;

    private TestCertificate server;

    @BeforeEach
    void makeIdentity() throws IOException {
        server = TestCertificate.named("www.example.com")
                .san("www.example.com", "*.example.com", "127.0.0.1")
                .notAfter(END.plus(1, ChronoUnit.HOURS))
                .selfSigned();
        server.writeCertificate(folder.resolve("c.pem"));
        ownerOnly(server.writeKey(folder.resolve("k.pem")));
    }

    @Test
    void printsAllThatServeWouldOffer() throws IOException {
        Terminal terminal = show("client_certs_path = \"clients\"\n[secure_rpc]\ntls_policy = \"modern\"");

        List<String> expected = new ArrayList<>();
        expected.add("listener ::1 port 0: TLS");
        expected.add("policy");
        TlsPolicy.modern().describe().lines().map("  "::concat).forEach(expected::add);
        expected.add("in the words of nginx and OpenSSL");
        TlsPolicy.modern().opensslTerms().lines().map("  "::concat).forEach(expected::add);
        expected.add("client certificates");
        expected.add(
                "  required, those installed in " + folder.resolve("clients") + ", revocation lists in it optional");
        expected.add("renewal");
        expected.add("  a certificate that begins before the one it replaces is held back");
        expected.add("identity 1 (default)");
        expected.add("  files: " + folder.resolve("c.pem") + ", " + folder.resolve("k.pem"));
        expected.addAll(identity(server));
        assertThat(terminal.out().lines()).containsExactlyElementsOf(expected);
        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.exit()).isZero();
    }

    @Test
    void printsWhoMayVouchForClients() throws IOException {
        Terminal terminal = show("client_certs_path = \"clients\"\n[[secure_rpc.client_authorities]]\nname = \"corp\"\n"
                + "certificates = \"ca.pem\"\nrevocation_lists = [\"ca.crl\"]\n");

        assertThat(terminal.out())
                .contains("client certificates\n  required, those installed in " + folder.resolve("clients")
                        + ", revocation lists in it optional\n  or of authority corp in " + folder.resolve("ca.pem")
                        + ", caller by common name, revocation lists required in " + folder.resolve("ca.crl")
                        + ", at most 3 intermediates\n");
    }

    @Test
    void printsEveryIdentityAndEveryProblemOfOne() throws IOException {
        Terminal terminal = show("[[secure_rpc.identities]]\ncertificate = \"none.pem\"\nkey = \"k.pem\"\n"
                + "[[secure_rpc.identities]]\ncertificate = \"c.pem\"\nkey = \"other.pem\"\n");

        assertThat(terminal.out()).contains("identity 1 (default)\n", "identity 2\n", "identity 3\n");
        assertThat(terminal.out().lines().filter(line -> line.startsWith("problem: ")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("problem: certificate file '" + folder.resolve("none.pem")
                                        + "': no such file (expected: "),
                        line -> assertThat(line)
                                .startsWith("problem: private key file '" + folder.resolve("other.pem")
                                        + "': no such file (expected: "));
        assertThat(terminal.exit()).isEqualTo(1);
    }

    @Test
    void printsRenewalAndDhParametersAsTheyAreConfigured() throws IOException {
        Files.writeString(folder.resolve("dh.pem"), "no group");

        Terminal terminal = show("server_dh_path = \"dh.pem\"\n[secure_rpc]\nallow_older_certificate = true");

        assertThat(terminal.out())
                .contains("  a certificate that begins before the one it replaces is taken\n")
                .contains("DH parameters\n  file: " + folder.resolve("dh.pem") + "\n")
                .contains("problem: DH parameters file '" + folder.resolve("dh.pem") + "': no PEM block (expected: ");
        assertThat(terminal.exit()).isEqualTo(1);
    }

    @Test
    void saysWhatThisJdkCannotDo() throws IOException {
        List<String> lacks =
                TlsPolicy.builder().groups(NamedGroup.X25519).build().unsupported();

        Terminal terminal = show("[secure_rpc]\ntls_groups = [\"x25519\"]");

        assertThat(lacks).hasSize(Runtime.version().feature() < 20 ? 1 : 0);
        assertThat(terminal.out().lines().filter(line -> line.startsWith("problem: ")))
                .containsExactlyElementsOf(
                        lacks.stream().map("problem: "::concat).toList());
        assertThat(terminal.exit()).isEqualTo(lacks.size());
    }

    @Test
    void saysThatThereIsNoTls() throws IOException {
        Path config = Files.writeString(folder.resolve("config-rpc.toml"), "[secure]\nenable = false\n");

        Terminal terminal = Terminal.run("tls", "show", "--config", config.toString());

        assertThat(terminal.out().lines()).containsExactly("listener ::1 port 7076: no TLS");
        assertThat(terminal.err().lines())
                .containsExactly(
                        "note: " + config + ": secure.enable: false (this server speaks plain HTTP and WebSocket)");
        assertThat(terminal.exit()).isZero();
    }

    @Test
    void refusedConfigurationIsOneLineAndExitCodeOne() throws IOException {
        Terminal terminal = show("[secure_rpc]\ntls_versions = [\"TLSv1\"]");

        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err().lines())
                .containsExactly(
                        "error: " + folder.resolve("config-rpc.toml")
                                + " line 7: secure_rpc.tls_versions: tls version: 'TLSv1' (expected: TLSv1.2 or TLSv1.3; RFC 8996 forbids the one named)");
        assertThat(terminal.exit()).isEqualTo(1);
    }

    @Test
    void wantsACommandAndAConfiguration() {
        assertThat(Terminal.run("tls").exit()).isEqualTo(2);
        assertThat(Terminal.run("tls", "show").exit()).isEqualTo(2);
        assertThat(Terminal.run("tls", "show").err()).startsWith("Missing required option: '--config=FILE'");
    }

    private static List<String> identity(TestCertificate server) {
        X509Certificate leaf = server.certificate();
        SubjectHash hash = SubjectHash.of(leaf);
        return List.of(
                "  subject: CN=www.example.com",
                "  issuer: itself",
                "  names: *.example.com, 127.0.0.1, www.example.com",
                "  key: EC P-256",
                "  valid from: " + leaf.getNotBefore().toInstant(),
                "  valid until: " + END.plus(1, ChronoUnit.HOURS) + " (in 40 days)",
                "  subject hash: " + hash + ", installed as " + hash + ".0",
                "  fingerprint (SHA-256): " + Fingerprint.of(leaf),
                "  chain: complete, it is its own root");
    }

    private Terminal show(String further) throws IOException {
        Path config = Files.writeString(
                folder.resolve("config-rpc.toml"),
                "port = 0\n[secure]\nenable = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n"
                        + further + "\n");
        return Terminal.run("tls", "show", "--config", config.toString());
    }

    private static void ownerOnly(Path file) throws IOException {
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    }
}
