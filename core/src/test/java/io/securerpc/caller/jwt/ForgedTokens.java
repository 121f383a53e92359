package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.BEGIN;
import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.EC_384;
import static io.securerpc.caller.jwt.JwtSetup.ED;
import static io.securerpc.caller.jwt.JwtSetup.RSA;
import static io.securerpc.caller.jwt.JwtSetup.SOON;
import static io.securerpc.caller.jwt.JwtSetup.STRANGER;
import static io.securerpc.caller.jwt.JwtSetup.claims;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static io.securerpc.caller.jwt.JwtSetup.hmac;
import static io.securerpc.caller.jwt.RefusedTokensTest.FORM;
import static io.securerpc.caller.jwt.RefusedTokensTest.NO_KEY;
import static io.securerpc.caller.jwt.RefusedTokensTest.WRONG;
import static io.securerpc.testsupport.Bytes.join;
import static io.securerpc.testsupport.TestJwtKey.base64;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Tokens that no key has signed: without a signature, by another rule than the key's, or with one that was changed. */
final class ForgedTokens {
    private static final String NO_ALGORITHM = "unknown: no key for its algorithm";

    private ForgedTokens() {}

    static Stream<Arguments> algorithms() {
        byte[] pem = RSA.pem().getBytes(StandardCharsets.UTF_8);
        byte[] der = RSA.publicKey().getEncoded();
        byte[] jwk = RSA.jwk().getBytes(StandardCharsets.UTF_8);
        String hs256 = "{\"alg\":\"HS256\",\"kid\":\"rsa\"}";
        return Stream.of(
                arguments("no alg", EC.token("{\"kid\":\"ec\"}", good()), FORM + "no alg in the header"),
                arguments(
                        "an alg that is no text",
                        EC.token("{\"alg\":null}", good()),
                        FORM + "alg in the header is no text"),
                arguments("alg: none", unsigned("none"), FORM + "not signed"),
                arguments("alg: None", unsigned("None"), FORM + "not signed"),
                arguments("alg: NONE", unsigned("NONE"), FORM + "not signed"),
                arguments("alg: nOnE with a signature", EC.token("{\"alg\":\"nOnE\"}", good()), FORM + "not signed"),
                arguments("alg in lower case", EC.token("{\"alg\":\"es256\",\"kid\":\"ec\"}", good()), NO_ALGORITHM),
                arguments("an alg that nobody knows", EC.token("{\"alg\":\"XS256\"}", good()), NO_ALGORITHM),
                arguments("the public key as secret, PEM", hmac(pem, "HmacSHA256", hs256, good()), WRONG),
                arguments("the public key as secret, DER", hmac(der, "HmacSHA256", hs256, good()), WRONG),
                arguments("the public key as secret, JWK", hmac(jwk, "HmacSHA256", hs256, good()), WRONG),
                arguments(
                        "the public key as secret, HS512",
                        hmac(pem, "HmacSHA512", "{\"alg\":\"HS512\"}", good()),
                        NO_ALGORITHM),
                arguments(
                        "the secret with HS384",
                        hmac(secret(), "HmacSHA384", "{\"alg\":\"HS384\"}", "{\"iat\":1}"),
                        NO_ALGORITHM),
                arguments(
                        "the secret's text in place of its bytes",
                        hmac(
                                JwtSetup.SECRET.getBytes(StandardCharsets.US_ASCII),
                                "HmacSHA256",
                                "{\"alg\":\"HS256\"}",
                                "{\"iat\":" + BEGIN.getEpochSecond() + "}"),
                        WRONG),
                arguments(
                        "RS256 by the kid of an EC key",
                        RSA.token("{\"alg\":\"RS256\",\"kid\":\"ec\"}", good()),
                        NO_KEY),
                arguments(
                        "ES256 by the kid of an RSA key",
                        EC.token("{\"alg\":\"ES256\",\"kid\":\"rsa\"}", good()),
                        NO_KEY),
                arguments(
                        "ES256 with a P-384 key",
                        EC_384.token("ES256", "{\"alg\":\"ES256\",\"kid\":\"ec-384\"}", good()),
                        NO_KEY),
                arguments(
                        "ES384 with a P-256 key",
                        EC.token("ES384", "{\"alg\":\"ES384\",\"kid\":\"ec\"}", good()),
                        NO_KEY),
                arguments("ES256K", EC.token("ES256", "{\"alg\":\"ES256K\",\"kid\":\"ec\"}", good()), NO_ALGORITHM),
                arguments(
                        "EdDSA by the kid of an EC key",
                        ED.token("{\"alg\":\"EdDSA\",\"kid\":\"ec\"}", good()),
                        NO_KEY),
                arguments(
                        "says PS256 and is RS256",
                        RSA.token("RS256", "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", good()),
                        WRONG),
                arguments(
                        "says RS256 and is RS512",
                        RSA.token("RS512", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", good()),
                        WRONG));
    }

    static Stream<Arguments> signatures() {
        String token = EC.token(good());
        byte[] raw = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        byte[] s = Arrays.copyOfRange(raw, 32, 64);
        byte[] r = Arrays.copyOf(raw, 32);
        return Stream.of(
                arguments("no signature", unsigned("ES256"), WRONG),
                arguments("a stranger's key", STRANGER.token(good()), WRONG),
                arguments("r = 0 and s = 0", signed(token, new byte[64]), WRONG),
                arguments("r = 0", signed(token, join(new byte[32], s)), WRONG),
                arguments("s = 0", signed(token, join(r, new byte[32])), WRONG),
                arguments("r and s as great as the order", signed(token, join(order(), order())), WRONG),
                arguments("DER", signed(token, der(token)), WRONG),
                arguments("one byte short", signed(token, Arrays.copyOf(raw, 63)), WRONG),
                arguments("one byte more", signed(token, Arrays.copyOf(raw, 65)), WRONG),
                arguments("as long as for P-384", signed(token, new byte[96]), WRONG),
                arguments("r and s exchanged", signed(token, join(s, r)), WRONG),
                arguments("one bit", signed(token, flipped(raw)), WRONG),
                arguments("of other claims", signed(EC.token(claims(SOON.plusSeconds(1), "")), raw), WRONG),
                arguments("of RSA, empty", RSA.token(good()).replaceFirst("\\.[^.]*$", "."), WRONG),
                arguments("of RSA, all zero", signed(RSA.token(good()), new byte[256]), WRONG),
                arguments("of Ed25519, all zero", signed(ED.token(good()), new byte[64]), WRONG),
                arguments("of Ed25519, S beyond the order", signed(ED.token(good()), greatS()), WRONG),
                arguments("of HMAC, cut", signed(JwtSetup.engineToken(BEGIN, ""), new byte[16]), WRONG));
    }

    private static String unsigned(String algorithm) {
        return base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"ec\"}") + "." + base64(good()) + ".";
    }

    private static String signed(String token, byte[] signature) {
        return token.substring(0, token.lastIndexOf('.') + 1) + base64(signature);
    }

    private static byte[] secret() {
        return HexFormat.of().parseHex(JwtSetup.SECRET);
    }

    /** n of P-256. */
    private static byte[] order() {
        return HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    }

    private static byte[] greatS() {
        byte[] signature = new byte[64];
        Arrays.fill(signature, (byte) 0xff);
        return signature;
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] other = bytes.clone();
        other[40] ^= 1;
        return other;
    }

    private static byte[] der(String token) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(EC.privateKey());
            signature.update(token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
