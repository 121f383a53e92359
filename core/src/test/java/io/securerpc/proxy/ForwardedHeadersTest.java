package io.securerpc.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxies here are 10.0.0.0/8 and 2001:db8:7::/48; the connection comes from 10.0.0.1. */
class ForwardedHeadersTest {
    private static final TrustedProxies PROXIES = TrustedProxies.of("10.0.0.0/8", "2001:db8:7::/48");
    private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.1", 40_000);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "192.0.2.9 | 192.0.2.9",
                "192.0.2.9, 10.2.2.2, 10.3.3.3 | 192.0.2.9",
                "6.6.6.6, 192.0.2.9 | 192.0.2.9",
                "10.6.6.6, 192.0.2.9, 10.3.3.3 | 192.0.2.9",
                "what a client sent, 192.0.2.9 | 192.0.2.9",
                ", , 192.0.2.9 , | 192.0.2.9",
                "2001:db8::9 | 2001:db8::9",
                "[2001:db8::9]:4711, 2001:db8:7::1 | 2001:db8::9",
                "192.0.2.9:4711 | 192.0.2.9",
                "::ffff:192.0.2.9 | 192.0.2.9",
                "192.0.2.9, ::ffff:10.0.0.5 | 192.0.2.9",
                "10.2.2.2, 10.3.3.3 | 10.2.2.2",
                "192.0.2.9, unknown, 10.3.3.3 | 10.3.3.3",
                "192.0.2.9, unknown | 10.0.0.1",
                ", | 10.0.0.1"
            })
    void believesXForwardedForFromTheRight(String header, String client) {
        assertThat(xForwardedFor(header)).isEqualTo(forwarded(client));
    }

    @Test
    void readsSeveralLinesAsOneList() {
        assertThat(xForwardedFor("6.6.6.6", "192.0.2.9", "10.2.2.2")).isEqualTo(forwarded("192.0.2.9"));
        assertThat(headers(List.of("for=6.6.6.6", "for=192.0.2.9, for=10.2.2.2"), List.of(), List.of()))
                .isEqualTo(forwarded("192.0.2.9"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "for=192.0.2.9 | 192.0.2.9",
                "For=192.0.2.9;proto=https;by=10.0.0.1;host=\"node.example.com:443\" | 192.0.2.9",
                "proto=http; for=\"192.0.2.9:4711\" | 192.0.2.9",
                "for=\"[2001:db8::9]:4711\", for=\"[2001:db8:7::1]\" | 2001:db8::9",
                "for=\"[2001:db8::9]:_port\" | 2001:db8::9",
                "for=6.6.6.6, for=192.0.2.9 | 192.0.2.9",
                "for=(, for=192.0.2.9 | 192.0.2.9",
                "for=192.0.2.9, for=_hidden, for=10.3.3.3 | 10.3.3.3",
                "for=192.0.2.9, for=unknown | 10.0.0.1",
                "for=192.0.2.9, by=10.0.0.1 | 10.0.0.1"
            })
    void believesForwardedFromTheRight(String header, String client) {
        assertThat(headers(List.of(header), List.of(), List.of())).isEqualTo(forwarded(client));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=node.example.com",
                "for=192.0.2.999",
                "for=[2001:db8::9]",
                "for=\"2001:db8::9\"",
                "for=192.0.2.9:66000",
                "for=\"192.0.2.9:66000\"",
                "for=192.0.2.9;for=192.0.2.9",
                "for=192.0.2.9;For=192.0.2.8",
                "for = 192.0.2.9",
                "for=\"192.0.2.9",
                "for=\"192.0.2\\.9\"",
                "for",
                "192.0.2.9",
                "for=\"[fe80::1%25eth0]\"",
                "for=\"[::ffff:192.0.2.9\"",
                "for=192.0.2.9 extra",
                "for=192.0.2.9;x=\"a,b\"",
                // A quotation that the client opened must not swallow what the proxy adds.
                "for=6.6.6.6;x=\", for=192.0.2.9",
                "x=\", for=\"[2001:db8::9]\"",
                "for=1.1.1.1;host=\"a,for=6.6.6.6;x=\"y\""
            })
    void doubtsAForwardedThatIsMalformedWhereProxiesWrote(String header) {
        assertThat(headers(List.of(header), List.of(), List.of()))
                .isInstanceOfSatisfying(ClientAddress.Doubtful.class, doubtful -> {
                    assertThat(doubtful.address()).isEqualTo(PROXY);
                    assertThat(doubtful.reason()).isNotBlank();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node.example.com",
                "192.0.2.9, localhost",
                "192.0.2.999",
                "192.0.2",
                "0300.0.2.9",
                "192.0.2.9:",
                "192.0.2.9:99999",
                "2001:db8::9%eth0",
                "[2001:db8::9",
                "::1::",
                "192.0.2.9\u00a0",
                "192.0.2.9;proto=https",
                "192.0.2.9 10.0.0.2",
                "\"192.0.2.9"
            })
    void doubtsAnXForwardedForThatIsMalformedWhereProxiesWrote(String header) {
        assertThat(xForwardedFor(header)).isInstanceOf(ClientAddress.Doubtful.class);
    }

    @Test
    void takesXRealIpOfOneProxy() {
        assertThat(headers(List.of(), List.of(), List.of("192.0.2.9"))).isEqualTo(forwarded("192.0.2.9"));
        assertThat(headers(List.of(), List.of(), List.of("192.0.2.9", "192.0.2.9")))
                .isEqualTo(new ClientAddress.Doubtful(PROXY, "not one address: 192.0.2.9 | 192.0.2.9"));
        assertThat(headers(List.of(), List.of(), List.of("192.0.2.9, 192.0.2.8")))
                .isInstanceOf(ClientAddress.Doubtful.class);
    }

    @Test
    void severalHeadersMustAgree() {
        assertThat(headers(List.of("for=192.0.2.9"), List.of("6.6.6.6, 192.0.2.9"), List.of("192.0.2.9")))
                .isEqualTo(forwarded("192.0.2.9"));
        assertThat(headers(List.of("for=6.6.6.6"), List.of("192.0.2.9"), List.of()))
                .isEqualTo(new ClientAddress.Doubtful(PROXY, "Forwarded says 6.6.6.6, X-Forwarded-For says 192.0.2.9"));
        assertThat(headers(List.of(), List.of("192.0.2.9"), List.of("6.6.6.6")))
                .isEqualTo(new ClientAddress.Doubtful(PROXY, "X-Forwarded-For says 192.0.2.9, X-Real-IP says 6.6.6.6"));
    }

    @Test
    void aProxyThatNamesTheProxyBeforeItContradictsNobody() {
        assertThat(headers(List.of(), List.of("192.0.2.9, 10.2.2.2"), List.of("10.2.2.2")))
                .isEqualTo(forwarded("192.0.2.9"));
        assertThat(headers(List.of(), List.of(), List.of("10.2.2.2"))).isEqualTo(forwarded("10.2.2.2"));
    }

    @Test
    void ignoresWhateverAStrangerSays() {
        InetSocketAddress stranger = new InetSocketAddress("203.0.113.7", 40_000);
        assertThat(new ForwardedHeaders(List.of("for=192.0.2.9"), List.of("("), List.of("x")).client(stranger, PROXIES))
                .isEqualTo(new ClientAddress.Ignored(stranger, List.of("Forwarded", "X-Forwarded-For", "X-Real-IP")));
        assertThat(new ForwardedHeaders(List.of(), List.of("192.0.2.9"), List.of())
                        .client(PROXY, TrustedProxies.none()))
                .isEqualTo(new ClientAddress.Ignored(PROXY, List.of("X-Forwarded-For")));
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("10.0.0.1", 0);
        assertThat(new ForwardedHeaders(List.of(), List.of("192.0.2.9"), List.of()).client(unresolved, PROXIES))
                .isEqualTo(new ClientAddress.Ignored(unresolved, List.of("X-Forwarded-For")));
    }

    @Test
    void withoutHeadersTheConnectionItselfIsTheClient() {
        assertThat(headers(List.of(), List.of(), List.of())).isEqualTo(new ClientAddress.Connected(PROXY));
    }

    @Test
    void matchesByKind() {
        assertThat(xForwardedFor("192.0.2.9")
                        .<String>match(c -> "connected", f -> "forwarded", i -> "ignored", d -> "doubtful"))
                .isEqualTo("forwarded");
        assertThat(xForwardedFor("x")
                        .<String>match(c -> "connected", f -> "forwarded", i -> "ignored", d -> "doubtful"))
                .isEqualTo("doubtful");
    }

    private static ClientAddress xForwardedFor(String... lines) {
        return headers(List.of(), List.of(lines), List.of());
    }

    private static ClientAddress headers(List<String> forwarded, List<String> xForwardedFor, List<String> xRealIp) {
        return new ForwardedHeaders(forwarded, xForwardedFor, xRealIp).client(PROXY, PROXIES);
    }

    private static ClientAddress forwarded(String client) {
        try {
            return new ClientAddress.Forwarded(new InetSocketAddress(InetAddress.getByName(client), 0), PROXY);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
