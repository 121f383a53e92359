package io.securerpc.gate;

import static io.securerpc.gate.Refusal.Code.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict.Admitted;
import io.securerpc.gate.Verdict.Refused;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stage one: what the request says of itself. Every row that is no matter of one door holds at both. */
class GateFactsTest {
    private static final String EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
    private static final Gate GATE = Gates.gate(
            "tls",
            OriginPolicy.allow(
                    "https://wallet.example.com", "https://*.apps.example", "http://localhost:*", EXTENSION));

    static Stream<Arguments> bothDoors() {
        return Stream.of(
                        row("program without Origin", a -> a),
                        row("by address", a -> a.hosts("127.0.0.1:7076")),
                        row("localhost with the port", a -> a.hosts("localhost:7076")),
                        row("certificate's name behind a forwarded port", a -> a.hosts("node.example.com")),
                        row(
                                "target that agrees",
                                a -> a.hosts("node.example.com").target("NODE.example.com:443")),
                        row("empty Origin is none", a -> a.origins("")),
                        row("listed Origin", a -> a.origins("https://wallet.example.com")),
                        row(
                                "listed Origin, cross-site",
                                a -> a.origins("https://wallet.example.com").site("cross-site")),
                        row("one label below", a -> a.origins("https://a.apps.example")),
                        row(
                                "own page",
                                a -> a.origins("https://node.example.com:7076").site("same-origin")),
                        row(
                                "own page on the default port",
                                a -> a.hosts("node.example.com").origins("https://node.example.com")),
                        row("typed address", a -> a.site("none")),
                        row(
                                "own page by an IPv4-mapped address",
                                a -> a.hosts("[::ffff:7f00:1]:7076").origins("https://[::ffff:7f00:1]:7076")),
                        row("loopback page on any port", a -> a.origins("http://localhost:3000")),
                        row("listed extension", a -> a.origins(EXTENSION)),
                        row(
                                "extension in capitals",
                                a -> a.origins(EXTENSION.toUpperCase(Locale.ROOT)),
                                ORIGIN_NOT_ALLOWED),
                        row("loopback page with TLS", a -> a.origins("https://localhost:3000"), ORIGIN_NOT_ALLOWED),
                        row(
                                "loopback name in a foreign one",
                                a -> a.origins("http://localhost.evil.example:3000"),
                                ORIGIN_NOT_ALLOWED),
                        row("port that is none", a -> a.origins("http://localhost:0"), ORIGIN_MALFORMED),
                        row("file page", a -> a.origins("file://"), ORIGIN_MALFORMED),
                        row("address that stands for all", a -> a.hosts("0.0.0.0:7076"), HOST_NOT_ALLOWED),
                        row("hexadecimal address", a -> a.hosts("0x7f.0.0.1:7076"), HOST_MALFORMED),
                        row("target with another port", a -> a.target("node.example.com:7077"), HOST_CONTRADICTED),
                        row("no Host", a -> a.hosts(), HOST_MALFORMED),
                        row("two Hosts", a -> a.hosts("node.example.com", "node.example.com"), HOST_MALFORMED),
                        row("empty Host", a -> a.hosts(""), HOST_MALFORMED),
                        row("user information", a -> a.hosts("node.example.com@evil.example"), HOST_MALFORMED),
                        row("two Hosts in one", a -> a.hosts("node.example.com, evil.example"), HOST_MALFORMED),
                        row("localhost without the port", a -> a.hosts("localhost"), HOST_NOT_ALLOWED),
                        row("IPv6 loopback where IPv4 is bound", a -> a.hosts("[::1]:7076"), HOST_NOT_ALLOWED),
                        row("other Host", a -> a.hosts("evil.example:7076"), HOST_NOT_ALLOWED),
                        row("target that differs", a -> a.target("127.0.0.1:7076"), HOST_CONTRADICTED),
                        row("target that is none", a -> a.target("u@node.example.com:7076"), HOST_CONTRADICTED),
                        row(
                                "doubtful forwarding",
                                a -> a.forwardingFault("not an address: x"),
                                CLIENT_ADDRESS_DOUBTFUL),
                        row("foreign Origin", a -> a.origins("https://evil.example"), ORIGIN_NOT_ALLOWED),
                        row(
                                "foreign Origin that says same-origin",
                                a -> a.origins("https://evil.example").site("same-origin"),
                                ORIGIN_NOT_ALLOWED),
                        row(
                                "listed host, other scheme",
                                a -> a.origins("http://wallet.example.com"),
                                ORIGIN_NOT_ALLOWED),
                        row(
                                "listed host, other port",
                                a -> a.origins("https://wallet.example.com:8443"),
                                ORIGIN_NOT_ALLOWED),
                        row(
                                "listed Origin as a prefix",
                                a -> a.origins("https://wallet.example.com.evil.example"),
                                ORIGIN_NOT_ALLOWED),
                        row(
                                "own host, other scheme",
                                a -> a.origins("http://node.example.com:7076"),
                                ORIGIN_NOT_ALLOWED),
                        row(
                                "own host, other port",
                                a -> a.origins("https://node.example.com:9999"),
                                ORIGIN_NOT_ALLOWED),
                        row("null Origin", a -> a.origins("null"), ORIGIN_NOT_ALLOWED),
                        row(
                                "two Origins",
                                a -> a.origins("https://wallet.example.com", "https://wallet.example.com"),
                                ORIGIN_MALFORMED),
                        row("host instead of Origin", a -> a.origins("wallet.example.com"), ORIGIN_MALFORMED),
                        row("Origin with a path", a -> a.origins("https://wallet.example.com/"), ORIGIN_MALFORMED),
                        row(
                                "Origin list",
                                a -> a.origins("https://wallet.example.com https://evil.example"),
                                ORIGIN_MALFORMED),
                        row(
                                "DNS rebinding",
                                a -> a.hosts("evil.example:7076").origins("https://evil.example:7076"),
                                HOST_NOT_ALLOWED,
                                ORIGIN_NOT_ALLOWED),
                        row("cross-site without Origin", a -> a.site("cross-site"), CROSS_SITE),
                        row("same-site without Origin", a -> a.site("same-site"), CROSS_SITE),
                        row(
                                "cross-site with an empty Origin",
                                a -> a.origins("").site("cross-site"),
                                CROSS_SITE),
                        row("unknown site without Origin", a -> a.site("elsewhere"), CROSS_SITE),
                        row("PUT", a -> a.method("PUT"), METHOD_NOT_ALLOWED),
                        row("CONNECT", a -> a.method("CONNECT"), METHOD_NOT_ALLOWED),
                        row(
                                "lower-case method",
                                a -> a.method(a.facts().method().toLowerCase(Locale.ROOT)),
                                METHOD_NOT_ALLOWED),
                        row(
                                "everything at once",
                                a -> a.hosts("evil.example").origins("null").method("TRACE"),
                                HOST_NOT_ALLOWED,
                                ORIGIN_NOT_ALLOWED,
                                METHOD_NOT_ALLOWED))
                .flatMap(GateFactsTest::atEachDoor);
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("bothDoors")
    void decidesTheSameAtEachDoor(String name, Door door, UnaryOperator<Ask> change, List<Refusal.Code> codes) {
        assertThat(codes(GATE.admit(change.apply(Ask.at(door)).facts()))).isEqualTo(codes);
    }

    @ParameterizedTest
    @CsvSource({"HTTP, GET", "WEBSOCKET, POST", "WEBSOCKET, OPTIONS", "WEBSOCKET, CONNECT"})
    void eachDoorHasItsOwnMethods(Door door, String method) {
        Refused refused = (Refused) GATE.admit(Ask.at(door).method(method).facts());
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.headers())
                .isEqualTo(Map.of("Allow", door == Door.HTTP ? "POST, OPTIONS" : "GET", "Vary", "Origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/json;charset=utf-8",
                "application/json ; charset=\"UTF-8\"",
                "application/json-rpc"
            })
    void takesJson(String type) {
        assertThat(codes(GATE.admit(Ask.at(Door.HTTP).types(type).facts()))).isEmpty();
        assertThat(codes(GATE.admit(Ask.at(Door.HTTP).types(type).traces().facts())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain;charset=UTF-8",
                "text/plain; application/json",
                "multipart/form-data; boundary=x",
                "application/json, text/plain",
                "application/json; charset=utf-16",
                "application/json;x=y",
                "application/jsonp",
                "text/json",
                "application/xml",
                "garbage",
                "application/x-www-form-urlencodedx"
            })
    void refusesOtherTypesAlsoFromPrograms(String type) {
        assertThat(codes(GATE.admit(Ask.at(Door.HTTP).types(type).facts()))).containsExactly(CONTENT_TYPE);
    }

    static Stream<Arguments> traces() {
        return Stream.of(
                        row("none: a program", a -> a),
                        row("Origin", a -> a.origins("https://wallet.example.com"), CONTENT_TYPE),
                        row("empty Origin", a -> a.origins(""), CONTENT_TYPE),
                        row("Referer or Cookie", Ask::traces, CONTENT_TYPE),
                        row("Sec-Fetch-Site", a -> a.site("none"), CONTENT_TYPE))
                .flatMap(row -> Stream.of(
                                "application/x-www-form-urlencoded",
                                "Application/X-WWW-Form-Urlencoded; charset=utf-8",
                                "",
                                " ")
                        .map(type -> Arguments.of(row.get()[0], type, row.get()[1], row.get()[2])));
    }

    @ParameterizedTest(name = "{0}, ''{1}''")
    @MethodSource("traces")
    void takesFormsAndUntypedBodiesOnlyFromWhatIsCertainlyNoBrowser(
            String name, String type, UnaryOperator<Ask> change, List<Refusal.Code> codes) {
        assertThat(codes(GATE.admit(change.apply(Ask.at(Door.HTTP).types(type)).facts())))
                .isEqualTo(codes);
    }

    @Test
    void takesNoContentTypeAsOneButNotTwo() {
        assertThat(codes(GATE.admit(Ask.at(Door.HTTP).types().facts()))).isEmpty();
        assertThat(codes(GATE.admit(Ask.at(Door.HTTP)
                        .types("application/json", "application/json")
                        .facts())))
                .containsExactly(CONTENT_TYPE);
    }

    @Test
    void strictModeWantsJsonOfEverybody() {
        Gate strict = Gates.builder("tls", HostPolicy.ownNames()).jsonRequired().build();
        assertThat(codes(strict.admit(Ask.at(Door.HTTP).facts()))).isEmpty();
        assertThat(codes(strict.admit(Ask.at(Door.HTTP).types().facts()))).containsExactly(CONTENT_TYPE);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aPlainListenersOwnSchemeIsHttp(Door door) {
        Gate plain = Gates.gate("plain", OriginPolicy.sameOrigin());
        Ask ask = Ask.at(door).hosts("localhost:7076").peer(Gates.PLAINTEXT);
        assertThat(codes(plain.admit(ask.origins("http://localhost:7076").facts())))
                .isEmpty();
        assertThat(codes(plain.admit(ask.origins("https://localhost:7076").facts())))
                .containsExactly(ORIGIN_NOT_ALLOWED);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aReboundNameIsNoOwnPageEvenWhenAnyHostIsAllowed(Door door) {
        Gate gate = Gates.builder("tls", HostPolicy.any()).build();
        Ask rebound = Ask.at(door).hosts("evil.example:7076");
        assertThat(codes(gate.admit(rebound.facts()))).isEmpty();
        assertThat(codes(gate.admit(rebound.origins("https://evil.example:7076").facts())))
                .containsExactly(ORIGIN_NOT_ALLOWED);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void theNullOriginIsAllowedWhenNamed(Door door) {
        Gate gate = Gates.gate("tls", OriginPolicy.sameOrigin().withNullOrigin().withCredentials());
        Admitted admitted = (Admitted) gate.admit(Ask.at(door).origins("null").facts());
        assertThat(admitted.headers())
                .isEqualTo(
                        door == Door.HTTP ? Map.of("Access-Control-Allow-Origin", "null", "Vary", "Origin") : Map.of());
    }

    static List<Refusal.Code> codes(Verdict verdict) {
        return verdict.match(
                a -> List.of(),
                p -> List.of(),
                page -> List.of(),
                r -> r.refusals().stream().map(Refusal::code).toList(),
                needed -> List.of());
    }

    private static Arguments row(String name, UnaryOperator<Ask> change, Refusal.Code... codes) {
        return Arguments.of(name, change, List.of(codes));
    }

    private static Stream<Arguments> atEachDoor(Arguments row) {
        return Stream.of(Door.values()).map(door -> Arguments.of(row.get()[0], door, row.get()[1], row.get()[2]));
    }
}
