package io.securerpc.origin;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One host as text, in the one form in which hosts are compared: lower-case name, dotted IPv4, or IPv6 in brackets as RFC 5952 writes it.
 */
final class HostText {
    /** RFC 1035 §2.3.4, plus the trailing dot of an absolute name. */
    private static final int MAX_NAME = 254;

    private static final int MAX_LABEL = 63;

    /** The longest IPv6 literal: eight groups, the last two as dotted IPv4. */
    private static final int MAX_IPV6 = 45;

    private HostText() {}

    /** The compared form, or null when the text is no host. Never looks a name up. */
    static @Nullable String canonical(String host) {
        if (host.startsWith("[")) {
            return host.endsWith("]") ? canonicalIpv6(host.substring(1, host.length() - 1)) : null;
        }
        return isName(host) ? host.toLowerCase(Locale.ROOT) : null;
    }

    /**
     * The form in which browsers write the host of an origin, or null when they never write it so. Unlike in a {@code Host}, an IPv4-mapped
     * address stays IPv6 (URL standard, host serialiser), and outside the web's own schemes letters keep their case (opaque hosts).
     */
    static @Nullable String inOrigin(boolean web, String host) {
        if (host.startsWith("[")) {
            String canonical = canonical(host);
            return canonical == null || canonical.startsWith("[") ? canonical : mapped(canonical);
        }
        if (web) {
            return canonical(host);
        }
        return !host.isEmpty() && host.length() <= MAX_NAME && host.chars().allMatch(HostText::isOpaqueCharacter)
                ? host
                : null;
    }

    /** Whether this is a host in its compared form that never leaves the machine. */
    static boolean isLoopback(String canonical) {
        return canonical.equals("localhost")
                || canonical.equals("[::1]")
                || (canonical.startsWith("127.") && isIpv4(canonical));
    }

    /** Whether this is a host in its compared form that is an address. */
    static boolean isAddress(String canonical) {
        return canonical.startsWith("[") || isIpv4(canonical);
    }

    /** The compared form of an address; a scope is left out, since no Host header carries one. */
    static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? address.getHostAddress() : compressed(bytes);
    }

    private static @Nullable String canonicalIpv6(String literal) {
        if (literal.isEmpty() || literal.length() > MAX_IPV6 || !literal.chars().allMatch(HostText::isIpv6Character)) {
            return null;
        }
        try {
            // In brackets the JDK never asks DNS. An IPv4-mapped address comes back as IPv4: it is the same address.
            return of(InetAddress.getByName('[' + literal + ']'));
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static String mapped(String ipv4) {
        String[] parts = ipv4.split("\\.", -1);
        int high = Integer.parseInt(parts[0]) << 8 | Integer.parseInt(parts[1]);
        int low = Integer.parseInt(parts[2]) << 8 | Integer.parseInt(parts[3]);
        return "[::ffff:" + Integer.toHexString(high) + ':' + Integer.toHexString(low) + ']';
    }

    private static boolean isOpaqueCharacter(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
    }

    private static boolean isIpv6Character(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    }

    private static boolean isName(String host) {
        if (host.isEmpty() || host.length() > MAX_NAME) {
            return false;
        }
        int start = 0;
        int end = host.endsWith(".") ? host.length() - 1 : host.length();
        boolean numeric;
        do {
            int dot = host.indexOf('.', start);
            int stop = dot < 0 || dot > end ? end : dot;
            if (!isLabel(host, start, stop)) {
                return false;
            }
            numeric = isNumber(host, start, stop) || isHexNumber(host, start, stop);
            start = stop + 1;
        } while (start <= end);
        // A name whose last label is a number is an IPv4 address to every browser (URL standard), so it must be a whole
        // one.
        return !numeric || isIpv4(host);
    }

    private static boolean isLabel(String host, int start, int stop) {
        if (stop <= start || stop - start > MAX_LABEL) {
            return false;
        }
        for (int i = start; i < stop; i++) {
            char c = host.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !isDigit(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String host, int start, int stop) {
        for (int i = start; i < stop; i++) {
            if (!isDigit(host.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Such as {@code 0x7f}, which browsers read as a number too. */
    private static boolean isHexNumber(String host, int start, int stop) {
        if (!host.regionMatches(true, start, "0x", 0, 2)) {
            return false;
        }
        for (int i = start + 2; i < stop; i++) {
            if (Character.digit(host.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv4(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean tooLong = part.isEmpty() || part.length() > 3;
            if (tooLong || (part.length() > 1 && part.startsWith("0")) || !isNumber(part, 0, part.length())) {
                return false;
            }
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** RFC 5952 §4: lower-case, no leading zeros, the first longest run of two or more zero groups as "::". */
    private static String compressed(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int longest = 1;
        int from = -1;
        for (int i = 0; i < groups.length; i++) {
            int run = 0;
            while (i + run < groups.length && groups[i + run] == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                from = i;
            }
        }
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < groups.length; i++) {
            if (i == from) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(text.length() == 1 || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.append(']').toString();
    }
}
