package io.securerpc.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final int PROXY = 0x21;
    private static final int LOCAL = 0x20;

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.9 10.0.0.1 51000 7076, 192.0.2.9, 51000",
        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255, 65535",
        "PROXY TCP6 2001:db8::9 2001:db8:7::1 0 7076, 2001:db8::9, 0",
        "PROXY TCP6 ffff:f:ffff:ffff:ffff:ffff:ffff:ffff ffff:f:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535,"
                + " ffff:f:ffff:ffff:ffff:ffff:ffff:ffff, 65535",
        "PROXY TCP6 ::ffff:192.0.2.9 ::1 1 2, 192.0.2.9, 1"
    })
    void readsTheTextForm(String line, String source, int port) {
        String header = line + "\r\n";
        assertThat(read(header + "GET / HTTP/1.1\r\n"))
                .isEqualTo(new ProxyHeader.Relayed(new InetSocketAddress(source, port), header.length()));
        assertIncompleteBefore(header.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN",
                "PROXY UNKNOWN 192.0.2.9 10.0.0.1 51000 7076",
                "PROXY UNKNOWN ffff:f:ffff:ffff:ffff:ffff:ffff:ffff ffff:f:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535",
                "PROXY UNKNOWN whatever stands here"
            })
    void keepsTheProxysAddressWhereItDoesNotSay(String line) {
        assertThat(read(line + "\r\n")).isEqualTo(new ProxyHeader.Unnamed(line.length() + 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "\u0016\u0003\u0001",
                "proxy TCP4 192.0.2.9 10.0.0.1 51000 7076\r\n",
                "PROXYTCP4",
                "PROXY TCP5 192.0.2.9 10.0.0.1 51000 7076\r\n",
                "PROXY UDP4 192.0.2.9 10.0.0.1 51000 7076\r\n",
                "PROXY TCP4 2001:db8::9 2001:db8::1 51000 7076\r\n",
                "PROXY TCP6 192.0.2.9 10.0.0.1 51000 7076\r\n",
                "PROXY TCP4 node.example.com 10.0.0.1 51000 7076\r\n",
                "PROXY TCP4 localhost localhost 51000 7076\r\n",
                "PROXY TCP4 192.0.2.9 10.0.0.1 51000\r\n",
                "PROXY TCP4 192.0.2.9 10.0.0.1 51000 7076 \r\n",
                "PROXY TCP4  192.0.2.9 10.0.0.1 51000 7076\r\n",
                "PROXY TCP4 192.0.2.9 10.0.0.1 51000 70766\r\n",
                "PROXY TCP4 192.0.2.9 10.0.0.1 -1 7076\r\n",
                "PROXY TCP4 192.0.2.9 10.0.0.1 051 7076\r\n",
                "PROXY TCP4 192.0.2.9 10.0.0.1 +51 7076\r\n",
                "PROXY TCP4 192.0.2.09 10.0.0.1 51000 7076\r\n",
                "PROXY TCP4 192.0.2.9 10.0.0.300 51000 7076\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 51000 7076\r\n",
                "PROXY TCP6 [::1] [::1] 51000 7076\r\n",
                "PROXY TCP4 192.0.2.9 10.0.0.1 51000 7076\n",
                "PROXY TCP4 192.0.2.9 10.0.0.1 51000 7076\r\r\n",
                "PROXY TCP4 192.0.2.9\t10.0.0.1 51000 7076\r\n",
                "PROXY TCP4 192.0.2.9\u0000 10.0.0.1 51000 7076\r\n",
                "PROXY UNKNOWNX\r\n",
                "PROXY unknown\r\n",
                "PROXY \r\n",
                "PROXY UNKNOWN \u00ff\r\n",
                "\r\nPROXY UNKNOWN\r\n"
            })
    void refusesEverythingElse(String text) {
        assertThat(read(text)).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void boundsTheTextFormByItsLongestLine() {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 2 - 14) + "\r\n";
        assertThat(longest).hasSize(107);
        assertThat(read(longest)).isEqualTo(new ProxyHeader.Unnamed(107));
        assertThat(read("x" + longest)).isInstanceOf(ProxyHeader.Malformed.class);
        assertThat(read(longest.replace("\r\n", "x\r\n")))
                .isEqualTo(new ProxyHeader.Malformed("no end within 107 bytes"));
        assertThat(read(longest.replace("\r\n", "xx"))).isEqualTo(new ProxyHeader.Malformed("no end within 107 bytes"));
    }

    @Test
    void readsTheBinaryForm() {
        byte[] four = ProxyHeaders.v2(PROXY, 0x11, ProxyHeaders.addresses("192.0.2.9", 51_000, "10.0.0.1"));
        byte[] six = ProxyHeaders.v2(PROXY, 0x21, ProxyHeaders.addresses("2001:db8::9", 65_535, "::1"));
        assertThat(read(four)).isEqualTo(new ProxyHeader.Relayed(new InetSocketAddress("192.0.2.9", 51_000), 28));
        assertThat(read(six)).isEqualTo(new ProxyHeader.Relayed(new InetSocketAddress("2001:db8::9", 65_535), 52));
        assertIncompleteBefore(four);
        assertIncompleteBefore(six);
    }

    @Test
    void skipsAdditionalFieldsUnreadTheOneAboutSslToo() {
        // PP2_TYPE_SSL: client connected over TLS and presented a certificate that was verified.
        byte[] ssl = {0x20, 0x00, 0x05, 0x07, 0x00, 0x00, 0x00, 0x00};
        byte[] nonsense = {0x7f, (byte) 0xff, (byte) 0xff, 1};
        for (byte[] fields : new byte[][] {ssl, nonsense}) {
            byte[] header =
                    ProxyHeaders.v2(PROXY, 0x11, ProxyHeaders.addresses("192.0.2.9", 51_000, "10.0.0.1", fields));
            assertThat(read(header))
                    .isEqualTo(new ProxyHeader.Relayed(new InetSocketAddress("192.0.2.9", 51_000), 28 + fields.length));
        }
    }

    @Test
    void keepsTheProxysAddressForItsOwnConnections() {
        assertThat(read(ProxyHeaders.v2(LOCAL, 0x00, new byte[0]))).isEqualTo(new ProxyHeader.Unnamed(16));
        assertThat(read(ProxyHeaders.v2(LOCAL, 0x11, ProxyHeaders.addresses("192.0.2.9", 1, "10.0.0.1"))))
                .isEqualTo(new ProxyHeader.Unnamed(28));
        assertThat(read(ProxyHeaders.v2(LOCAL, 0xff, new byte[7]))).isEqualTo(new ProxyHeader.Unnamed(23));
        assertThat(read(ProxyHeaders.v2(PROXY, 0x00, new byte[3]))).isEqualTo(new ProxyHeader.Unnamed(19));
        assertThat(read(ProxyHeaders.v2(PROXY, 0x31, new byte[216]))).isEqualTo(new ProxyHeader.Unnamed(232));
    }

    @Test
    void refusesOtherBinaryForms() {
        byte[] payload = ProxyHeaders.addresses("192.0.2.9", 51_000, "10.0.0.1");
        for (int command : new int[] {0x00, 0x10, 0x11, 0x22, 0x2f, 0x30, 0x31, 0xff}) {
            assertThat(read(ProxyHeaders.v2(command, 0x11, payload)))
                    .isEqualTo(new ProxyHeader.Malformed("neither version 2's LOCAL nor its PROXY"));
        }
        for (int family : new int[] {0x01, 0x10, 0x12, 0x22, 0x32, 0x41, 0xff}) {
            assertThat(read(ProxyHeaders.v2(PROXY, family, new byte[300])))
                    .isEqualTo(new ProxyHeader.Malformed("neither TCP over IPv4 nor over IPv6"));
        }
        assertThat(read(ProxyHeaders.v2(PROXY, 0x11, new byte[11])))
                .isEqualTo(new ProxyHeader.Malformed("too short for its addresses"));
        assertThat(read(ProxyHeaders.v2(PROXY, 0x21, payload)))
                .isEqualTo(new ProxyHeader.Malformed("too short for its addresses"));
        assertThat(read(ProxyHeaders.v2(PROXY, 0x31, new byte[215])))
                .isEqualTo(new ProxyHeader.Malformed("too short for its addresses"));
    }

    @Test
    void boundsTheBinaryForm() {
        assertThat(read(ProxyHeaders.v2(LOCAL, 0, new byte[ProxyHeader.MAX_LENGTH - 16])))
                .isEqualTo(new ProxyHeader.Unnamed(ProxyHeader.MAX_LENGTH));
        byte[] longer = ProxyHeaders.v2(LOCAL, 0, new byte[ProxyHeader.MAX_LENGTH - 15]);
        assertThat(read(Arrays.copyOf(longer, 16))).isEqualTo(new ProxyHeader.Malformed("longer than 4096 bytes"));
    }

    @Test
    void consumesNothing() {
        ByteBuffer bytes = ByteBuffer.wrap("xxPROXY UNKNOWN\r\nyy".getBytes(ISO_8859_1));
        bytes.position(2);
        assertThat(ProxyHeader.read(bytes)).isEqualTo(new ProxyHeader.Unnamed(15));
        assertThat(bytes.position()).isEqualTo(2);
    }

    private static void assertIncompleteBefore(byte[] header) {
        for (int length = 0; length < header.length; length++) {
            assertThat(read(Arrays.copyOf(header, length)))
                    .as("%d bytes", length)
                    .isEqualTo(new ProxyHeader.Incomplete());
        }
    }

    private static ProxyHeader read(String text) {
        return read(text.getBytes(ISO_8859_1));
    }

    private static ProxyHeader read(byte[] bytes) {
        return ProxyHeader.read(ByteBuffer.wrap(bytes));
    }
}
