package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    @ParameterizedTest
    @CsvSource({
        "localhost, localhost, -1",
        "Node.EXAMPLE.com:7076, node.example.com, 7076",
        "node.example.com., node.example.com., -1",
        "a_b-c.d, a_b-c.d, -1",
        "127.0.0.1:1, 127.0.0.1, 1",
        "[::1]:65535, [::1], 65535",
        "[0:0:0:0:0:0:0:1], [::1], -1",
        "[2001:DB8:0:0:1:0:0:1], [2001:db8::1:0:0:1], -1",
        "[2001:db8:0:1:1:1:1:1], [2001:db8:0:1:1:1:1:1], -1",
        "[::], [::], -1",
        "[1::], [1::], -1",
        "[::ffff:127.0.0.1]:80, 127.0.0.1, 80",
        "[::ffff:7f00:1], 127.0.0.1, -1",
        "1.com, 1.com, -1",
        "0x7f.com, 0x7f.com, -1",
        "a.0xg, a.0xg, -1"
    })
    void readsHostAndPortIntoTheComparedForm(String text, String host, int port) {
        assertThat(Authority.parse(text)).contains(new Authority(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "a..b",
                ".a",
                "a..",
                ":80",
                "host:",
                "host:0",
                "host:00080",
                "host:65536",
                "host:99999",
                "host:123456",
                "host:-1",
                "host:+1",
                "host:8 0",
                "host:８０",
                "a b",
                " host",
                "host ",
                "user@host",
                "user:pw@host",
                "http://host",
                "host/",
                "host/path",
                "host?q",
                "host#f",
                "a,b",
                "a%41",
                "host\u0000",
                "hóst",
                "*",
                "*.example.com",
                "[::1",
                "::1",
                "[::1]x",
                "[::1]:",
                "[]",
                "[1.2.3.4]",
                "[::1%25eth0]",
                "[fe80::1%eth0]",
                "[g::1]",
                "[::1]]",
                "[[::1]]",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "127.1",
                "2130706433",
                "0x7f.0.0.1",
                "evil.0x7f",
                "evil.0X",
                "1.2.3.4.",
                "a.1"
            })
    void refusesWhatIsNoHostWithOptionalPort(String text) {
        assertThat(Authority.parse(text)).isEmpty();
    }

    @Test
    void refusesLabelsAndNamesThatAreTooLong() {
        String label = "a".repeat(63);
        String name = String.join(".", label, label, label, "a".repeat(61));
        assertThat(Authority.parse(name)).contains(new Authority(name, Authority.NO_PORT));
        assertThat(Authority.parse(label + "a")).isEmpty();
        assertThat(Authority.parse(name + ".ab")).isEmpty();
    }

    @Test
    void neverThrowsAndWritesWhatItReadsBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "aA0.:[]-_@/%*ff1 ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Authority.parse(text.toString())
                    .ifPresent(read -> assertThat(Authority.parse(read.toString()))
                            .as("seed %s, text '%s'", seed, text)
                            .contains(read));
        }
    }

    @Test
    void cannotHoldAnythingButTheComparedForm() {
        assertThatThrownBy(() -> new Authority("Example.com", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host: 'Example.com' (expected: lower-case name, IPv4, or IPv6 in brackets)");
        assertThatThrownBy(() -> new Authority("example.com", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port: 0 (expected: 1 to 65535)");
    }
}
