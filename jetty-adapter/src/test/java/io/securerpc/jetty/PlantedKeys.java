package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securerpc.caller.ParityTokenFile;
import io.securerpc.testsupport.Planted;
import io.securerpc.testsupport.TestJwtKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.jcajce.provider.digest.Keccak;

/** The files of a {@link PlantedFolder} by which web tokens and Parity's proofs are judged, and what those who call make by them. */
final class PlantedKeys {
    static final String ISSUER = "https://login.example.com/";
    static final String AUDIENCE = "node.example.com";
    static final String KEYS = "jwks.json";
    static final String PRIVATE_KEYS = "broken.keys";
    static final String SECRET = "jwt.hex";
    static final String AUTHCODES = "authcodes";
    /** Where among {@link #tokens()}. */
    static final int GOOD = 0;

    static final int EXPIRED = 3;

    /** In hex, as its file has it. */
    final String secret;
    /** With the dashes it is shown with. */
    final String parityToken;
    /** A set with a key that should have been kept. */
    final String privateKeys;

    private final Planted planted;
    private final TestJwtKey key = TestJwtKey.ec("of-the-issuer", "P-256");
    private final TestJwtKey stranger = TestJwtKey.ec("of-the-issuer", "P-256");
    private final AtomicLong lastProof = new AtomicLong(Instant.now().getEpochSecond() + 10);

    PlantedKeys(Path root, Planted planted) throws IOException {
        this.planted = planted;
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        secret = HexFormat.of().formatHex(bytes);
        byte[] scalar = scalar(key);
        privateKeys = TestJwtKey.set(key.jwk("\"d\":\"" + TestJwtKey.base64(scalar) + "\""));
        Files.writeString(root.resolve(SECRET), secret + "\n");
        Files.writeString(root.resolve(KEYS), TestJwtKey.set(key.jwk()));
        Files.writeString(root.resolve(PRIVATE_KEYS), privateKeys);
        parityToken =
                ParityTokenFile.at(root.resolve(AUTHCODES)).create("wallet").secret();
        planted.add("JWT secret", bytes)
                .add("private key of the issuer", scalar)
                .add("Parity token as shown", parityToken)
                .add("Parity token", bareParityToken());
    }

    String bareParityToken() {
        return parityToken.replace("-", "");
    }

    /** Good by either signer, by a stranger's key, and of before. */
    List<String> tokens() {
        Instant soon = Instant.now().plusSeconds(600);
        return List.of(
                plant("JWT", key.token(claims(soon))),
                plant(
                        "JWT of the secret",
                        TestJwtKey.hs256(
                                HexFormat.of().parseHex(secret),
                                "{\"iat\":" + Instant.now().getEpochSecond() + ",\"jti\":\"" + random() + "\"}")),
                plant("JWT of a stranger", stranger.token(claims(soon))),
                plant("JWT of before", key.token(claims(Instant.now().minusSeconds(3_600)))));
    }

    /** Good, and another each time. */
    String proof() {
        return proofAt(
                lastProof.updateAndGet(last -> Math.max(last + 1, Instant.now().getEpochSecond())));
    }

    String proofAt(long seconds) {
        byte[] hash = new Keccak.Digest256().digest((bareParityToken() + ":" + seconds).getBytes(US_ASCII));
        String hex = HexFormat.of().formatHex(hash);
        planted.add("Parity proof of " + seconds, hash);
        return hex + "_" + seconds;
    }

    /** The header is everybody's. */
    private String plant(String name, String token) {
        planted.add(name, token.substring(token.indexOf('.') + 1));
        return token;
    }

    private static String claims(Instant expiry) {
        return "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"alice\",\"exp\":"
                + expiry.getEpochSecond() + ",\"jti\":\"" + random() + "\"}";
    }

    private static String random() {
        return new BigInteger(96, new SecureRandom()).toString(36);
    }

    private static byte[] scalar(TestJwtKey key) {
        return HexFormat.of().parseHex(String.format("%064x", ((ECPrivateKey) key.privateKey()).getS()));
    }
}
