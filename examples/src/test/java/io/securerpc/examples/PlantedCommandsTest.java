package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Planted;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestJwtKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command prints a secret that it reads, well or badly; {@code token new} and {@code token rotate} alone print the one they make. */
class PlantedCommandsTest {
    private static final String PASSWORD = "planted-Pa55word-9Xk2";
    private static final String PASSPHRASE = "known-Key-pa55phrase-7Qz4";

    @TempDir
    private Path folder;

    private final Planted planted = new Planted().add("password", PASSWORD).add("passphrase", PASSPHRASE);
    private final List<String> said = new ArrayList<>();
    private Path password;
    private Path users;
    private Path tokens;

    @BeforeEach
    void plant() throws IOException {
        password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        users = folder.resolve("users");
        tokens = folder.resolve("tokens");
        TestCertificate server =
                TestCertificate.named("localhost").san("localhost").selfSigned();
        server.writeCertificate(folder.resolve("server.cert.pem"));
        server.writeKey(folder.resolve("server.key.pem"));
    }

    @Test
    void ofUsers() throws IOException {
        run(0, "user", "add", "alice", "--password-file", password.toString(), "--users", users.toString());
        planted.add("hash", Files.readString(users).strip().substring("alice:$2y$12$".length()));
        run(1, "user", "add", "alice", "--password-file", password.toString(), "--users", users.toString());
        run(
                0,
                "user",
                "add",
                "alice",
                "--replace",
                "--password-file",
                password.toString(),
                "--users",
                users.toString());
        run(0, "user", "list", "--users", users.toString());
        Files.writeString(password, PASSWORD.repeat(5));
        run(1, "user", "add", "bob", "--password-file", password.toString(), "--users", users.toString());
        Files.write(password, (PASSWORD + "\u00e9").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        run(1, "user", "add", "bob", "--password-file", password.toString(), "--users", users.toString());
        for (String broken : List.of("alice:" + PASSWORD, PASSWORD, ":" + PASSWORD, PASSWORD + ":" + PASSWORD)) {
            Files.writeString(users, broken + "\n");
            run(1, "user", "list", "--users", users.toString());
            run(1, "user", "remove", "alice", "--users", users.toString());
        }
        assertNothingSaid();
    }

    @Test
    void ofTokens() throws IOException {
        plantToken("ci", run(0, "token", "new", "ci", "--file", tokens.toString()));
        plantToken("rotated", run(0, "token", "rotate", "ci", "--file", tokens.toString()));
        said.clear(); // what makes a token prints it
        run(1, "token", "new", "ci", "--file", tokens.toString());
        run(0, "token", "list", "--file", tokens.toString());
        run(1, "token", "revoke", "nobody", "--file", tokens.toString());
        String good = Files.readString(tokens);
        for (String broken : List.of(
                PASSWORD, good + PASSWORD + "\n", good.replace("ci", PASSWORD), good.replace("name", PASSWORD))) {
            Files.writeString(tokens, broken);
            run(1, "token", "list", "--file", tokens.toString());
            run(1, "token", "new", "other", "--file", tokens.toString());
        }
        assertNothingSaid();
    }

    @Test
    void ofParitysTokens() throws IOException {
        Path codes = folder.resolve("authcodes");
        for (String command : List.of("new", "rotate")) {
            String printed = run(0, "parity-token", command, "wallet", "--file", codes.toString())
                    .lines()
                    .findFirst()
                    .orElseThrow();
            planted.add(command, printed).add(command + " without dashes", printed.replace("-", ""));
        }
        said.clear(); // what makes a token prints it
        run(1, "parity-token", "new", "wallet", "--file", codes.toString());
        run(0, "parity-token", "list", "--file", codes.toString());
        run(1, "parity-token", "rotate", "nobody", "--file", codes.toString());
        run(1, "parity-token", "revoke", "nobody", "--file", codes.toString());
        String good = Files.readString(codes);
        for (String broken : List.of(
                good + good,
                good + PASSWORD + "_\n",
                good.replace("wallet", PASSWORD),
                good.replace(";;", ";" + PASSWORD + ";"),
                good.substring(2, 14))) {
            Files.writeString(codes, broken);
            run(1, "parity-token", "list", "--file", codes.toString());
            run(1, "parity-token", "new", "other", "--file", codes.toString());
            run(1, "parity-token", "rotate", "wallet", "--file", codes.toString());
            run(1, "parity-token", "revoke", "wallet", "--file", codes.toString());
            Path config = configure("server_key_passphrase = \"\"", "parity_tokens_file = \"authcodes\"");
            run(1, "serve", "--config", config.toString());
        }
        Files.writeString(codes, good);
        run(0, "parity-token", "revoke", "wallet", "--file", codes.toString());
        assertNothingSaid();
    }

    @Test
    void ofSignersOfWebTokens() throws IOException {
        String secret = "6c8ecba3a1ef5eb0a0d2f1c2b7d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6";
        TestJwtKey key = TestJwtKey.ec("ec", "P-256");
        String d = TestJwtKey.base64(((ECPrivateKey) key.privateKey()).getS().toByteArray());
        String jwk = key.jwk("\"d\":\"" + d + "\"");
        planted.add("secret", secret).add("private key", d);
        Files.writeString(folder.resolve("jwt.hex"), secret + secret);
        Files.writeString(folder.resolve("private.json"), TestJwtKey.set(jwk));
        Files.writeString(folder.resolve("private.pem"), key.privatePem());
        for (String lines : List.of(
                "name = \"engine\"; secret_file = \"jwt.hex\"",
                "name = \"engine\"; secret_file = \"" + secret + "\"",
                "name = \"engine\"; secret_file = \"0x" + secret + "\"",
                "name = \"engine\"; secret = \"" + secret + "\"",
                "name = \"engine\"; secret_file = \"" + secret,
                "name = \"engine\"; secret_file = [\"" + secret + "\"]",
                "issuer = \"a\"; audience = \"b\"; keys = [\"private.json\"]",
                "issuer = \"a\"; audience = \"b\"; keys = [\"private.pem\"]",
                "issuer = \"a\"; audience = \"b\"; keys = [\"jwt.hex\"]",
                "issuer = \"a\"; audience = \"b\"; keys = ['" + jwk + "']",
                "issuer = \"a\"; audience = \"b\"; keys = '" + jwk + "'",
                "issuer = \"a\"; audience = \"b\"; keys_url = \"https://x:" + secret + "@login.example.com/\"",
                "issuer = \"a\"; audience = \"b\"; keys_url = \"" + jwk.replace("\"", "\\\"") + "\"")) {
            Path config = configure("server_key_passphrase = \"\"", "[[secure_rpc.jwt]]\n" + lines.replace("; ", "\n"));
            run(1, "serve", "--config", config.toString());
            explain(config);
        }
        assertNothingSaid();
    }

    @Test
    void ofConfigurations() throws IOException {
        for (String line : List.of(
                "basic_auth = \"alice:" + PASSWORD + "\"",
                "basic_auth = \"" + PASSWORD + "\"",
                "basic_auth = [\"" + PASSWORD + "\"]",
                "basic_auth = " + PASSWORD,
                "basic_auth = \"alice:$2y$04$" + PASSWORD + "\"",
                "users = \"users\"",
                "tokens_file = \"users\"")) {
            Files.writeString(users, "alice:" + PASSWORD + "\n");
            Path config = configure("server_key_passphrase = \"\"", line);
            run(1, "serve", "--config", config.toString());
            explain(config);
        }
        Path config = configure("server_key_passphrase = \"" + PASSPHRASE + "\"", "");
        Files.writeString(folder.resolve("server.key.pem"), PASSPHRASE);
        run(1, "serve", "--config", config.toString());
        explain(config);
        Path unterminated = configure("server_key_passphrase = \"" + PASSPHRASE, "");
        run(1, "serve", "--config", unterminated.toString());
        explain(unterminated);
        assertNothingSaid();
    }

    @Test
    void aPrintedSecretIsNoticed() {
        said.add(PASSWORD);
        assertThat(planted.in(said.toString())).containsExactly("password");
    }

    private Path configure(String secure, String secureRpc) throws IOException {
        return Files.writeString(folder.resolve("config-rpc.toml"), """
                address = "::ffff:127.0.0.1"
                port = 0
                [secure]
                enable = true
                server_cert_path = "server.cert.pem"
                server_key_path = "server.key.pem"
                %s
                [secure_rpc]
                %s
                """.formatted(secure, secureRpc));
    }

    /** It needs none of the files. */
    private void explain(Path config) {
        Terminal terminal =
                Terminal.run("access", "explain", "--config", config.toString(), "basic:alice", "block_count");
        said.add(terminal.out() + terminal.err());
    }

    private void plantToken(String name, String printed) {
        planted.add(
                name,
                printed.lines()
                        .filter(line -> line.startsWith("srt_"))
                        .findFirst()
                        .orElseThrow());
    }

    private String run(int exit, String... arguments) {
        Terminal terminal = Terminal.run(arguments);
        String all = terminal.out() + terminal.err();
        assertThat(terminal.exit())
                .as("%s: %s", String.join(" ", arguments), all)
                .isEqualTo(exit);
        said.add(all);
        return all;
    }

    private void assertNothingSaid() {
        assertThat(said).isNotEmpty();
        assertThat(said)
                .allSatisfy(text -> assertThat(planted.in(text)).as(text).isEmpty());
    }
}
