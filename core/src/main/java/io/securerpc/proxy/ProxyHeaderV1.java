package io.securerpc.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The text form: {@code PROXY TCP4 192.0.2.1 192.0.2.7 51000 7076} and CRLF. */
final class ProxyHeaderV1 {
    /** CRLF included, section 2.1 of the specification. */
    static final int MAX_LENGTH = 107;

    private static final byte[] SIGNATURE = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    private ProxyHeaderV1() {}

    static ProxyHeader read(ByteBuffer bytes) {
        int seen = Math.min(bytes.remaining(), MAX_LENGTH);
        for (int i = 0; i < seen; i++) {
            byte b = bytes.get(i);
            if (i < SIGNATURE.length && b != SIGNATURE[i]) {
                return new ProxyHeader.Malformed("no PROXY header");
            }
            if (b == '\n') {
                return i > 0 && bytes.get(i - 1) == '\r'
                        ? line(text(bytes, i - 1), i + 1)
                        : new ProxyHeader.Malformed("line feed without carriage return");
            }
            boolean lastCarriageReturn = b == '\r' && (i + 1 == seen || bytes.get(i + 1) == '\n');
            if ((b < ' ' || b > '~') && !lastCarriageReturn) {
                return new ProxyHeader.Malformed("character that is no printable ASCII");
            }
        }
        return seen == MAX_LENGTH
                ? new ProxyHeader.Malformed("no end within " + MAX_LENGTH + " bytes")
                : new ProxyHeader.Incomplete();
    }

    private static ProxyHeader line(String line, int length) {
        if (line.equals("PROXY UNKNOWN") || line.startsWith("PROXY UNKNOWN ")) {
            return new ProxyHeader.Unnamed(length);
        }
        String[] fields = line.split(" ", -1);
        if (fields.length != 6) {
            return new ProxyHeader.Malformed("not six fields");
        }
        InetAddress source = address(fields[1], fields[2]);
        InetAddress destination = address(fields[1], fields[3]);
        int port = NumericAddress.port(fields[4]);
        if (source == null || destination == null || port < 0 || NumericAddress.port(fields[5]) < 0) {
            return new ProxyHeader.Malformed("not the addresses and ports of TCP4 or TCP6");
        }
        return new ProxyHeader.Relayed(new InetSocketAddress(source, port), length);
    }

    private static @Nullable InetAddress address(String family, String text) {
        return switch (family) {
            case "TCP4" -> NumericAddress.ipv4(text);
            case "TCP6" -> NumericAddress.ipv6(text);
            default -> null;
        };
    }

    private static String text(ByteBuffer bytes, int length) {
        byte[] text = new byte[length];
        bytes.get(0, text);
        return new String(text, StandardCharsets.US_ASCII);
    }
}
