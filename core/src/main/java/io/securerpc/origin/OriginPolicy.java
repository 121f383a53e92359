package io.securerpc.origin;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which web origins may call, besides the server's own.
 *
 * <p>An entry is an exact origin, {@code https://wallet.example.com} or {@code http://localhost:3000}, or one label below a domain:
 * {@code https://*.example.com} lets {@code https://a.example.com} in, but neither {@code https://example.com} nor
 * {@code https://a.b.example.com} (one label, as in certificates: RFC 9525 §6.3). There are no other patterns.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #sameOrigin()}: pages that the server's own scheme, host and port served. A request without {@code Origin} does not come from a web page and
 * is no matter of this policy.
 *
 * <h2>Security</h2>
 *
 * <p>Stops pages of other sites, over HTTP and over WebSocket. Does not stop programs, which can send any {@code Origin}: callers are told apart by their
 * credentials. {@code https://*.github.io} trusts everybody who can publish there; a public suffix of two labels is not recognised.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * OriginPolicy.allow("https://wallet.example.com", "http://localhost:3000")
 * }</pre>
 */
public final class OriginPolicy {
    /** What browsers send for sandboxed frames, {@code data:} and {@code file:} pages. */
    private static final String NULL_ORIGIN = "null";

    private final boolean any;
    private final boolean nullOrigin;
    private final boolean credentials;
    private final List<OriginEntry> entries;

    private OriginPolicy(boolean any, boolean nullOrigin, boolean credentials, List<OriginEntry> entries) {
        this.any = any;
        this.nullOrigin = nullOrigin;
        this.credentials = credentials;
        this.entries = List.copyOf(entries);
    }

    /**
     * The server's own origin only.
     *
     * @return the default policy
     */
    public static OriginPolicy sameOrigin() {
        return new OriginPolicy(false, false, false, List.of());
    }

    /**
     * The server's own origin and these.
     *
     * @param origins {@code scheme://host[:port]} each, {@code https://*.example.com}, or {@code null} by that name; upper case and the scheme's own
     *     port are normalised
     * @return the policy
     * @throws IllegalArgumentException if there is no entry, or one can never match; the message names the one that would
     */
    public static OriginPolicy allow(String... origins) {
        requireNonNull(origins, "origins");
        if (origins.length == 0) {
            throw new IllegalArgumentException("origins: none (expected: at least one, or OriginPolicy.sameOrigin())");
        }
        List<OriginEntry> entries = new ArrayList<>();
        for (String origin : origins) {
            requireNonNull(origin, "origin");
            if (!origin.equals(NULL_ORIGIN)) {
                entries.add(OriginEntry.parse(origin));
            }
        }
        return new OriginPolicy(false, Arrays.asList(origins).contains(NULL_ORIGIN), false, entries);
    }

    /**
     * Every web page, as an anonymous caller only: a certificate that the browser adds on its own never acts for a page that is not named.
     *
     * @return the widest policy
     */
    public static OriginPolicy any() {
        return new OriginPolicy(true, true, false, List.of());
    }

    /**
     * Changed copy: the {@code null} origin is allowed too. Any page on the web can take it by putting itself in a sandboxed frame.
     *
     * @return the changed copy
     */
    public OriginPolicy withNullOrigin() {
        return new OriginPolicy(any, true, credentials, entries);
    }

    /**
     * Changed copy: pages of the listed origins may let the browser add its credentials, such as a client certificate
     * ({@code Access-Control-Allow-Credentials}). Never said to the {@code null} origin.
     *
     * @return the changed copy
     * @throws IllegalStateException if the policy is {@link #any()}
     */
    public OriginPolicy withCredentials() {
        if (any) {
            throw new IllegalStateException("origins: any, with credentials (expected: the origins by name)");
        }
        return new OriginPolicy(false, nullOrigin, true, entries);
    }

    /**
     * Whether every origin may call.
     *
     * @return true for {@link #any()}
     */
    public boolean allowsAny() {
        return any;
    }

    /**
     * Whether the {@code null} origin may call.
     *
     * @return true if it was named, or every origin may
     */
    public boolean allowsNull() {
        return nullOrigin;
    }

    /**
     * Whether listed origins may use the browser's credentials.
     *
     * @return true after {@link #withCredentials()}
     */
    public boolean allowsCredentials() {
        return credentials;
    }

    /**
     * Whether an origin is on the list; the server's own origin is the gate's matter.
     *
     * @param origin what the browser sent
     * @return true if an entry names it; {@link #any()} names nobody
     */
    public boolean names(Origin origin) {
        requireNonNull(origin, "origin");
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).matches(origin)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The exact origins on the list, in its order.
     *
     * @return without the entries that stand for several
     */
    public List<Origin> exact() {
        return entries.stream()
                .filter(e -> !e.oneLabelBelow())
                .map(OriginEntry::origin)
                .toList();
    }

    /** The entries as written in a configuration. */
    @Override
    public String toString() {
        return any ? "any origin" : "own origin and " + entries + (nullOrigin ? " and null" : "");
    }
}
