package io.securerpc.origin;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody who wrote an entry that can never match most likely meant: for the text of the refusal, never taken in its place. */
final class Meant {
    /** Letters that today's browsers keep and the JDK's older rules (IDNA 2003) turn into others, which would be another domain. */
    private static final String DEVIATIONS = "\u00df\u1e9e\u03c2\u200c\u200d";

    private Meant() {}

    /** The authority in a text that may hold a scheme, user information, a path, capitals, letters beyond ASCII, or a number for an address. */
    static Optional<Authority> authority(String text) {
        int scheme = text.indexOf("://");
        String rest = text.substring(scheme < 0 ? 0 : scheme + 3).split("[/?#\\\\]", 2)[0];
        rest = rest.substring(rest.lastIndexOf('@') + 1).strip().replaceFirst(":$", "");
        boolean bareIpv6 = !rest.startsWith("[") && rest.indexOf(':') != rest.lastIndexOf(':');
        rest = bareIpv6 ? '[' + rest + ']' : rest;
        int colon = Authority.colon(rest);
        String host = host(colon < 0 ? rest : rest.substring(0, colon));
        if (host == null) {
            return Optional.empty();
        }
        if (colon < 0) {
            return Optional.of(new Authority(host, Authority.NO_PORT));
        }
        Integer port = Authority.port(withoutZeros(rest, colon + 1), 0);
        return port == null ? Optional.empty() : Optional.of(new Authority(host, port));
    }

    private static String withoutZeros(String text, int start) {
        int from = start;
        while (from < text.length() - 1 && text.charAt(from) == '0') {
            from++;
        }
        return text.substring(from);
    }

    private static @Nullable String host(String text) {
        if (text.startsWith("[")) {
            return HostText.canonical(text);
        }
        if (text.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            return null;
        }
        try {
            String ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            String address = ipv4(ascii);
            return address == null ? HostText.canonical(ascii) : address;
        } catch (IllegalArgumentException e) {
            // No suggestion, then; the entry itself is refused either way.
            return null;
        }
    }

    /** The dotted form of what browsers read as an IPv4 address: {@code 127.1}, {@code 0x7f.1}, {@code 2130706433} (URL standard). */
    private static @Nullable String ipv4(String host) {
        String[] parts = host.replaceFirst("\\.$", "").split("\\.", -1);
        if (parts.length > 4) {
            return null;
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            long part = number(parts[i]);
            boolean last = i == parts.length - 1;
            if (part < 0 || part >= (last ? 1L << (8 * (5 - parts.length)) : 256)) {
                return null;
            }
            address += last ? part : part << (8 * (3 - i));
        }
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static long number(String text) {
        int radix = text.startsWith("0x") ? 16 : text.startsWith("0") && text.length() > 1 ? 8 : 10;
        String digits = radix == 16 ? text.substring(2) : text;
        if (digits.isEmpty() || digits.length() > 12 || !digits.chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
            return -1;
        }
        return Long.parseLong(digits, radix);
    }
}
