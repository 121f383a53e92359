package io.securerpc.origin;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which web origins may call, besides the server's own; over HTTP (CORS) and for WebSockets alike.
 *
 * <p>An entry is one of these; there are no other patterns:
 *
 * <ul>
 *   <li>an exact origin: {@code https://wallet.example.com}, {@code http://192.0.2.7:3000}, {@code https://[2001:db8::7]},
 *       {@code chrome-extension://…}, {@code moz-extension://…}, {@code safari-web-extension://…};
 *   <li>one label below a domain: {@code https://*.example.com} lets {@code https://a.example.com} in, but neither {@code https://example.com} nor
 *       {@code https://a.b.example.com} (one label, as in certificates: RFC 9525 §6.3), with the port that is written or the scheme's own;
 *   <li>any port of the machine on which the browser runs: {@code http://localhost:*}, {@code http://127.0.0.1:*}, {@code https://[::1]:*};
 *   <li>{@code null}, by that name: see {@link #withNullOrigin()}.
 * </ul>
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #sameOrigin()}: pages that the server's own scheme, host and port served. A request without {@code Origin} does not come from a web page and
 * is no matter of this policy. What allowed pages may send and read: {@link CorsTerms#defaults()}. No credentials of the browser.
 *
 * <h2>Security</h2>
 *
 * <p>Stops pages of other sites before anything runs, over HTTP and over WebSocket. Does not stop programs, which can send any {@code Origin}: callers
 * are told apart by their credentials. A wildcard trusts everybody who can have a name below the domain: those of registries and of some
 * well-known hosts are refused, others are yours to know.
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
    /** What Substrate allows where {@code --rpc-cors} is not given. */
    private static final String[] SUBSTRATE = {
        "http://localhost:*",
        "http://127.0.0.1:*",
        "https://localhost:*",
        "https://127.0.0.1:*",
        "https://polkadot.js.org"
    };

    private final boolean any;
    private final boolean nullOrigin;
    private final boolean credentials;
    private final List<OriginEntry> entries;
    private final CorsTerms terms;

    private OriginPolicy(
            boolean any, boolean nullOrigin, boolean credentials, List<OriginEntry> entries, CorsTerms terms) {
        this.any = any;
        this.nullOrigin = nullOrigin;
        this.credentials = credentials;
        this.entries = List.copyOf(entries);
        this.terms = terms;
    }

    /**
     * The server's own origin only.
     *
     * @return the default policy
     */
    public static OriginPolicy sameOrigin() {
        return new OriginPolicy(false, false, false, List.of(), CorsTerms.defaults());
    }

    /**
     * The server's own origin and these.
     *
     * @param origins as the class describes; upper case and the scheme's own port are normalised
     * @return the policy
     * @throws IllegalArgumentException if there is no entry, or some can never match; the message names for each the one that would
     */
    public static OriginPolicy allow(String... origins) {
        requireNonNull(origins, "origins");
        if (origins.length == 0) {
            throw new IllegalArgumentException("origins: none (expected: at least one, or OriginPolicy.sameOrigin())");
        }
        return sameOrigin().withOrigins(origins);
    }

    /**
     * Every web page, as an anonymous caller only: a certificate that the browser adds on its own never acts for a page that is not named.
     *
     * @return the widest policy
     */
    public static OriginPolicy any() {
        return new OriginPolicy(true, true, false, List.of(), CorsTerms.defaults());
    }

    /**
     * What Substrate's flag {@code --rpc-cors} says: {@code all} (or {@code *}) is {@link #any()}, a list of origins with commas is {@link #allow}, and
     * {@code default} is what Substrate allows where the flag is not given, local pages and {@code https://polkadot.js.org}.
     *
     * <p>Unlike Substrate's, whatever is not allowed does not run, WebSockets are no exception, and {@code all} leaves {@link HostPolicy} as it is.
     *
     * @param value the flag's value
     * @return the policy
     * @throws IllegalArgumentException if a word stands beside others, or an entry can never match
     */
    public static OriginPolicy substrate(String value) {
        FlagValue flag = FlagValue.parse("--rpc-cors", value);
        if (flag.meansEverybody()) {
            return any();
        }
        if (flag.meansNobody()) {
            throw flag.refused("all, default, or origins; no value at all allows the server's own pages only");
        }
        return flag.is("default") ? allow(SUBSTRATE) : allow(flag.entries().toArray(String[]::new));
    }

    /**
     * What Parity's flag {@code --jsonrpc-cors} (or {@code --ws-origins}) says: {@code none} is {@link #sameOrigin()}, {@code all} (or {@code any}, or {@code *}) is
     * {@link #any()}, and a list with commas is {@link #allow}, where an entry without scheme means {@code http://} and a path counts for nothing, as
     * there.
     *
     * <p>Unlike Parity's, a {@code *} stands for one label or a loopback host's port and nothing else.
     *
     * @param value the flag's value
     * @return the policy
     * @throws IllegalArgumentException if a word stands beside others, or an entry can never match
     */
    public static OriginPolicy parity(String value) {
        FlagValue flag = FlagValue.parse("--jsonrpc-cors", value);
        if (flag.meansEverybody()) {
            return any();
        }
        return flag.meansNobody()
                ? sameOrigin()
                : allow(flag.entries().stream().map(OriginPolicy::asParityReads).toArray(String[]::new));
    }

    /**
     * Changed copy: these origins are allowed too. Beside {@link #any()} they are the ones that may act with a certificate the browser adds.
     *
     * @param origins as the class describes
     * @return the changed copy
     * @throws IllegalArgumentException if some can never match; the message names for each the one that would
     */
    public OriginPolicy withOrigins(String... origins) {
        requireNonNull(origins, "origins");
        Set<OriginEntry> all = new LinkedHashSet<>(entries);
        boolean allNull = nullOrigin;
        List<String> problems = new ArrayList<>();
        for (String origin : origins) {
            requireNonNull(origin, "origin");
            if (origin.equals(NullOrigin.TEXT)) {
                allNull = true;
                continue;
            }
            try {
                all.add(OriginEntry.parse(origin));
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        return new OriginPolicy(any, allNull, credentials, List.copyOf(all), terms);
    }

    /**
     * Changed copy: the {@code null} origin is allowed too. Any page on the web can take it by putting itself in a sandboxed frame.
     *
     * @return the changed copy
     */
    public OriginPolicy withNullOrigin() {
        return new OriginPolicy(any, true, credentials, entries, terms);
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
        return new OriginPolicy(false, nullOrigin, true, entries, terms);
    }

    /**
     * Changed copy: what pages of allowed origins may send and read.
     *
     * @param cors in place of {@link CorsTerms#defaults()}
     * @return the changed copy
     * @throws IllegalStateException if the policy is {@link #any()} and the terms open a private network
     */
    public OriginPolicy withTerms(CorsTerms cors) {
        requireNonNull(cors, "cors");
        if (any && cors.privateNetwork()) {
            throw new IllegalStateException("origins: any, with a private network (expected: the origins by name)");
        }
        return new OriginPolicy(any, nullOrigin, credentials, entries, cors);
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
     * What pages of allowed origins may send and read.
     *
     * @return the defaults, unless set
     */
    public CorsTerms terms() {
        return terms;
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
     * Whether no origin is on the list.
     *
     * @return true if only the server's own origin is allowed, {@code null} perhaps, or everybody alike
     */
    public boolean namesNobody() {
        return entries.isEmpty();
    }

    /**
     * Whether {@link #allow} would take an origin as an entry.
     *
     * @param origin well formed
     * @return false if no browser sends it
     */
    public static boolean takes(Origin origin) {
        requireNonNull(origin, "origin");
        return OriginEntry.takes(origin);
    }

    /**
     * The exact origins on the list, in its order.
     *
     * @return without the entries that stand for several
     */
    public List<Origin> exact() {
        return entries.stream()
                .filter(e -> e.form() == OriginEntry.Form.EXACT)
                .map(OriginEntry::origin)
                .toList();
    }

    /**
     * What this policy opens beyond the pages that it names, for the operator.
     *
     * @return one line each; none for a list of exact HTTPS origins
     */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (any) {
            warnings.add("origins: any (every web page may make anonymous calls, in the browser of whoever opens it)");
        } else if (nullOrigin) {
            warnings.add("origins: null (every web page can be this origin, by putting itself in a sandboxed frame)");
        }
        entries.stream()
                .map(OriginEntry::warning)
                .filter(line -> !line.isEmpty())
                .forEach(warnings::add);
        return List.copyOf(warnings);
    }

    /** The entries as written in a configuration. */
    @Override
    public String toString() {
        String named = entries + (nullOrigin ? " and null" : "");
        return any ? "any origin" + (entries.isEmpty() ? "" : ", by name " + entries) : "own origin and " + named;
    }

    private static String asParityReads(String entry) {
        if (entry.equals(NullOrigin.TEXT)) {
            return entry;
        }
        String url = entry.contains("://") ? entry : "http://" + entry;
        int path = url.indexOf('/', url.indexOf("://") + 3);
        return path < 0 ? url : url.substring(0, path);
    }
}
