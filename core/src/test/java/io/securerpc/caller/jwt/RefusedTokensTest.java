package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.BEGIN;
import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.EC_384;
import static io.securerpc.caller.jwt.JwtSetup.ED;
import static io.securerpc.caller.jwt.JwtSetup.RSA;
import static io.securerpc.caller.jwt.JwtSetup.STRANGER;
import static io.securerpc.caller.jwt.JwtSetup.claims;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static io.securerpc.caller.jwt.JwtSetup.hmac;
import static io.securerpc.testsupport.TestJwtKey.base64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.securerpc.caller.CredentialKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an attacker sends, and what it is refused for. */
class RefusedTokensTest {
    private static final String FORM = "malformed: ";
    private static final String NOT_OBJECT = " not one JSON object in base64url, each member once";
    private static final String WRONG = "wrong: signature does not fit";
    private static final String NO_KEY = "unknown: no key of that kid and algorithm";
    private static final String NO_ALGORITHM = "unknown: no key for its algorithm";
    private static final String MOMENT = " is no moment from 1970 to 9999";
    private static final String ES256 = "{\"alg\":\"ES256\",\"kid\":\"ec\"}";
    private static final Instant SOON = BEGIN.plusSeconds(300);

    @TempDir
    private Path folder;

    private JwtSetup setup;
    private CredentialKind kind;

