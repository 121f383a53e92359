package io.securerpc.origin;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What browsers are told that pages of allowed origins may send and read (Fetch standard, CORS protocol).
 *
 * <h2>Defaults</h2>
 *
 * <p>{@code POST}, because calls are nothing else; the request headers {@code content-type} and {@code authorization}, which JSON and credentials
 * need, and no further ones; no response header exposed, because answers are in the body; ten minutes, which save a round trip per call while an
 * origin that was removed is refused at once all the same; no private-network preflight, which only pages of the internet that call a machine
 * at home need.
 *
 * <h2>Security</h2>
 *
 * <p>Widens what the pages of origins that are allowed anyway may do; lets no further page in. A name that browsers never send, or never
 * show to pages, is refused, and so is {@code *}.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * OriginPolicy.allow("https://wallet.example.com")
 *         .withTerms(CorsTerms.defaults().withRequestHeaders("x-api-key").withMaxAge(Duration.ofHours(1)))
 * }</pre>
 *
 * @param methods {@code POST}, and {@code GET} or {@code HEAD}
 * @param requestHeaders lower-case, besides {@code content-type} and {@code authorization}
 * @param exposedHeaders lower-case, besides those that every page may read
 * @param maxAge how long a browser may remember the answer to a preflight
 * @param privateNetwork whether preflights of pages from a more public network are answered with a yes
 */
public record CorsTerms(
        List<String> methods,
        List<String> requestHeaders,
        List<String> exposedHeaders,
        Duration maxAge,
        boolean privateNetwork) {
    /** What Firefox cuts to; other browsers cut sooner. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final List<String> METHODS = List.of("POST", "GET", "HEAD");
    private static final List<String> ALWAYS = List.of("content-type", "authorization");
    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'+.^_`|~-]+");
    /** Fetch standard, forbidden request-header. */
    private static final Set<String> NEVER_SENT = Set.of(
            "accept-charset",
            "accept-encoding",
            "access-control-request-headers",
            "access-control-request-method",
            "access-control-request-private-network",
            "connection",
            "content-length",
            "cookie",
            "cookie2",
            "date",
            "dnt",
            "expect",
            "host",
            "keep-alive",
            "origin",
            "referer",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");
    /** Fetch standard, forbidden response-header name. */
    private static final Set<String> NEVER_SHOWN = Set.of("set-cookie", "set-cookie2");

    /**
     * Checks and copies every part.
     *
     * @param methods {@code POST}, and {@code GET} or {@code HEAD}
     * @param requestHeaders besides {@code content-type} and {@code authorization}
     * @param exposedHeaders besides those that every page may read
     * @param maxAge how long a browser may remember the answer to a preflight
     * @param privateNetwork whether preflights of pages from a more public network are answered with a yes
     * @throws IllegalArgumentException if a part is what no browser would do anything with; the message names all of them
     */
    public CorsTerms {
        methods = List.copyOf(new LinkedHashSet<>(methods));
        requestHeaders = names("cors request header", requestHeaders);
        exposedHeaders = names("cors exposed header", exposedHeaders);
        requireNonNull(maxAge, "maxAge");
        if (!methods.contains("POST") || !METHODS.containsAll(methods)) {
            throw new IllegalArgumentException(
                    "cors methods: " + methods + " (expected: POST, which calls are, and GET or HEAD at most)");
        }
        if (maxAge.isNegative() || maxAge.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("cors max age: " + maxAge + " (expected: 0 to 24 hours)");
        }
    }

    /**
     * What calls need and nothing more.
     *
     * @return the defaults
     */
    public static CorsTerms defaults() {
        return new CorsTerms(List.of("POST"), List.of(), List.of(), Duration.ofMinutes(10), false);
    }

    /**
     * Changed copy: what {@code Access-Control-Allow-Methods} says.
     *
     * @param names {@code POST}, and {@code GET} or {@code HEAD}
     * @return the changed copy
     * @throws IllegalArgumentException if {@code POST} is missing, or a method is none that is served
     */
    public CorsTerms withMethods(String... names) {
        return new CorsTerms(List.of(names), requestHeaders, exposedHeaders, maxAge, privateNetwork);
    }

    /**
     * Changed copy: these headers may be sent too ({@code Access-Control-Allow-Headers}), besides {@code content-type} and {@code authorization}.
     *
     * @param names in place of those that were set before
     * @return the changed copy
     * @throws IllegalArgumentException if a name is none, or one that browsers let no page set
     */
    public CorsTerms withRequestHeaders(String... names) {
        return new CorsTerms(methods, List.of(names), exposedHeaders, maxAge, privateNetwork);
    }

    /**
     * Changed copy: pages may read these headers of answers ({@code Access-Control-Expose-Headers}).
     *
     * @param names in place of those that were set before
     * @return the changed copy
     * @throws IllegalArgumentException if a name is none, or one that browsers show to no page
     */
    public CorsTerms withExposedHeaders(String... names) {
        return new CorsTerms(methods, requestHeaders, List.of(names), maxAge, privateNetwork);
    }

    /**
     * Changed copy: how long a browser may remember the answer to a preflight ({@code Access-Control-Max-Age}).
     *
     * @param longest zero, so that every call asks first, to 24 hours
     * @return the changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public CorsTerms withMaxAge(Duration longest) {
        return new CorsTerms(methods, requestHeaders, exposedHeaders, longest, privateNetwork);
    }

    /**
     * Changed copy: pages of listed origins on the internet may call a server on a private network or on the browser's own machine
     * ({@code Access-Control-Allow-Private-Network}).
     *
     * @return the changed copy
     */
    public CorsTerms withPrivateNetwork() {
        return new CorsTerms(methods, requestHeaders, exposedHeaders, maxAge, true);
    }

    /**
     * Every header that pages may send without being asked about it again.
     *
     * @return lower-case, those that calls need first
     */
    public List<String> allowedHeaders() {
        return Stream.concat(ALWAYS.stream(), requestHeaders.stream())
                .distinct()
                .toList();
    }

    private static List<String> names(String subject, List<String> names) {
        boolean sent = subject.endsWith("request header");
        List<String> lower = names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        String problems = lower.stream()
                .filter(name ->
                        !NAME.matcher(name).matches() || (sent ? isNeverSent(name) : NEVER_SHOWN.contains(name)))
                .map(name -> subject + ": '" + name.replaceAll("\\p{Cntrl}", "?") + "' (expected: "
                        + (NAME.matcher(name).matches()
                                ? sent ? "one that a page may set" : "one that a page may read"
                                : "the name of a header")
                        + ")")
                .reduce((first, second) -> first + System.lineSeparator() + second)
                .orElse("");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems);
        }
        return lower;
    }

    private static boolean isNeverSent(String name) {
        return NEVER_SENT.contains(name) || name.startsWith("sec-") || name.startsWith("proxy-");
    }
}
