package io.securerpc.proxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The syntax of the headers, one element of a list at a time. */
final class ForwardedElements {
    /** How an address is read from one element; null where a proxy says that it does not say. */
    interface Reader {
        @Nullable
        InetAddress read(String element) throws ForwardedSyntaxException;
    }

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern PAIR = Pattern.compile("(" + TOKEN + ")=(?:(" + TOKEN + ")|\"([^\"\\\\]*)\")");
    /** An address in brackets or of IPv4, with a port that may be hidden too (RFC 7239 section 6). */
    private static final Pattern NODE = Pattern.compile(
            "(?:\\[([^\\]]*)\\]|([0-9.]+)|(unknown)|(_[A-Za-z0-9._-]+))(?::([0-9]+|_[A-Za-z0-9._-]+))?");

    private ForwardedElements() {}

    /**
     * All elements of all lines, the last first. A comma always ends an element: no address has one in it. A quotation that holds one is refused,
     * wherever it stands, because one that a client opened could swallow what a proxy adds.
     */
    static List<String> fromTheRight(List<String> lines) throws ForwardedSyntaxException {
        List<String> elements = new ArrayList<>();
        for (String line : lines) {
            for (String element : line.split(",", -1)) {
                if (element.chars().filter(c -> c == '"').count() % 2 != 0) {
                    throw new ForwardedSyntaxException("quotation with a comma in it, or without an end: " + line);
                }
                String trimmed = trimmed(element);
                // RFC 9110 section 5.6.1.2: empty elements do not count.
                if (!trimmed.isEmpty()) {
                    elements.add(trimmed);
                }
            }
        }
        Collections.reverse(elements);
        return elements;
    }

    /** One element of {@code Forwarded}: {@code for=192.0.2.60;proto=http;by=203.0.113.43}. */
    static @Nullable InetAddress forwarded(String element) throws ForwardedSyntaxException {
        Set<String> names = new HashSet<>();
        InetAddress address = null;
        for (String part : element.split(";", -1)) {
            String pair = trimmed(part);
            if (pair.isEmpty()) {
                continue;
            }
            Matcher matcher = PAIR.matcher(pair);
            if (!matcher.matches() || !names.add(matcher.group(1).toLowerCase(Locale.ROOT))) {
                throw new ForwardedSyntaxException("not a list of different parameters: " + element);
            }
            if (matcher.group(1).equalsIgnoreCase("for")) {
                address = node(matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
            }
        }
        return address;
    }

    /** One element of {@code X-Forwarded-For}, which no standard defines: an address, with or without brackets and port. */
    static @Nullable InetAddress xForwardedFor(String element) throws ForwardedSyntaxException {
        InetAddress bare = NumericAddress.ipv6(element);
        return bare == null ? node(element) : bare;
    }

    /** The one line of {@code X-Real-IP}. */
    static InetAddress xRealIp(List<String> lines) throws ForwardedSyntaxException {
        InetAddress address = lines.size() == 1 ? NumericAddress.parse(trimmed(lines.get(0))) : null;
        if (address == null) {
            throw new ForwardedSyntaxException("not one address: " + String.join(" | ", lines));
        }
        return address;
    }

    private static @Nullable InetAddress node(String text) throws ForwardedSyntaxException {
        Matcher matcher = NODE.matcher(text);
        if (!matcher.matches() || !isPort(matcher.group(5))) {
            throw new ForwardedSyntaxException("not an address: " + text);
        }
        if (matcher.group(3) != null || matcher.group(4) != null) {
            return null;
        }
        InetAddress address = matcher.group(1) == null
                ? NumericAddress.ipv4(matcher.group(2))
                : NumericAddress.ipv6(matcher.group(1));
        if (address == null) {
            throw new ForwardedSyntaxException("not an address: " + text);
        }
        return address;
    }

    private static boolean isPort(@Nullable String port) {
        return port == null || port.startsWith("_") || NumericAddress.port(port) >= 0;
    }

    /** Without the white space that HTTP allows there, and no other. */
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
