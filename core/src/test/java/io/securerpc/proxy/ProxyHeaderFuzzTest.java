package io.securerpc.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a PROXY header: an answer, the same one however the bytes arrive, and nothing accepted that does not say itself again. */
class ProxyHeaderFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.concat(
                Stream.of(
                                "PROXY TCP4 192.0.2.9 10.0.0.1 51000 7076\r\nGET / HTTP/1.1",
                                "PROXY TCP6 2001:db8::9 ::1 51000 7076\r\n",
                                "PROXY UNKNOWN\r\n",
                                "PROXY TCP4 0x7f.1 localhost 051000 7076\r\n",
                                "GET / HTTP/1.1\r\n\r\n",
                                "")
                        .map(text -> text.getBytes(US_ASCII)),
                Stream.of(
                        ProxyHeaders.v2(0x21, 0x11, ProxyHeaders.addresses("192.0.2.9", 51_000, "10.0.0.1")),
                        ProxyHeaders.v2(
                                0x21, 0x21, ProxyHeaders.addresses("2001:db8::9", 1, "::1", new byte[] {4, 0, 1, 0})),
                        ProxyHeaders.v2(0x20, 0x00, new byte[0]),
                        ProxyHeaders.v2(0x21, 0x31, new byte[216])));
    }

    @MethodSource("seeds")
    @FuzzTest
    void acceptsOnlyWhatSaysItselfAgain(byte[] bytes) {
        ProxyHeader header = ProxyHeader.read(ByteBuffer.wrap(bytes));

        if (header instanceof ProxyHeader.Relayed relayed) {
            assertThat(relayed.length()).isLessThanOrEqualTo(Math.min(bytes.length, ProxyHeader.MAX_LENGTH));
            assertThat(relayed.source().isUnresolved()).isFalse();
            assertSays(Arrays.copyOf(bytes, relayed.length()), relayed);
        } else if (header instanceof ProxyHeader.Unnamed unnamed) {
            assertThat(unnamed.length()).isBetween(15, Math.min(bytes.length, ProxyHeader.MAX_LENGTH));
        } else if (header instanceof ProxyHeader.Incomplete) {
            assertThat(bytes).hasSizeLessThan(ProxyHeader.MAX_LENGTH);
        }
        assertArrivalDoesNotMatter(bytes, header);
    }

    /** The text form is rebuilt; of the binary one the address bytes are compared. */
    private static void assertSays(byte[] header, ProxyHeader.Relayed relayed) {
        InetAddress source = relayed.source().getAddress();
        if (header[0] == 'P') {
            String[] fields = new String(header, US_ASCII).split(" ");
            assertThat(fields).hasSize(6);
            assertThat(fields[1]).isIn("TCP4", "TCP6");
            assertThat(fields[4]).isEqualTo(String.valueOf(relayed.source().getPort()));
            assertThat(fields[2]).matches(fields[1].equals("TCP4") ? "[0-9.]+" : "[0-9A-Fa-f:.]+");
            if (fields[1].equals("TCP4")) {
                assertThat(fields[2]).isEqualTo(source.getHostAddress());
            }
        } else {
            byte[] address = Arrays.copyOfRange(header, 16, header[13] == 0x11 ? 20 : 32);
            assertThat(source).isEqualTo(address(address));
        }
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Byte by byte: incomplete until it is decided, and then decided as if all had come at once. */
    private static void assertArrivalDoesNotMatter(byte[] bytes, ProxyHeader whole) {
        for (int length = 0; length <= Math.min(bytes.length, 400); length++) {
            ProxyHeader part = ProxyHeader.read(ByteBuffer.wrap(bytes, 0, length));
            if (part instanceof ProxyHeader.Incomplete) {
                continue;
            }
            if (part instanceof ProxyHeader.Malformed) {
                assertThat(whole).isInstanceOf(ProxyHeader.Malformed.class);
            } else {
                assertThat(whole).isEqualTo(part);
            }
            return;
        }
    }
}
