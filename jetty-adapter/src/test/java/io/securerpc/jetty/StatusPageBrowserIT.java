package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start(folder, List.of(BrowserNode.IDENTITY), USER, List.of());
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
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
}
