package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tls show} speaks OpenSSL's language, as OpenSSL itself understands it. */
class TlsShowIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(strings = {"intermediate", "modern", "compatible"})
    void opensslReadsThePrintedSuitesAsTheyAre(String preset) throws IOException {
        Tools.require("openssl");

        String shown = show("tls_policy = \"" + preset + "\"").success();

        String tls13 = directive("ssl_conf_command Ciphersuites", shown);
        assertThat(openssl("ciphers", "-s", "-tls1_3", "-ciphersuites", tls13, "ALL"))
                .isEqualTo(tls13);
        String tls12 = directive("ssl_ciphers", shown);
        assertThat(tls12.isEmpty()).isEqualTo(preset.equals("modern"));
        if (!tls12.isEmpty()) {
            assertThat(openssl("ciphers", "-s", "-tls1_2", "-ciphersuites", "", tls12))
                    .isEqualTo(tls12);
        }
    }

    /** Twice there and back: nginx's line becomes a policy, and the policy becomes that line again. */
    @Test
    void printsTheCipherStringItWasGiven() throws IOException {
        String ciphers = "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305";

        String shown = show("tls_ciphers = \"" + ciphers + "\"").success();

        assertThat(directive("ssl_ciphers", shown)).isEqualTo(ciphers);
        assertThat(directive("ssl_protocols", shown)).isEqualTo("TLSv1.2 TLSv1.3");
    }

    @Test
    void opensNoPortAndNamesWhatServeWouldStopFor() throws IOException {
        Tools.Output output = show("server_key_passphrase_file = \"none\"\n"
                + "[[secure_rpc.identities]]\ncertificate = \"tls/none.pem\"\nkey = \"tls/server.key.pem\"");

        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.stdout())
                .contains("\n  subject: CN=www.example.com\n")
                .contains("problem: certificate file '" + root.resolve("tls/none.pem") + "': no such file")
                .doesNotContain("listening");
    }

    private Tools.Output show(String further) throws IOException {
        NodeFolder folder = NodeFolder.in(root);
        folder.install(NodeFolder.user("rpc.user.1"));
        folder.configure("[secure_rpc]\n" + further);
        return NodeProcess.run("tls", "show", "--config", folder.config().toString());
    }

    private static String directive(String name, String shown) {
        return Stream.of(shown.split("\\R"))
                .map(String::strip)
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1, line.length() - 1))
                .findFirst()
                .orElse("");
    }

    private static String openssl(String... arguments) {
        String[] command =
                Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toArray(String[]::new);
        return Tools.run(LIMIT, command).success().strip();
    }
}
