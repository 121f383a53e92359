package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.PeerText;

/**
 * What a server calls the place that a credential opens (RFC 9110 §11.5): browsers show it beside the fields for name and password.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #DEFAULT}, {@code rpc}: it is told to strangers, and tells them nothing of the node.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * @param text what stands between the quotes
 */
public record Realm(String text) {
    /** {@code rpc}, which tells strangers nothing of the node. */
    public static final Realm DEFAULT = new Realm("rpc");

    private static final int LONGEST = 64;
    private static final String RULE = "1 to " + LONGEST + " printable ASCII characters without quotes and backslashes";

    /**
     * Refuses what would need an escape in a quoted string, because clients differ in reading those.
     *
     * @param text 1 to 64 printable ASCII characters, not all of them spaces, without quotes and backslashes
     * @throws IllegalArgumentException if it is no such text
     */
    public Realm {
        requireNonNull(text, "realm");
        if (text.isBlank()
                || text.length() > LONGEST
                || !text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("realm: '" + PeerText.escape(text) + "' (expected: " + RULE + ")");
        }
    }

    /**
     * The challenge of a scheme, so far (RFC 9110 §11.3).
     *
     * @param scheme such as {@code Bearer}
     * @return scheme and realm
     */
    public String challenge(String scheme) {
        return scheme + " realm=\"" + text + "\"";
    }
}
