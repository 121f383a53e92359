package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.BEGIN;
import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.SOON;
import static io.securerpc.caller.jwt.JwtSetup.claims;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static io.securerpc.caller.jwt.JwtSetup.hmac;
import static io.securerpc.caller.jwt.RefusedTokensTest.FORM;
import static io.securerpc.caller.jwt.RefusedTokensTest.NOT_OBJECT;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Tokens with a good signature whose claims are for somebody else, for another time, or none. */
final class StrangeClaims {
    private static final String MOMENT = " is no moment from 1970 to 9999";

    private StrangeClaims() {}

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
}
