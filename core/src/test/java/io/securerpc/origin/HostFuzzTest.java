package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a {@code Host} header, as a name of a certificate and as an entry of a list: no exception but a refusal, and no host that is not ours. */
class HostFuzzTest {
    private static final InetSocketAddress BOUND = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7076);
    private static final HostRules RULES =
            HostPolicy.allow("listed.example", "other.example:8443").bind(BOUND, () -> Set.of("node.example.com"));

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "",
                        "localhost:7076",
                        "LOCALHOST:7076",
                        "127.0.0.1:7076",
                        "[::ffff:127.0.0.1]:7076",
                        "[0:0:0:0:0:ffff:7f00:1]:7076",
                        "node.example.com",
                        "node.example.com:1",
                        "listed.example:65535",
                        "other.example:8443",
                        "localhost:7076@evil.example",
                        "localhost:7076, evil.example",
                        "localhost:07076",
                        "127.1:7076",
                        "0x7f.0.0.1:7076",
                        "evil.example:7076",
                        "0.0.0.0:7076",
                        "[::1%25lo]:7076",
                        "[".repeat(3000),
                        "a.".repeat(3000),
                        "\0\r\nHost: x")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void onlyOwnHostsAndOnlyRefusals(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        HostVerdict verdict = RULES.judge(text, true);
        assertThat(verdict == HostVerdict.MALFORMED)
                .isEqualTo(Authority.parse(text).isEmpty());
        assertThat(RULES.recognises(text, true)).isEqualTo(verdict == HostVerdict.ALLOWED);
        if (verdict == HostVerdict.ALLOWED) {
            assertThat(isOwn(text.toLowerCase(Locale.ROOT))).isTrue();
        }
        // A name in a certificate may be anything; it counts if it is a host.
        HostPolicy.ownNames().bind(BOUND, () -> Set.of(text)).judge("localhost:7076", true);
        entry(text);
    }

    /** From the own names by hand; every way to write an IPv6 address is left to the address parser of the JDK. */
    private static boolean isOwn(String text) {
        return text.matches("(localhost|127\\.0\\.0\\.1|\\[[0-9a-f:.]*(7f00:0*1|127\\.0+\\.0+\\.0*1)]):7076")
                || text.matches("(node\\.example\\.com|listed\\.example)(:[1-9][0-9]{0,4})?")
                || text.equals("other.example:8443");
    }

    private static void entry(String text) {
        try {
            HostRules rules = HostPolicy.allow(text).bind(BOUND, Set::of);
            assertThat(rules.recognises(text, true)).isTrue();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage())
                    .startsWith("host entry: '")
                    .contains(" (expected: ")
                    .doesNotContainPattern("\\p{Cntrl}");
        }
        try {
            HostPolicy.parity(text);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).contains(" (expected: ");
        }
    }
}
