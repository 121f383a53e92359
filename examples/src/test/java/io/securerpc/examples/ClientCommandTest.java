package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCommandTest {
    private static final String HASH_OF_USER_1 = "f013e17f";

    @TempDir
    Path folder;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(folder.resolve("clients"));
    }

    @Test
    void addPrintsWhatToDoNext() {
        Terminal terminal = client("add", "rpc.user.1", "--out", folder.toString(), "--url", "https://n.example/");

        Path pem = folder.resolve("rpc.user.1.pem");
        X509Certificate certificate = CertificateFile.load(pem).get(0);
        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out().lines())
                .containsExactly(
                        "caller: certificate:rpc.user.1",
                        "subject: CN=rpc.user.1",
                        "installed as: " + HASH_OF_USER_1 + ".0",
                        "valid until: " + certificate.getNotAfter().toInstant(),
                        "fingerprint (SHA-256): " + Fingerprint.of(certificate),
                        "certificate and private key: " + pem,
                        "",
                        "Give this file to the client, over a channel that nobody else reads, and delete it here. The client"
                                + " tries it with",
                        "",
                        "curl --cert " + pem + " -H 'Content-Type: application/json' -d '{\"action\": \"block_count\"}'"
                                + " https://n.example/",
                        "",
                        "To put the client out: " + OwnCommand.text() + " client revoke --directory " + directory
                                + " rpc.user.1");
    }

    @Test
    void takesTheDirectoryAndThePlaceOfTheNodeFromItsConfiguration() throws IOException {
        TestCertificate server = TestCertificate.named("www.example.com")
                .san("*.example.com", "www.example.com", "127.0.0.1")
                .selfSigned();
        Path certificate = server.writeCertificate(folder.resolve("c.pem"));
        server.writeKey(folder.resolve("k.pem"));
        Path config = Files.writeString(
                folder.resolve("config-rpc.toml"),
                "[secure]\nenable = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n"
                        + "client_certs_path = \"clients\"\n");

        Terminal terminal =
                Terminal.run("client", "add", "rpc.user.1", "--config", config.toString(), "--out", folder.toString());

        assertThat(terminal.exit()).isZero();
        assertThat(terminal.line("curl "))
                .startsWith("--cacert " + certificate + " --cert " + folder.resolve("rpc.user.1.pem") + " ")
                .endsWith(" https://www.example.com:7076/");
        assertThat(directory.resolve(HASH_OF_USER_1 + ".0")).isSymbolicLink();
    }

    @Test
    void saysThatAConfigurationHasNoTrustDirectory() throws IOException {
        Path config = Files.writeString(folder.resolve("config-rpc.toml"), "[secure]\nenable = false\n");

        Terminal terminal = Terminal.run("client", "list", "--config", config.toString());

        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.err())
                .isEqualTo("error: " + config + ": no trust directory (expected: client_certs_path, or --directory)\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "-rf", ".hidden", "a/b", "rpc user", "a\nb", "rpc.us\u0435r.1", "", "n\u0000", "a\\b"
            })
    void namesThatAreNoNamesAreWrongUsage(String name) throws IOException {
        Terminal terminal = Terminal.run(
                "client", "add", "--directory", directory.toString(), "--out", folder.toString(), "--", name);

        assertThat(terminal.exit()).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .contains("(expected: 1 to 64 of A-Z, a-z, 0-9 and ._@+-, beginning with a letter or digit)")
                .doesNotContain("\tat ");
        assertThat(Files.list(directory)).isEmpty();
    }

    @Test
    void aTakenNameIsOneLineAndExitCodeOne() {
        assertThat(client("add", "rpc.user.1", "--out", folder.toString()).exit())
                .isZero();

        Terminal terminal = client("add", "RPC.USER.1", "--out", folder.toString());

        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.err().lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("error: client 'certificate:rpc.user.1': the name of 'f013e17f.0' (expected: "));
    }

    @Test
    void installSaysWhatItDidToTheFile() throws Exception {
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        Path der = Files.write(folder.resolve("u.der"), user.certificate().getEncoded());

        Terminal terminal = client("install", der.toString());

        assertThat(terminal.err()).isEqualTo("note: converted from DER to PEM\n");
        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out().lines())
                .contains("caller: certificate:rpc.user.1", "installed as: " + HASH_OF_USER_1 + ".0");
        assertThat(directory.resolve("rpc.user.1.cert.pem")).hasContent(user.certificatePem());
    }

    @Test
    void listIsATable() throws IOException {
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        user.writeCertificate(directory.resolve(HASH_OF_USER_1 + ".0"));
        TestCertificate stray = TestCertificate.named("stray").selfSigned();
        stray.writeCertificate(directory.resolve("stray.pem"));
        Files.writeString(directory.resolve("notes"), "x");

        Terminal terminal = client("list");

        assertThat(terminal.err()).isEmpty();
        List<String> cells = new ArrayList<>();
        terminal.out().lines().forEach(line -> cells.add(line.replaceAll("  +", "|")));
        assertThat(cells)
                .containsExactly(
                        "CALLER|FILE|UNTIL|FINGERPRINT (SHA-256)|STATE",
                        "certificate:rpc.user.1|f013e17f.0|"
                                + user.certificate().getNotAfter().toInstant() + "|"
                                + Fingerprint.of(user.certificate()) + "|trusted",
                        "certificate:stray|stray.pem|"
                                + stray.certificate().getNotAfter().toInstant() + "|"
                                + Fingerprint.of(stray.certificate()) + "|refused: not hashed: install as "
                                + SubjectHash.of(stray.certificate()) + ".0",
                        "unused: notes: ignored (expected: a certificate under its subject hash, such as f013e17f.0)");
    }

    @Test
    void listIsJsonForPrograms() throws IOException {
        TestCertificate user = TestCertificate.named("rpc.\u00fcser \"1\"").selfSigned();
        user.writeCertificate(directory.resolve(SubjectHash.of(user.certificate()) + ".0"));
        Files.writeString(directory.resolve("notes"), "x");

        Terminal terminal = client("list", "--json");

        assertThat(terminal.out())
                .isEqualTo("{\"clients\": [{\"caller\": \"certificate:rpc.\\u00fcser \\\"1\\\"\", \"subject\": "
                        + "\"CN=rpc.\\u00fcser \\\\\\\"1\\\\\\\"\", \"hash\": \"" + SubjectHash.of(user.certificate())
                        + "\", \"file\": \"" + SubjectHash.of(user.certificate()) + ".0\", \"fingerprint\": \""
                        + Fingerprint.of(user.certificate()) + "\", \"not_before\": \""
                        + user.certificate().getNotBefore().toInstant() + "\", \"not_after\": \""
                        + user.certificate().getNotAfter().toInstant() + "\", \"trusted\": true}], \"unused\": ["
                        + "{\"file\": \"notes\", \"reason\": \"ignored (expected: a certificate under its subject hash, such"
                        + " as f013e17f.0)\"}]}\n");
    }

    @Test
    void revokeSaysWhatIsGoneAndThatNobodyIsLeft() {
        client("add", "rpc.user.1", "--out", folder.toString());
        String fingerprint = Fingerprint.of(
                        CertificateFile.load(folder.resolve("rpc.user.1.pem")).get(0))
                .toString();

        Terminal terminal = client("revoke", "RPC.User.1");

        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out().lines())
                .containsExactly(
                        "revoked: certificate:rpc.user.1 (SHA-256 " + fingerprint + ")",
                        "removed: f013e17f.0",
                        "removed: rpc.user.1.cert.pem",
                        "still trusted: 0");
        assertThat(terminal.err())
                .isEqualTo(
                        "note: nobody is installed any more, and a server does not start so (expected: another client, or"
                                + " allow_empty_client_certs)\n");
        assertThat(client("revoke", "rpc.user.1").err())
                .isEqualTo("error: client 'rpc.user.1': not in trust directory " + directory
                        + " (expected: the name, the fingerprint or a file of one that is)\n");
    }

    @Test
    void rehashSaysFirstWhatItWouldDo() throws IOException {
        TestCertificate.named("rpc.user.1").selfSigned().writeCertificate(directory.resolve("u.pem"));
        Files.createSymbolicLink(directory.resolve("01234567.0"), Path.of("gone.pem"));
        Files.writeString(directory.resolve("junk.pem"), "junk");

        Terminal preview = client("rehash", "--dry-run");
        assertThat(directory.resolve("f013e17f.0")).doesNotExist();
        Terminal terminal = client("rehash");

        assertThat(preview.out()).isEqualTo("would link: f013e17f.0 to u.pem\nwould remove: 01234567.0\nkept: 0\n");
        assertThat(terminal.out()).isEqualTo("linked: f013e17f.0 to u.pem\nremoved: 01234567.0\nkept: 0\n");
        assertThat(terminal.err())
                .isEqualTo(preview.err())
                .startsWith("warning: skipped 'junk.pem': not a PEM certificate: ");
        assertThat(terminal.exit()).isZero();
        assertThat(directory.resolve("f013e17f.0")).isSymbolicLink();
    }

    private Terminal client(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("client", command, "--directory", directory.toString()));
        all.addAll(List.of(arguments));
        return Terminal.run(all.toArray(String[]::new));
    }
}
