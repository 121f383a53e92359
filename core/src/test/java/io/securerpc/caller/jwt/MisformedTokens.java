package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.SOON;
import static io.securerpc.caller.jwt.JwtSetup.STRANGER;
import static io.securerpc.caller.jwt.JwtSetup.claims;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static io.securerpc.caller.jwt.RefusedTokensTest.FORM;
import static io.securerpc.caller.jwt.RefusedTokensTest.NOT_OBJECT;
import static io.securerpc.caller.jwt.RefusedTokensTest.NO_KEY;
import static io.securerpc.caller.jwt.RefusedTokensTest.WRONG;
import static io.securerpc.testsupport.TestJwtKey.base64;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Tokens that nobody reads: of another form, read in two ways, or with a header that asks for more than is understood. */
final class MisformedTokens {
    private static final String ES256 = "{\"alg\":\"ES256\",\"kid\":\"ec\"}";

    private MisformedTokens() {}

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

    private static String header(String more) {
        return EC.token("{\"alg\":\"ES256\",\"kid\":\"ec\"" + more + "}", good());
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
