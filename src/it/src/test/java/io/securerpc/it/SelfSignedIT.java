package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code certificate self-signed} makes is good for OpenSSL, for {@code serve}, and for curl. */
class SelfSignedIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path root;

    @BeforeEach
    void needsOpenssl() {
        Tools.require("openssl");
    }

    @ParameterizedTest
    @CsvSource({"ec, id-ecPublicKey", "rsa, rsaEncryption", "ed25519, ED25519"})
    void opensslVerifiesItForItsNamesAndOpensItsKey(String kind, String algorithm) throws IOException {
        Path secret = Files.writeString(root.resolve("secret"), "hunter2\n");
        make(
                "--key",
                kind,
                "--name",
                "node.example.com",
                "--name",
                "192.0.2.7",
                "--passphrase-file",
                secret.toString());

        String text = openssl("x509", "-in", certificate(), "-noout", "-text");

        assertThat(text)
                .contains("Public Key Algorithm: " + algorithm)
                .contains("DNS:node.example.com, IP Address:192.0.2.7")
                .contains("TLS Web Server Authentication")
                .contains("CA:FALSE");
        for (String[] name : new String[][] {{"-verify_hostname", "node.example.com"}, {"-verify_ip", "192.0.2.7"}}) {
            assertThat(openssl(
                            "verify",
                            "-x509_strict",
                            "-CAfile",
                            certificate(),
                            "-purpose",
                            "sslserver",
                            name[0],
                            name[1],
                            certificate()))
                    .isEqualTo(certificate() + ": OK\n");
        }
        assertThat(Tools.run(
                                LIMIT,
                                "openssl",
                                "verify",
                                "-CAfile",
                                certificate(),
                                "-verify_hostname",
                                "other.example.com",
                                certificate())
                        .exit())
                .isNotZero();
        assertThat(openssl("pkey", "-in", key(), "-passin", "file:" + secret, "-pubout"))
                .isEqualTo(openssl("x509", "-in", certificate(), "-noout", "-pubkey"));
    }

    @Test
    void serveTakesThePrintedLinesAndCurlBelievesIt() throws IOException {
        Tools.require("curl");
        Path secret = Files.writeString(root.resolve("secret"), "hunter2\n");
        String printed =
                make("--name", "node.example.com", "--name", "127.0.0.1", "--passphrase-file", secret.toString());
        Path config = Files.writeString(
                root.resolve("config-rpc.toml"),
                "address = \"127.0.0.1\"\nport = 0\n" + printed.substring(printed.indexOf("[secure]")));

        try (NodeProcess node = NodeProcess.serve(config)) {
            assertThat(curl(node, "127.0.0.1").success()).contains("\"count\"");
            assertThat(curl(node, "node.example.com").success()).contains("\"count\"");
            assertThat(curl(node, "other.example.com").exit())
                    .as("no name of the certificate")
                    .isEqualTo(60);
            assertThat(node.log()).doesNotContain("hunter2");
        }
    }

    private Tools.Output curl(NodeProcess node, String host) {
        return Tools.run(
                LIMIT,
                "curl",
                "-sS",
                "--cacert",
                certificate(),
                "--resolve",
                host + ":" + node.port() + ":127.0.0.1",
                "-H",
                "Content-Type: application/json",
                "-d",
                "{\"action\": \"block_count\"}",
                "https://" + host + ":" + node.port() + "/");
    }

    private String make(String... arguments) {
        return NodeProcess.run(Stream.concat(
                                Stream.of(
                                        "certificate",
                                        "self-signed",
                                        "--out",
                                        root.resolve("tls").toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new))
                .success();
    }

    private String openssl(String... arguments) {
        return Tools.run(
                        LIMIT,
                        Stream.concat(Stream.of("openssl"), Stream.of(arguments))
                                .toArray(String[]::new))
                .success();
    }

    private String certificate() {
        return root.resolve("tls/server.cert.pem").toString();
    }

    private String key() {
        return root.resolve("tls/server.key.pem").toString();
    }
}
