package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.origin.Authority;
import io.securerpc.testsupport.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageDocumentTest {
    private static final TestCertificate SERVED = TestCertificate.named("<b>'secret' & \"node\"</b>")
            .notAfter(Instant.parse("2031-02-03T04:05:06Z"))
            .selfSigned();

    @Test
    void saysWhichCertificateAndWhichAddresses() {
        String text = text(page(StatusPage.shown(), "node.example.com:7076").html());

        assertThat(text)
                .isEqualToIgnoringWhitespace("Connected securely Connected securely"
                        + " Your browser and this node talk over TLS. Wallets and other programs reach it at these addresses:"
                        + " HTTPS https://node.example.com:7076 WebSocket wss://node.example.com:7076"
                        + " Certificate Valid until 2031-02-03 04:05:06 UTC SHA-256 "
                        + Fingerprint.of(SERVED.certificate())
                        + " If your browser warned you, do not go by this page alone: compare the fingerprint that the browser itself"
                        + " shows for the certificate with the one that the node's operator gave you."
                        + " Try it Connect over HTTPS and WebSocket The button needs JavaScript. HTTPS WebSocket");
    }

    @Test
    void namesTheCallThatItsButtonMakes() {
        String html = page(StatusPage.shown().withCall("block_count"), "node.example.com")
                .html();

        assertThat(html)
                .contains("data-request=\"{&quot;jsonrpc&quot;:&quot;2.0&quot;,&quot;id&quot;:1,&quot;method&quot;:"
                        + "&quot;block_count&quot;}\">Call block_count over HTTPS and WebSocket</button>");
        assertThat(page(StatusPage.shown(), "node.example.com").html()).contains("data-request=\"\"");
    }

    @Test
    void leavesNoPlaceUnfilledAndLoadsNothing() {
        String html = page(StatusPage.shown().withCall("block_count"), "node.example.com")
                .html();

        assertThat(html).doesNotContain("{{", "}}");
        assertThat(Pattern.compile("(src|href|url\\(|@import)").matcher(html).results())
                .hasSize(1);
        assertThat(html).contains("<link rel=\"icon\" href=\"data:,\">");
    }

    @Test
    void itsPolicyAllowsItsOwnStyleAndScriptAndItsOwnServerAlone() throws Exception {
        PageDocument page = page(StatusPage.shown(), "node.example.com:7076");

        assertThat(page.headers())
                .isEqualTo(Map.of(
                        "Content-Type", "text/html; charset=utf-8",
                        "Content-Security-Policy",
                                "default-src 'none'; script-src '" + hash(page.html(), "script") + "'; style-src '"
                                        + hash(page.html(), "style")
                                        + "'; img-src data:; connect-src https://node.example.com:7076 wss://node.example.com:7076;"
                                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                                        + " require-trusted-types-for 'script'",
                        "X-Content-Type-Options", "nosniff",
                        "X-Frame-Options", "DENY",
                        "Referrer-Policy", "no-referrer",
                        "Cross-Origin-Opener-Policy", "same-origin",
                        "Cross-Origin-Resource-Policy", "same-origin",
                        "Cache-Control", "no-store"));
    }

    /** CSP's grammar of hosts has no colon. */
    @Test
    void itsPolicySaysSelfWhereTheAddressCannotBeWritten() {
        assertThat(page(StatusPage.shown(), "[::1]:7076").headers().get("Content-Security-Policy"))
                .contains("; connect-src 'self'; ");
    }

    private static PageDocument page(StatusPage page, String host) {
        return PageDocument.of(page, Authority.parse(host).orElseThrow(), SERVED.certificate());
    }

    /** What a reader sees. */
    private static String text(String html) {
        return html.replaceAll("(?s)<(style|script)>.*?</\\1>", "")
                .replace("<wbr>", "")
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ");
    }

    private static String hash(String html, String element) throws Exception {
        Matcher text =
                Pattern.compile("(?s)<" + element + ">(.*?)</" + element + ">").matcher(html);
        assertThat(text.find()).isTrue();
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.group(1).getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }
}
