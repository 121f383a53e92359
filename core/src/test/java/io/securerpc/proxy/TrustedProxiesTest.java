package io.securerpc.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.6, false",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "128.0.0.0/1, 255.0.0.1, true",
        "128.0.0.0/1, 127.0.0.1, false",
        "192.0.2.5/32, 192.0.2.4, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::7, 2001:db8::7, true",
        "2001:db8::6/127, 2001:db8::7, true",
        "2001:db8::6/127, 2001:db8::8, false",
        "::1, 127.0.0.1, false",
        "127.0.0.1, ::1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::ffff:10.0.0.7, 10.0.0.7, true",
        "10.0.0.0/8, ::10.1.2.3, false",
        "::/1, 10.1.2.3, false"
    })
    void trustsExactlyTheListedNetworks(String network, String address, boolean trusted) throws Exception {
        assertThat(TrustedProxies.of(network).trusts(InetAddress.getByName(address)))
                .isEqualTo(trusted);
        assertThat(TrustedProxies.of("203.0.113.1", network, "2001:db8:1::/48").trusts(InetAddress.getByName(address)))
                .isEqualTo(trusted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1/8 | 10.0.0.0/8, or a longer prefix",
                "2001:db8::1/32 | 2001:db8:0:0:0:0:0:0/32, or a longer prefix",
                "::ffff:10.0.0.1/104 | 10.0.0.0/8, or a longer prefix",
                "10.0.0.0/33 | a prefix from 1 to 32",
                "::1/129 | a prefix from 1 to 128",
                "0.0.0.0/0 | the networks of your proxies, not everybody's",
                "::/0 | the networks of your proxies, not everybody's",
                "::ffff:0.0.0.0/96 | the networks of your proxies, not everybody's",
                "::ffff:10.0.0.1/8 | the networks of your proxies, not everybody's",
                "localhost | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "proxy.example.com/8 | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "10.0.0 | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "010.0.0.1 | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "10.0.0.0/08 | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "10.0.0.0/ | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "10.0.0.0/255.0.0.0 | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "10.0.0.0-10.0.0.9 | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "fe80::1%eth0 | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "[::1] | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "10.0.0.7:80 | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "* | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "'' | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8",
                "' 10.0.0.7' | an IP address or network, such as 10.0.0.7 or 10.0.0.0/8"
            })
    void refusesWhatIsNoNetworkOfProxies(String entry, String rule) {
        assertThatThrownBy(() -> TrustedProxies.of(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trusted proxy: '" + entry + "' (expected: " + rule + ")");
    }

    @Test
    void namesEveryBadEntry() {
        assertThatThrownBy(() -> TrustedProxies.of("10.0.0.7", "a", "::/0"))
                .hasMessage("trusted proxy: 'a' (expected: an IP address or network, such as 10.0.0.7 or 10.0.0.0/8)"
                        + System.lineSeparator()
                        + "trusted proxy: '::/0' (expected: the networks of your proxies, not everybody's)");
        assertThatThrownBy(TrustedProxies::of)
                .hasMessage("trusted proxies: none (expected: at least one, or TrustedProxies.none())");
    }

    @Test
    void trustsNobodyByDefault() throws Exception {
        assertThat(TrustedProxies.none().isEmpty()).isTrue();
        assertThat(TrustedProxies.none().trusts(InetAddress.getByName("127.0.0.1")))
                .isFalse();
        assertThat(TrustedProxies.none()).hasToString("none");
        assertThat(TrustedProxies.of("10.0.0.0/8", "::1").toString()).isEqualTo("10.0.0.0/8, 0:0:0:0:0:0:0:1/128");
    }

    /** The same by arithmetic on whole numbers. */
    @Test
    void agreesWithArithmetic() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            int bits = 1 + random.nextInt(address.length * 8);
            BigInteger block = new BigInteger(1, address)
                    .shiftRight(address.length * 8 - bits)
                    .shiftLeft(address.length * 8 - bits);
            byte[] other = address.clone();
            other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
            boolean inside = new BigInteger(1, other)
                    .shiftRight(address.length * 8 - bits)
                    .shiftLeft(address.length * 8 - bits)
                    .equals(block);
            TrustedProxies proxies = TrustedProxies.of(
                    InetAddress.getByAddress(bytes(block, address.length)).getHostAddress() + "/" + bits);
            assertThat(proxies.trusts(InetAddress.getByAddress(other)))
                    .as("seed %d, %s, %s", seed, proxies, InetAddress.getByAddress(other))
                    .isEqualTo(inside);
        }
    }

    private static byte[] bytes(BigInteger value, int length) {
        byte[] bytes = new byte[length];
        byte[] raw = value.toByteArray();
        int count = Math.min(raw.length, length);
        System.arraycopy(raw, raw.length - count, bytes, length - count, count);
        return bytes;
    }
}
