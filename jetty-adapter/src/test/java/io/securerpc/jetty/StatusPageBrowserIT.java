package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page in a real Chromium; {@link StatusPageIT} shows the same without one. */
class StatusPageBrowserIT {
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("basedir", "."), "target", "browser").toAbsolutePath();

    @TempDir
    static Path folder;

    @TempDir
    Path nodeFolder;

    private static PageServer pages;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        Chromium.require();
        pages = PageServer.start();
        chromium = Chromium.start(
                folder,
                List.of(BrowserNode.IDENTITY, PageServer.IDENTITY),
                USER,
                List.of("--disable-features=LocalNetworkAccessChecks"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (pages != null) {
            pages.close();
        }
    }

    @Test
    void showsTheCertificateAndTheAddressesAndItsButtonWorks() throws Exception {
        try (BrowserNode node = BrowserNode.open(nodeFolder, OriginPolicy.sameOrigin())) {
            chromium.visit("page", "https://" + node.host() + "/");

            assertThat(chromium.text("page", "h1")).isEqualTo("Connected securely");
            assertThat(chromium.text("page", "#https")).isEqualTo("https://" + node.host());
            assertThat(chromium.text("page", "#wss")).isEqualTo("wss://" + node.host());
            assertThat(chromium.text("page", "#fingerprint"))
                    .isEqualTo(
                            Fingerprint.of(BrowserNode.IDENTITY.certificate()).toString());

            chromium.click("page", "#try");

            assertThat(chromium.text("page", "#https-result", "works|failed"))
                    .startsWith("works, ")
                    .contains("\"result\":\"anonymous\"");
            assertThat(chromium.text("page", "#wss-result", "works|failed"))
                    .startsWith("works, ")
                    .contains("\"result\":\"anonymous\"");
            assertThat(node.calls).hasValue(2);
            for (String scheme : List.of("light", "dark")) {
                Path screenshot = SCREENSHOTS.resolve("status-page-" + scheme + ".png");
                chromium.screenshot("page", screenshot, scheme);
                assertThat(Files.size(screenshot)).isGreaterThan(10_000);
            }
            assertThat(chromium.complaints("page")).isEmpty();
            assertThat(node.refused()).isEmpty();
        }
    }

    /** By its IPv6 address, which a content security policy cannot name. */
    @Test
    void aButtonThatCallsNothingConnects() {
        try (BrowserNode node = BrowserNode.start(nodeFolder, "::1", ClientAuthentication.none(), server -> server)) {
            chromium.visit("ipv6", "https://[::1]:" + node.port() + "/");
            assertThat(chromium.text("ipv6", "#wss")).isEqualTo("wss://[::1]:" + node.port());

            chromium.click("ipv6", "#try");

            assertThat(chromium.text("ipv6", "#https-result", "works|failed")).matches("works, \\d+ ms");
            assertThat(chromium.text("ipv6", "#wss-result", "works|failed")).matches("works, \\d+ ms");
            assertThat(chromium.complaints("ipv6")).isEmpty();
            assertThat(node.refused()).isEmpty();
            assertThat(node.calls).hasValue(0);
        }
    }

    @Test
    void showsAFailureAsOne() {
        BrowserNode node = BrowserNode.open(nodeFolder, OriginPolicy.sameOrigin());
        try (node) {
            chromium.visit("gone", "https://" + node.host() + "/");
        }

        chromium.click("gone", "#try");

        assertThat(chromium.text("gone", "#https-result", "works|failed")).isEqualTo("failed: Failed to fetch");
        assertThat(chromium.text("gone", "#wss-result", "works|failed")).isEqualTo("failed: closed with code 1006");
    }

    @Test
    void aPersonMayFollowAnotherSitesLink() {
        try (BrowserNode node = BrowserNode.open(nodeFolder, OriginPolicy.sameOrigin())) {
            chromium.visit("follow", pages.origin("evil.example"));
            chromium.run(
                    "follow",
                    "document.body.innerHTML = '<a id=go href=\"https://%s/\">go</a>';".formatted(node.host()));

            chromium.click("follow", "#go");

            assertThat(chromium.text("follow", "h1", "Connected")).isEqualTo("Connected securely");
            assertThat(node.refused()).isEmpty();
        }
    }

    @Test
    void noOtherSiteSeesAnythingOfIt() {
        try (BrowserNode node = BrowserNode.open(nodeFolder, OriginPolicy.sameOrigin())) {
            String url = "https://" + node.host() + "/";
            chromium.visit("evil", pages.origin("evil.example"));

            for (String element : List.of("img", "script", "iframe", "object")) {
                chromium.run("evil", """
                        const element = document.createElement('%s');
                        const settled = new Promise((resolve) => { element.onload = element.onerror = resolve; });
                        element[element.tagName === 'OBJECT' ? 'data' : 'src'] = '%s';
                        document.body.append(element);
                        await settled;
                        """.formatted(element, url));
            }
            // The image asks for no HTML, and both it and the script get the refusal that every GET gets.
            assertThat(node.refused()).containsOnly("cross-site", "method-not-allowed", "content-type");
            assertThat(node.refused().stream().filter("cross-site"::equals)).hasSize(4);

            for (String mode : List.of("cors", "no-cors")) {
                String read = chromium.run("evil", """
                        const response = await fetch('%s', {mode: '%s', headers: {Accept: 'text/html'}});
                        return response.type + await response.text();
                        """.formatted(url, mode)).toString();
                assertThat(read).isIn("{\"failure\":\"TypeError: Failed to fetch\"}", "{\"value\":\"opaque\"}");
            }
            // A window of its own it may open, as a link does, and has no hold on it then.
            assertThat(chromium.run("evil", """
                                    const opened = window.open('%s');
                                    for (let i = 0; i < 600 && !opened.closed; i++) {
                                      await new Promise((resolve) => setTimeout(resolve, 50));
                                    }
                                    return opened.closed;
                                    """.formatted(url)).get("value").booleanValue())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHasACertificateSeesItWhereOneIsAskedFor(boolean required) {
        String tab = "guarded " + required;
        try (BrowserNode node = BrowserNode.guarded(
                nodeFolder,
                OriginPolicy.sameOrigin(),
                USER,
                required ? ClientAuthentication::require : ClientAuthentication::request)) {
            chromium.visit(tab, "https://" + node.host() + "/");
            chromium.click(tab, "#try");

            assertThat(chromium.text(tab, "#https-result", "works|failed"))
                    .startsWith("works, ")
                    .contains("certificate:rpc.user.1");
            assertThat(chromium.text(tab, "#wss-result", "works|failed"))
                    .startsWith("works, ")
                    .contains("certificate:rpc.user.1");
            assertThat(chromium.complaints(tab)).isEmpty();
        }
    }
}