    @BeforeEach
    void open() {
        setup = new JwtSetup(folder);
        kind = setup.open(setup.issuer(), setup.engine());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"forms", "headers", "algorithms", "signatures", "claimsOfIssuers", "claimsOfSecrets"})
    void isRefusedFor(String what, String token, String verdict) {
        assertThat(kind.known(token, setup.now)).isEmpty();
        assertThat(JwtSetup.verdict(kind.prove(token, setup.now))).isEqualTo(verdict);
        assertThat(kind.known(token, setup.now)).isEmpty();
    }

    /** Without which all of them could be refused for another reason. */
    @Test
    void whatTheyAreMadeFromIsAccepted() {
        assertThat(JwtSetup.verdict(kind.prove(EC.token(good()), setup.now)))
                .isEqualTo("jwt:https://login.example.com/|alice");
        assertThat(JwtSetup.verdict(kind.prove(JwtSetup.engineToken(BEGIN, ""), setup.now)))
                .isEqualTo("jwt:engine");
    }

    static Stream<Arguments> forms() {
        String token = EC.token(good());
        String[] parts = token.split("\\.");
        return Stream.of(
                arguments("nothing", "", FORM + "1 parts (three are signed ones)"),
                arguments("one part", "srt_abc", FORM + "1 parts (three are signed ones)"),
                arguments("two parts", parts[0] + "." + parts[1], FORM + "2 parts (three are signed ones)"),
                arguments("four parts", token + ".", FORM + "4 parts (three are signed ones)"),
                arguments("encrypted, five parts", "a.b.c.d.e", FORM + "encrypted"),
                arguments("three empty parts", "..", FORM + "header" + NOT_OBJECT),
                arguments(
                        "JSON serialization",
                        "{\"payload\":\"e30\",\"signatures\":[]}",
                        FORM + "1 parts (three are signed ones)"),
                arguments(
                        "over 8 KiB",
                        token + "A".repeat(8_193 - token.length()),
                        FORM + "8193 characters (at most 8192)"),
                arguments("padding", parts[0] + "=." + parts[1] + "." + parts[2], FORM + "header" + NOT_OBJECT),
                arguments(
                        "the other alphabet",
                        parts[0] + "." + parts[1] + "." + parts[2].substring(0, 80) + "+/+/+A",
                        FORM + "signature not in base64url"),
                arguments("a space", parts[0] + "." + parts[1] + ". " + parts[2], FORM + "signature not in base64url"),
                arguments("a line break", parts[0] + "." + parts[1] + "\n." + parts[2], FORM + "claims" + NOT_OBJECT),
                arguments(
                        "a letter beyond ASCII",
                        parts[0] + "." + parts[1] + "." + parts[2].substring(1) + "\u0141",
                        FORM + "signature not in base64url"),
                arguments(
                        "stray bits at the end",
                        parts[0] + "." + parts[1] + "." + stray(parts[2]),
                        FORM + "signature not in base64url"),
                arguments("a header that is a list", EC.token("[]", good()), FORM + "header" + NOT_OBJECT),
                arguments("a header in UTF-16", utf16(good()), FORM + "header" + NOT_OBJECT),
                arguments("claims that are a text", EC.token(ES256, "\"claims\""), FORM + "claims" + NOT_OBJECT),
                arguments("claims that are no UTF-8", invalidUtf8(), FORM + "claims" + NOT_OBJECT),
                arguments("claims and more", EC.token(ES256, good() + "{}"), FORM + "claims" + NOT_OBJECT),
                arguments("a byte order mark", EC.token(ES256, "\uFEFF" + good()), FORM + "claims" + NOT_OBJECT),
                arguments(
                        "claims too deep",
                        EC.token(ES256, good().replace("}", ",\"a\":" + "[".repeat(20) + "]".repeat(20) + "}")),
                        FORM + "claims" + NOT_OBJECT),
                arguments(
                        "a member of the header twice",
                        EC.token("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"ec\"}", good()),
                        FORM + "header" + NOT_OBJECT),
                arguments(
                        "a claim twice",
                        EC.token(ES256, claims(SOON, ",\"sub\":\"root\"")),
                        FORM + "claims" + NOT_OBJECT),
                arguments(
                        "a claim twice, escaped",
                        EC.token(ES256, claims(SOON, ",\"\\u0073ub\":\"root\"")),
                        FORM + "claims" + NOT_OBJECT),
                arguments(
                        "a claim twice, deep",
                        EC.token(ES256, claims(SOON, ",\"a\":{\"b\":1,\"b\":2}")),
                        FORM + "claims" + NOT_OBJECT));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                arguments("crit", header(",\"crit\":[\"exp\"]"), FORM + "crit in the header, which is not understood"),
                arguments("crit, empty", header(",\"crit\":[]"), FORM + "crit in the header, which is not understood"),
                arguments(
                        "b64: false",
                        header(",\"b64\":false,\"crit\":[\"b64\"]"),
                        FORM + "crit in the header, which is not understood"),
                arguments("b64 alone", header(",\"b64\":false"), FORM + "b64 in the header, which is not understood"),
                arguments(
                        "compressed", header(",\"zip\":\"DEF\""), FORM + "zip in the header, which is not understood"),
                arguments(
                        "half encrypted",
                        header(",\"enc\":\"A128GCM\""),
                        FORM + "enc in the header, which is not understood"),
                arguments("nested", header(",\"cty\":\"JWT\""), FORM + "nested"),
                arguments(
                        "a logout token",
                        header(",\"typ\":\"logout+jwt\""),
                        "not-for-us: typ of another use (JWT or at+jwt here)"),
                arguments(
                        "a proof of possession",
                        header(",\"typ\":\"application/dpop+jwt\""),
                        "not-for-us: typ of another use (JWT or at+jwt here)"),
                arguments("a typ that is no text", header(",\"typ\":1"), FORM + "typ in the header is no text"),
                arguments(
                        "a kid that is a list",
                        EC.token("{\"alg\":\"ES256\",\"kid\":[\"ec\"]}", good()),
                        FORM + "kid in the header is no text"),
                arguments(
                        "a kid that is a path",
                        EC.token("{\"alg\":\"ES256\",\"kid\":\"../../dev/null\"}", good()),
                        NO_KEY),
                arguments("a kid of nobody", EC.token("{\"alg\":\"ES256\",\"kid\":\"gone\"}", good()), NO_KEY),
                arguments("an empty kid", EC.token("{\"alg\":\"ES256\",\"kid\":\"\"}", good()), NO_KEY),
                arguments(
                        "its own key, jwk",
                        STRANGER.token("{\"alg\":\"ES256\",\"kid\":\"ec\",\"jwk\":" + STRANGER.jwk() + "}", good()),
                        WRONG),
                arguments(
                        "its own key, jwk without kid",
                        STRANGER.token("{\"alg\":\"ES256\",\"jwk\":" + STRANGER.jwk() + "}", good()),
                        WRONG),
                arguments(
                        "its own key, jku",
                        STRANGER.token("{\"alg\":\"ES256\",\"jku\":\"http://127.0.0.1:9/keys\"}", good()),
                        WRONG),
                arguments(
                        "its own key, x5u",
                        STRANGER.token("{\"alg\":\"ES256\",\"x5u\":\"http://127.0.0.1:9/c\"}", good()),
                        WRONG),
                arguments("its own key, x5c", STRANGER.token("{\"alg\":\"ES256\",\"x5c\":[\"MIIB\"]}", good()), WRONG));
    }

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

    static Stream<Arguments> claimsOfIssuers() {
        String good = good();
        return Stream.of(
                claim(
                        "no iss",
                        good.replace("\"iss\":\"https://login.example.com/\",", ""),
                        "not-for-us: iss is none that is accepted"),
                claim("another iss", good.replace("com/", "com"), "not-for-us: iss is none that is accepted"),
                claim(
                        "the secret's name as iss",
                        good.replace("https://login.example.com/", "engine"),
                        "not-for-us: iss is none that is accepted"),
                claim(
                        "an iss that is a list",
                        good.replace("\"https://login.example.com/\"", "[\"https://login.example.com/\"]"),
                        FORM + "iss is no text"),
                claim("no aud", good.replace("\"aud\":\"node.example.com\",", ""), "not-for-us: no aud"),
                claim("another aud", good.replace("node.", "wallet."), "not-for-us: aud names others"),
                claim(
                        "an aud that only begins so",
                        good.replace("node.example.com", "node.example.com.evil.example"),
                        "not-for-us: aud names others"),
                claim("an empty aud", good.replace("\"node.example.com\"", "[]"), "not-for-us: aud names others"),
                claim(
                        "an aud with a number",
                        good.replace("\"node.example.com\"", "[\"node.example.com\",1]"),
                        FORM + "aud is neither a text nor a list of texts"),
                claim(
                        "an aud that is null",
                        good.replace("\"node.example.com\"", "null"),
                        FORM + "aud is neither a text nor a list of texts"),
                claim("no sub", good.replace("\"sub\":\"alice\",", ""), FORM + "no sub"),
                claim(
                        "an empty sub",
                        good.replace("alice", ""),
                        FORM + "sub is not 1 to 255 printable characters of ASCII without spaces around them"),
                claim(
                        "a sub with a space before",
                        good.replace("alice", " alice"),
                        FORM + "sub is not 1 to 255 printable characters of ASCII without spaces around them"),
                claim(
                        "a sub with a line break",
                        good.replace("alice", "alice\\nbob"),
                        FORM + "sub is not 1 to 255 printable characters of ASCII without spaces around them"),
                claim(
                        "a sub with a letter that looks like another",
                        good.replace("alice", "\u0430lice"),
                        FORM + "sub is not 1 to 255 printable characters of ASCII without spaces around them"),
                claim(
                        "a sub of 256 characters",
                        good.replace("alice", "a".repeat(256)),
                        FORM + "sub is not 1 to 255 printable characters of ASCII without spaces around them"),
                claim("a sub that is a number", good.replace("\"alice\"", "1"), FORM + "sub is no text"),
                claim("no exp", good.replaceFirst(",\"exp\":[0-9]+", ""), FORM + "no exp"),
                claim(
                        "an exp that is a text",
                        good.replaceFirst("\"exp\":([0-9]+)", "\"exp\":\"$1\""),
                        FORM + "exp is no number"),
                claim(
                        "an exp that is null",
                        good.replaceFirst("\"exp\":[0-9]+", "\"exp\":null"),
                        FORM + "exp is no number"),
                claim(
                        "an exp that is true",
                        good.replaceFirst("\"exp\":[0-9]+", "\"exp\":true"),
                        FORM + "exp is no number"),
                claim("a negative exp", good.replaceFirst("\"exp\":", "\"exp\":-"), FORM + "exp" + MOMENT),
                claim("a huge exp", good.replaceFirst("\"exp\":[0-9]+", "\"exp\":1e30"), FORM + "exp" + MOMENT),
                claim(
                        "an exp beyond all numbers",
                        good.replaceFirst("\"exp\":[0-9]+", "\"exp\":1e999999999"),
                        FORM + "exp" + MOMENT),
                claim(
                        "an exp in milliseconds",
                        good.replaceFirst("\"exp\":([0-9]+)", "\"exp\":$1000"),
                        FORM + "exp" + MOMENT),
                claim(
                        "an exp past all bounds",
                        good.replaceFirst("\"exp\":[0-9]+", "\"exp\":1e" + "9".repeat(30)),
                        FORM + "claims" + NOT_OBJECT),
                claim(
                        "an exp of too many digits",
                        good.replaceFirst("\"exp\":[0-9]+", "\"exp\":1." + "0".repeat(60)),
                        FORM + "claims" + NOT_OBJECT),
                claim(
                        "an exp that is no number of JSON",
                        good.replaceFirst("\"exp\":[0-9]+", "\"exp\":Infinity"),
                        FORM + "claims" + NOT_OBJECT),
                claim(
                        "expired",
                        claims(BEGIN.minusSeconds(75), ""),
                        "expired: exp is 75 s behind this server's clock (allowed: 30 s)"),
                claim(
                        "expired since 1970",
                        claims(Instant.EPOCH, ""),
                        "expired: exp is 1795262400 s behind this server's clock (allowed: 30 s)"),
                claim(
                        "not yet valid",
                        claims(SOON, ",\"nbf\":" + (BEGIN.getEpochSecond() + 75)),
                        "not-yet-valid: nbf is 75 s ahead of this server's clock (allowed: 30 s)"),
                claim(
                        "issued in the future",
                        claims(SOON, ",\"iat\":" + (BEGIN.getEpochSecond() + 75)),
                        "not-yet-valid: iat is 75 s ahead of this server's clock (allowed: 30 s)"),
                claim("an iat that is a text", claims(SOON, ",\"iat\":\"now\""), FORM + "iat is no number"),
                claim("an nbf that is a list", claims(SOON, ",\"nbf\":[]"), FORM + "nbf is no number"),
                claim(
                        "good for a year",
                        claims(BEGIN.plusSeconds(31_536_000), ",\"iat\":" + BEGIN.getEpochSecond()),
                        FORM + "good for 31536000 s (at most 86400 s)"),
                claim(
                        "good for a year, without iat",
                        claims(BEGIN.plusSeconds(31_536_000), ""),
                        FORM + "good for 31536000 s (at most 86400 s)"));
    }

    static Stream<Arguments> claimsOfSecrets() {
        return Stream.of(
                engine("no iat", "{}", FORM + "no iat"),
                engine("an iat that is a text", "{\"iat\":\"1\"}", FORM + "iat is no number"),
                engine(
                        "an iat far back",
                        iat(-75, ""),
                        "expired: iat is 75 s behind this server's clock (allowed: 60 s)"),
                engine(
                        "an iat far ahead",
                        iat(75, ""),
                        "not-yet-valid: iat is 75 s ahead of this server's clock (allowed: 60 s)"),
                engine(
                        "expired",
                        iat(0, ",\"exp\":" + (BEGIN.getEpochSecond() - 31)),
                        "expired: exp is 31 s behind this server's clock (allowed: 30 s)"),
                engine(
                        "not yet valid",
                        iat(0, ",\"nbf\":" + (BEGIN.getEpochSecond() + 31)),
                        "not-yet-valid: nbf is 31 s ahead of this server's clock (allowed: 30 s)"),
                engine("for somebody", iat(0, ",\"aud\":\"node.example.com\""), "not-for-us: aud names others"),
                engine("for the text null", iat(0, ",\"aud\":\"null\""), "not-for-us: aud names others"),
                engine(
                        "an unprintable sub",
                        iat(0, ",\"sub\":\"\\u0000\""),
                        FORM + "sub is not 1 to 255 printable characters of ASCII without spaces around them"));
    }

    private static Arguments claim(String what, String claims, String verdict) {
        return arguments(what, EC.token(claims), verdict);
    }

    private static Arguments engine(String what, String claims, String verdict) {
        return arguments("secret: " + what, hmac("{\"alg\":\"HS256\"}", claims), verdict);
    }

    private static String iat(int seconds, String more) {
        return "{\"iat\":" + (BEGIN.getEpochSecond() + seconds) + more + "}";
    }

    private static String header(String more) {
        return EC.token("{\"alg\":\"ES256\",\"kid\":\"ec\"" + more + "}", good());
    }

    private static String unsigned(String algorithm) {
        return base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"ec\"}") + "." + base64(good()) + ".";
    }

    private static String signed(String token, byte[] signature) {
        return token.substring(0, token.lastIndexOf('.') + 1) + base64(signature);
    }

    private static byte[] secret() {
        return java.util.HexFormat.of().parseHex(JwtSetup.SECRET);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** n of P-256. */
    private static byte[] order() {
        return java.util.HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
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
            java.security.Signature signature = java.security.Signature.getInstance("SHA256withECDSA");
            signature.initSign(EC.privateKey());
            signature.update(token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 64 bytes leave four bits of the last letter unused. */
    private static String stray(String part) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(part.charAt(part.length() - 1));
        return part.substring(0, part.length() - 1) + alphabet.charAt(last + 1);
    }

    private static String utf16(String claims) {
        String signed = base64(ES256.getBytes(StandardCharsets.UTF_16BE)) + "." + base64(claims);
        return signed + "." + base64(EC.sign("ES256", signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String invalidUtf8() {
        byte[] claims = claims(SOON, ",\"x\":\"?\"").getBytes(StandardCharsets.UTF_8);
        claims[claims.length - 3] = (byte) 0xff;
        String signed = base64(ES256) + "." + base64(claims);
        return signed + "." + base64(EC.sign("ES256", signed.getBytes(StandardCharsets.US_ASCII)));
    }
}
