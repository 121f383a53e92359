package io.securerpc.gate;

import java.net.InetSocketAddress;
import java.util.List;

/** What a peer sent, made fit for a log line and a TOML string: without tokens, printable ASCII, without quotes, bounded. */
final class Seen {
    /** Longer than the longest origin, so that a remedy is never cut; a header can have 8 KiB. */
    private static final int LONGEST = 300;

    private Seen() {}

    static String of(String sent) {
        String text = Covered.tokens(sent);
        boolean cut = text.length() > LONGEST;
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < (cut ? LONGEST : text.length()); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\'' || c == '\\' || c == '`') {
                escaped.append(String.format("\\u%04X", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return cut ? escaped.append("...").toString() : escaped.toString();
    }

    /** Several values of a header that may have one. */
    static String of(List<String> values) {
        return of(values.isEmpty() ? "none" : String.join(" | ", values));
    }

    /** An address without asking the name service. */
    static String of(InetSocketAddress remote) {
        String host = remote.getAddress() == null
                ? remote.getHostString()
                : remote.getAddress().getHostAddress();
        return of((host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + remote.getPort());
    }
}
