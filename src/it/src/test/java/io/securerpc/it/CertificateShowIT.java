package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code certificate show} says of OpenSSL's files what OpenSSL says. */
class CertificateShowIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final DateTimeFormatter OPENSSL_TIME =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy z", Locale.ROOT);

    @TempDir
    Path root;

    @BeforeEach
    void needsOpenssl() {
        Tools.require("openssl");
    }

    @Test
    void agreesWithOpensslAboutEachKindOfCertificate() {
        Map<String, String> keys = Map.of(
                "rsa.pem", "-newkey rsa:2048",
                "ec.pem", "-newkey ec -pkeyopt ec_paramgen_curve:P-384",
                "ed.pem", "-newkey ed25519");
        keys.forEach(
                (file, key) -> openssl(
                        "req " + key
                                + " -nodes -keyout k.pem -x509 -days 77 -out " + file
                                + " -subj /C=DE/O=Example/CN=node.example.com -addext subjectAltName=DNS:node.example.com,IP:192.0.2.7"));

        String shown = NodeProcess.run("certificate", "show", file("rsa.pem"), file("ec.pem"), file("ed.pem"))
                .success();

        List<Map<String, String>> sections = sections(shown);
        assertThat(sections).hasSize(3);
        List<String> files = List.of("rsa.pem", "ec.pem", "ed.pem");
        for (int i = 0; i < files.size(); i++) {
            assertAgrees(sections.get(i), files.get(i));
        }
        assertThat(sections.stream().map(section -> section.get("key")))
                .containsExactly("RSA 2048 bits", "EC P-384", "Ed25519");
    }

    @Test
    void opensWhatOpensslEncrypted() throws IOException {
        openssl("req -newkey rsa:2048 -passout pass:hunter2 -keyout k.pem -x509 -out c.pem -subj /CN=a");
        openssl("pkcs12 -export -in c.pem -inkey k.pem -passin pass:hunter2 -out s.p12 -passout pass:hunter2");
        Files.writeString(root.resolve("secret"), "hunter2\n");

        String shown = NodeProcess.run(
                        "certificate", "show", "--passphrase-file", file("secret"), file("k.pem"), file("s.p12"))
                .success();

        assertThat(shown)
                .contains(file("k.pem") + ": encrypted private key\n  private key: RSA 2048 bits, encrypted with ")
                .contains(file("s.p12") + ": PKCS#12 key store\n  private key: RSA 2048 bits")
                .doesNotContain("hunter2");
        assertAgrees(sections(shown.substring(shown.indexOf("s.p12"))).get(0), "c.pem");
    }

    private void assertAgrees(Map<String, String> section, String file) {
        Map<String, String> openssl = openssl(
                        "x509 -in " + file + " -noout -subject_hash -fingerprint -sha256 -startdate -enddate")
                .lines()
                .collect(Collectors.toMap(
                        line -> line.contains("=") ? line.split("=")[0].toLowerCase(Locale.ROOT) : "hash",
                        line -> line.substring(line.indexOf('=') + 1)));
        String hash = openssl.get("hash");

        assertThat(section)
                .containsEntry("subject hash", hash + ", installed as " + hash + ".0")
                .containsEntry("fingerprint (SHA-256)", openssl.get("sha256 fingerprint"))
                .containsEntry("valid from", instant(openssl.get("notbefore")));
        assertThat(section.get("valid until")).startsWith(instant(openssl.get("notafter")) + " (in ");
    }

    /** The lines of each certificate, as a map. */
    private static List<Map<String, String>> sections(String shown) {
        return List.of(shown.split("(?m)^  certificate \\d+$")).stream()
                .skip(1)
                .map(section -> section.lines()
                        .filter(line -> line.startsWith("    "))
                        .map(line -> line.strip().split(": ", 2))
                        .collect(Collectors.toMap(words -> words[0], words -> words[1])))
                .toList();
    }

    private static String instant(String openssl) {
        return ZonedDateTime.parse(openssl, OPENSSL_TIME).toInstant().toString();
    }

    private String openssl(String arguments) {
        return Tools.run(LIMIT, root, new byte[0], ("openssl " + arguments).split(" "))
                .success();
    }

    private String file(String name) {
        return root.resolve(name).toString();
    }
}
