package io.securerpc.caller.jwt;

import static io.securerpc.testsupport.TestJwtKey.base64;

import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.CredentialProof.Proven;
import io.securerpc.caller.CredentialProof.Rejected;
import io.securerpc.testsupport.TestJwtKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer with a key of each kind and a shared secret, at a time that tests move. */
final class JwtSetup {
    static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");
    static final Instant SOON = BEGIN.plusSeconds(300);
    static final String ISSUER = "https://login.example.com/";
    static final String AUDIENCE = "node.example.com";
    static final String SECRET = "6c8ecba3a1ef5eb0a0d2f1c2b7d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6";

    static final TestJwtKey RSA = TestJwtKey.rsa("rsa", 2048);
    static final TestJwtKey EC = TestJwtKey.ec("ec", "P-256");
    static final TestJwtKey EC_384 = TestJwtKey.ec("ec-384", "P-384");
    static final TestJwtKey EC_521 = TestJwtKey.ec("ec-521", "P-521");
    static final TestJwtKey ED = TestJwtKey.ed25519("ed");
    static final TestJwtKey STRANGER = TestJwtKey.ec("ec", "P-256");

    final Path keys;
    final Path secret;
    private final Path folder;
    Instant now = BEGIN;

    JwtSetup(Path folder) {
        this.folder = folder;
        this.keys = folder.resolve("jwks.json");
        this.secret = folder.resolve("jwt.hex");
        write(keys, TestJwtKey.set(RSA.jwk(), EC.jwk(), EC_384.jwk(), EC_521.jwk(), ED.jwk()));
        write(secret, SECRET);
    }

    JwtIssuer issuer() {
        return JwtIssuer.of(ISSUER, AUDIENCE, JwtKeys.files(keys));
    }

    JwtSecret engine() {
        return JwtSecret.file("engine", secret);
    }

    CredentialKind open(JwtSigner first, JwtSigner... more) {
        return JwtTokens.signedBy(first, more).open(() -> now);
    }

    /** By a name that is new each time, so that no look sees half of it. */
    void write(Path file, String text) {
        try {
            Path aside = Files.writeString(folder.resolve("aside"), text);
            Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-------"));
            Files.move(aside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String claims(Instant expiry, String more) {
        return "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"alice\",\"exp\":"
                + expiry.getEpochSecond() + more + "}";
    }

    static String good() {
        return claims(SOON, "");
    }

    static String hmac(String header, String claims) {
        return hmac(HexFormat.of().parseHex(SECRET), "HmacSHA256", header, claims);
    }

    static String hmac(byte[] key, String algorithm, String header, String claims) {
        String signed = base64(header) + "." + base64(claims);
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String engineToken(Instant issued, String more) {
        return hmac("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"iat\":" + issued.getEpochSecond() + more + "}");
    }

    /** What became of it, in one line. */
    static String verdict(CredentialProof proof) {
        return proof.match(Proven::callerId, JwtSetup::text);
    }

    private static String text(Rejected rejected) {
        return rejected.reason().text() + ": " + rejected.detail();
    }
}
