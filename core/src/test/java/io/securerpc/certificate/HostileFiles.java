package io.securerpc.certificate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;

/** Good files spoilt in the ways that parsers stumble over, and ASN.1 that no tool writes. */
final class HostileFiles {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private HostileFiles() {}

    /** A PEM file as it is, and what editors, mail and half writes make of it. */
    static Stream<byte[]> spoilt(String pem) {
        int half = pem.length() / 2;
        return Stream.of(
                        pem,
                        pem.replace("\n", "\r\n"),
                        pem.replace("\n", "\r"),
                        pem.replaceFirst("\n", "\r\n"),
                        pem.replace("\n", "\n\n"),
                        pem.replace("\n", " \t\n"),
                        pem.replace("\n", ""),
                        pem.substring(0, half),
                        pem.substring(half),
                        pem.substring(0, half) + "\0\0\0\0" + pem.substring(half),
                        pem.replace("-----END ", "-----BEGIN "),
                        pem.replace("-----END ", "-----END X"),
                        pem.replaceFirst("-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n"),
                        pem.replaceFirst("-----\n", "-----\nDEK-Info: AES-128-CBC," + "0".repeat(32) + "\n\n"),
                        pem.replaceFirst("-----\n", "-----\nDEK-Info:\n\n"),
                        pem.replaceFirst("-----\n", "-----\n: \n:\n\n"),
                        pem.replaceFirst("-----\n", "-----\nDEK-Info: \033[2J,00\n\n"),
                        "-----BEGIN \007\033[2J-----\n-----END \007\033[2J-----\n",
                        "-----BEGIN " + "A".repeat(3000) + "-----\n-----END " + "A".repeat(3000) + "-----\n",
                        "-----BEGIN -----\n-----END -----\n" + pem,
                        "subject=caf\u00e9\u2028\n" + pem + "\n\u0000trailing",
                        pem + pem,
                        "")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .flatMap(bytes -> bytes.length == pem.length()
                        ? Stream.of(bytes, joined(BYTE_ORDER_MARK, bytes))
                        : Stream.of(bytes));
    }

    /** DER as it is, cut short, and with a length that lies. */
    static Stream<byte[]> spoilt(byte[] der) {
        byte[] longer = joined(new byte[] {der[0], (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff}, der);
        byte[] negative = joined(new byte[] {der[0], (byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, -1}, der);
        byte[] endless = joined(new byte[] {der[0], (byte) 0x80}, der);
        return Stream.of(
                der, Arrays.copyOf(der, der.length / 2), joined(der, new byte[] {5, 0}), longer, negative, endless);
    }

    /** ASN.1 that is deep, endless, empty or larger than it says. */
    static Stream<byte[]> asn1() {
        return Stream.of(
                new byte[] {0x30, 0},
                new byte[] {0x30, (byte) 0x80, 0, 0},
                new byte[] {0x30, (byte) 0x88, 0x7f, -1, -1, -1, -1, -1, -1, -1},
                new byte[] {0x30, 6, 2, (byte) 0x84, 0x7f, -1, -1, -1},
                new byte[] {0x1f, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0},
                nested(0x30, 500),
                nested(0x24, 500),
                nested(0xa0, 500),
                endless(0x30, 500),
                endless(0x24, 500));
    }

    /** One element inside the other, each of a stated length. */
    static byte[] nested(int tag, int depth) {
        byte[] content = {5, 0};
        for (int i = 0; i < depth; i++) {
            content = Der.encode(tag, content);
        }
        return content;
    }

    /** One element inside the other, none of which says where it ends, or ends. */
    static byte[] endless(int tag, int depth) {
        byte[] bytes = new byte[2 * depth];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = (byte) tag;
            bytes[i + 1] = (byte) 0x80;
        }
        return bytes;
    }

    static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
