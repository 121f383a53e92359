package io.securerpc.certificate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** An IP address in its one recommended spelling, so that equal addresses are equal texts (RFC 5952). */
final class IpLiteral {
    private IpLiteral() {}

    /** Only for what is known to be a literal: a host name would be looked up. */
    static String of(String literal) {
        byte[] bytes;
        try {
            bytes = InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: '" + literal + "' (expected: an IP address)", e);
        }
        return bytes.length == 4 ? literal : compressed(bytes);
    }

    private static String compressed(byte[] bytes) {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 16; i += 2) {
            groups.add(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)));
        }
        int start = -1;
        int length = 1; // a single zero group is written out
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups.get(end).equals("0")) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        return start < 0
                ? String.join(":", groups)
                : String.join(":", groups.subList(0, start)) + "::"
                        + String.join(":", groups.subList(start + length, 8));
    }
}
