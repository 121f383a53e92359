package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node meets where browsers are stricter than Chromium is by itself, or Chromium stricter than others. */
class BrowserDefencesIT {
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final List<TestCertificate> BELIEVED = List.of(BrowserNode.IDENTITY, PageServer.IDENTITY);
    private static final String POST = """
            const response = await fetch('https://%s/', {
              method: 'POST', headers: {'Content-Type': 'application/json'}, credentials: 'include',
              body: '{"jsonrpc":"2.0","id":1,"method":"whoami"}'});
            return await response.text();
            """;

    @TempDir
    Path folder;

    @BeforeAll
    static void requireTools() {
        Chromium.require();
    }

    /** As the Fetch standard has it and Firefox does: then a page gets through where certificates are asked for and not required. */
    @Test
    void aBrowserThatLeavesCertificatesOutOfPreflightsNeedsTheRequestMode() throws Exception {
        try (PageServer pages = PageServer.start();
                BrowserNode asking = guarded("asking", pages, ClientAuthentication::request);
                BrowserNode demanding = guarded("demanding", pages, ClientAuthentication::require);
                Chromium chromium = Chromium.start(
                        folder,
                        BELIEVED,
                        USER,
                        List.of(
                                "--enable-features=OmitCorsClientCert",
                                "--disable-features=LocalNetworkAccessChecks"))) {
            chromium.visit("wallet", pages.origin("wallet.example"));

            assertThat(chromium.run("wallet", POST.formatted(asking.host())).toString())
                    .contains("certificate:rpc.user.1");
            assertThat(chromium.run("wallet", POST.formatted(demanding.host())).toString())
                    .isEqualTo("{\"failure\":\"TypeError: Failed to fetch\"}");
            assertThat(asking.calls).hasValue(1);
            assertThat(demanding.calls).hasValue(0);
        }
    }

    /** Nothing reaches the node until the person allows it; then what the node's own list allows does. */
    @Test
    void aPublicPageReachesLoopbackOnlyOnceThePersonAllowsIt() throws Exception {
        try (PageServer pages = PageServer.start();
                BrowserNode node = BrowserNode.open(folder, OriginPolicy.allow(pages.origin("wallet.example")));
                Chromium chromium = Chromium.start(
                        folder,
                        BELIEVED,
                        USER,
                        List.of("--ip-address-space-overrides=127.0.0.1:" + pages.port() + "=public"))) {
            chromium.visit("wallet", pages.origin("wallet.example"));
            chromium.visit("evil", pages.origin("evil.example"));
            String failed = "{\"failure\":\"TypeError: Failed to fetch\"}";

            assertThat(chromium.run("wallet", POST.formatted(node.host())).toString())
                    .isEqualTo(failed);
            assertThat(node.refused()).isEmpty();
            assertThat(node.calls).hasValue(0);

            chromium.allow(pages.origin("wallet.example"), "local-network-access");
            chromium.allow(pages.origin("evil.example"), "local-network-access");
            assertThat(chromium.run("evil", POST.formatted(node.host())).toString())
                    .isEqualTo(failed);
            assertThat(node.refused()).contains("origin-not-allowed");
            assertThat(node.calls).hasValue(0);
            assertThat(chromium.run("wallet", POST.formatted(node.host()).replace("include", "omit"))
                            .toString())
                    .contains("anonymous");
        }
    }

    private BrowserNode guarded(String name, PageServer pages, Function<ClientTrust, ClientAuthentication> mode) {
        return BrowserNode.guarded(
                folder.resolve(name),
                OriginPolicy.allow(pages.origin("wallet.example")).withCredentials(),
                USER,
                mode);
    }
}
