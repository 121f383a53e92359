package io.securerpc.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends in these headers, a proxy that adds the client's address has the last word. */
class ForwardedHeadersFuzzTest {
    private static final TrustedProxies PROXIES = TrustedProxies.of("10.0.0.0/8", "::1");
    private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.1", 40_000);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.9", 0);
    private static final ClientAddress TRUTH = new ClientAddress.Forwarded(CLIENT, PROXY);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "for=6.6.6.6",
                        "for=\"[2001:db8::9]:47\";proto=http;by=_x, for=unknown",
                        "for=6.6.6.6;x=\"",
                        "x=\",for=\"",
                        "6.6.6.6, 10.2.2.2",
                        "[2001:db8::9]:4711, ::ffff:10.0.0.1",
                        "unknown, _hidden",
                        ",,,,",
                        "6.6.6.6\u0000,\u00e9")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void theTrustedProxyHasTheLastWord(byte[] bytes) {
        String sent = new String(bytes, ISO_8859_1);

        // A comma that stands in an open quotation makes the whole line doubtful; never is another address believed.
        assertThat(forwarded(sent + ", for=192.0.2.9")).isIn(TRUTH, doubt(sent + ", for=192.0.2.9"));
        assertThat(forwarded(sent + ", for=\"192.0.2.9:1\";by=\"_p\"")).satisfies(ForwardedHeadersFuzzTest::isNoLie);
        assertThat(xForwardedFor(sent + ", 192.0.2.9")).satisfies(ForwardedHeadersFuzzTest::isNoLie);
        assertThat(new ForwardedHeaders(List.of(sent, "for=192.0.2.9"), List.of(), List.of()).client(PROXY, PROXIES))
                .satisfies(ForwardedHeadersFuzzTest::isNoLie);
        assertThat(new ForwardedHeaders(List.of(sent), List.of(sent), List.of("192.0.2.9")).client(PROXY, PROXIES))
                .satisfies(ForwardedHeadersFuzzTest::isNoLie);
        assertAnswered(sent);
    }

    private static void assertAnswered(String sent) {
        for (ClientAddress address : List.of(
                forwarded(sent),
                xForwardedFor(sent),
                new ForwardedHeaders(List.of(), List.of(), List.of(sent)).client(PROXY, PROXIES))) {
            assertThat(address).isInstanceOfAny(ClientAddress.Forwarded.class, ClientAddress.Doubtful.class);
            assertThat(address.address().isUnresolved()).isFalse();
        }
        InetSocketAddress stranger = new InetSocketAddress("203.0.113.7", 4711);
        assertThat(new ForwardedHeaders(List.of(sent), List.of(sent), List.of(sent)).client(stranger, PROXIES))
                .isEqualTo(new ClientAddress.Ignored(stranger, List.of("Forwarded", "X-Forwarded-For", "X-Real-IP")));
    }

    private static void isNoLie(ClientAddress address) {
        assertThat(address instanceof ClientAddress.Doubtful || address.equals(TRUTH))
                .as("%s", address)
                .isTrue();
    }

    private static ClientAddress doubt(String line) {
        return new ClientAddress.Doubtful(PROXY, "quotation with a comma in it, or without an end: " + line);
    }

    private static ClientAddress forwarded(String line) {
        return new ForwardedHeaders(List.of(line), List.of(), List.of()).client(PROXY, PROXIES);
    }

    private static ClientAddress xForwardedFor(String line) {
        return new ForwardedHeaders(List.of(), List.of(line), List.of()).client(PROXY, PROXIES);
    }
}
