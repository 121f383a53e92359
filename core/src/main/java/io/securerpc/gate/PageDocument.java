package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.origin.Authority;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The status page as it is sent: one document that needs nothing else.
 *
 * <h2>Security</h2>
 *
 * <p>Every value is escaped, also those that cannot hold markup. Style and script are the same for everybody and allowed by their hashes.
 *
 * @param html UTF-8 text
 * @param headers to send with it, its content security policy among them
 */
public record PageDocument(String html, Map<String, String> headers) {
    private static final String TEMPLATE = resource("status-page.html");
    private static final String STYLE = resource("status-page.css");
    private static final String SCRIPT = resource("status-page.js");
    private static final String STYLE_HASH = hash(STYLE);
    private static final String SCRIPT_HASH = hash(SCRIPT);
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * Copies the headers.
     *
     * @param html UTF-8 text
     * @param headers to send with it
     */
    public PageDocument {
        requireNonNull(html, "html");
        headers = Map.copyOf(headers);
    }

    static PageDocument of(StatusPage page, Authority host, X509Certificate served) {
        Instant until = served.getNotAfter().toInstant();
        Map<String, String> values = new HashMap<>();
        values.put("https", escaped("https://" + host));
        values.put("wss", escaped("wss://" + host));
        values.put("fingerprint", breakable(Fingerprint.of(served)));
        values.put("until", escaped(until.toString()));
        values.put("until-text", escaped(SECONDS.format(until)));
        values.put("request", escaped(page.call().map(PageDocument::request).orElse("")));
        values.put("button", escaped(page.call().map(PageDocument::label).orElse("Connect over HTTPS and WebSocket")));
        values.put("style", STYLE);
        values.put("script", SCRIPT);
        return new PageDocument(filled(values), headers(host));
    }

    private static Map<String, String> headers(Authority host) {
        return Map.of(
                "Content-Type", "text/html; charset=utf-8",
                "Content-Security-Policy", policy(host),
                "X-Content-Type-Options", "nosniff",
                "X-Frame-Options", "DENY",
                "Referrer-Policy", "no-referrer",
                "Cross-Origin-Opener-Policy", "same-origin",
                "Cross-Origin-Resource-Policy", "same-origin",
                "Cache-Control", "no-store");
    }

    private static String policy(Authority host) {
        // CSP has no way to write an IPv6 address; what it calls 'self' is the same origin, and wss there.
        String own = host.host().startsWith("[") ? "'self'" : "https://" + host + " wss://" + host;
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src '" + SCRIPT_HASH + "'",
                "style-src '" + STYLE_HASH + "'",
                "img-src data:",
                "connect-src " + own,
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'");
    }

    private static String request(String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}";
    }

    private static String label(String method) {
        return "Call " + method + " over HTTPS and WebSocket";
    }

    /** In one pass, so that what is filled in is never looked at for places again. */
    private static String filled(Map<String, String> values) {
        return PLACE.matcher(TEMPLATE).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalStateException("status page: no value for " + place.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** Lines may end between bytes, not within one. */
    private static String breakable(Fingerprint fingerprint) {
        return escaped(fingerprint.toString()).replace(":", ":<wbr>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there (expected: every Java platform has it)", e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = PageDocument.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("status page: no resource " + name + " (expected: in this jar)");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
