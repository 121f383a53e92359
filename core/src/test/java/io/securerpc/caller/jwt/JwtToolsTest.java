package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.BEGIN;
import static io.securerpc.testsupport.TestJwtKey.base64;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.CredentialKind;
import io.securerpc.testsupport.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and signatures as other programs make them. */
class JwtToolsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String NODE = """
            const crypto = require('crypto');
            const [key, alg, claims] = process.argv.slice(1); // after --, since a key begins with dashes
            const b64 = text => Buffer.from(text).toString('base64url');
            const signed = b64(JSON.stringify({alg, typ: 'JWT'})) + '.' + b64(claims);
            const options = {key, dsaEncoding: 'ieee-p1363'};
            if (alg.startsWith('PS')) {
                options.padding = crypto.constants.RSA_PKCS1_PSS_PADDING;
                options.saltLength = crypto.constants.RSA_PSS_SALTLEN_DIGEST;
            }
            const hash = alg === 'EdDSA' ? null : 'sha' + alg.substring(2);
            const signature = alg === 'HS256'
                ? crypto.createHmac('sha256', Buffer.from(key, 'hex')).update(signed).digest()
                : crypto.sign(hash, Buffer.from(signed), options);
            process.stdout.write(signed + '.' + signature.toString('base64url'));
            """;

    private static final String PYTHON = """
            import base64, hashlib, hmac, json, sys
            def b64(data): return base64.urlsafe_b64encode(data).rstrip(b'=')
            signed = b64(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode()) + b'.' + b64(sys.argv[2].encode())
            print((signed + b'.' + b64(hmac.new(bytes.fromhex(sys.argv[1]), signed, hashlib.sha256).digest())).decode())
            """;

    @TempDir
    private Path folder;

    private Path key(String... options) {
        Path key = folder.resolve("key.pem");
        List<String> command = new ArrayList<>(List.of("openssl", "genpkey", "-out", key.toString()));
        command.addAll(List.of(options));
        Tools.run(LIMIT, command.toArray(String[]::new)).success();
        Tools.run(
                        LIMIT,
                        "openssl",
                        "pkey",
                        "-in",
                        key.toString(),
                        "-pubout",
                        "-out",
                        folder.resolve("pub.pem").toString())
                .success();
        return key;
    }

    private String verdict(JwtSetup setup, String token) {
        CredentialKind kind =
                setup.open(JwtIssuer.of(JwtSetup.ISSUER, JwtSetup.AUDIENCE, JwtKeys.files(folder.resolve("pub.pem"))));
        return JwtSetup.verdict(kind.prove(token, BEGIN));
    }

    @Test
    void opensslSignsWithItsOwnKey() throws Exception {
        Tools.require("openssl");
        JwtSetup setup = new JwtSetup(folder);
        Path key = key("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        String signed = base64("{\"alg\":\"RS256\"}") + "." + base64(JwtSetup.good());
        Path input = Files.writeString(folder.resolve("input"), signed);
        Path output = folder.resolve("signature");
        Tools.run(
                        LIMIT,
                        "openssl",
                        "dgst",
                        "-sha256",
                        "-sign",
                        key.toString(),
                        "-out",
                        output.toString(),
                        input.toString())
                .success();
        String signature = base64(Files.readAllBytes(output));
        assertThat(verdict(setup, signed + "." + signature)).isEqualTo("jwt:https://login.example.com/|alice");
        String other =
                base64("{\"alg\":\"RS256\"}") + "." + base64(JwtSetup.good().replace("alice", "bob"));
        assertThat(verdict(setup, other + "." + signature)).isEqualTo("wrong: signature does not fit");
    }

    @ParameterizedTest
    @CsvSource({
        "RS256, RSA, rsa_keygen_bits:2048",
        "PS512, RSA, rsa_keygen_bits:3072",
        "ES256, EC, ec_paramgen_curve:P-256",
        "ES384, EC, ec_paramgen_curve:P-384",
        "ES512, EC, ec_paramgen_curve:P-521",
        "EdDSA, ED25519, ''",
    })
    void nodeSignsWithKeysOfOpenssl(String algorithm, String kind, String option) throws Exception {
        Tools.require("openssl");
        Tools.require("node");
        JwtSetup setup = new JwtSetup(folder);
        Path key = option.isEmpty() ? key("-algorithm", kind) : key("-algorithm", kind, "-pkeyopt", option);
        String token = Tools.run(
                        LIMIT,
                        "node",
                        "-e",
                        NODE,
                        "--",
                        Files.readString(key, StandardCharsets.US_ASCII),
                        algorithm,
                        JwtSetup.good())
                .success();
        assertThat(verdict(setup, token)).isEqualTo("jwt:https://login.example.com/|alice");
    }

    @ParameterizedTest
    @CsvSource({"node, -e", "python3, -c"})
    void theSecretOfOpensslIsSharedWithOtherPrograms(String program, String option) throws Exception {
        Tools.require("openssl");
        Tools.require(program);
        JwtSetup setup = new JwtSetup(folder);
        String secret = Tools.run(LIMIT, "openssl", "rand", "-hex", "32").success();
        setup.write(setup.secret, secret);
        String claims = "{\"iat\": " + BEGIN.getEpochSecond() + "}";
        String token = program.equals("node")
                ? Tools.run(LIMIT, program, option, NODE, "--", secret.strip(), "HS256", claims)
                        .success()
                : Tools.run(LIMIT, program, option, PYTHON, secret.strip(), claims)
                        .success()
                        .strip();
        assertThat(JwtSetup.verdict(setup.open(setup.engine()).prove(token, BEGIN)))
                .isEqualTo("jwt:engine");
    }
}
