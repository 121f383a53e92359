package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What curl is answered when it brings a credential in its own way. */
final class CurlLogin {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private CurlLogin() {}

    /** One value of an option is let in to a control call, and another is not. */
    static void assertNeeds(TestNode node, String option, String good, String bad) {
        Tools.require("curl");
        assertThat(curl(node, option, good)).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"wallet\":1},\"id\":1}");
        String answer = node.folder.resolve("answer").toString();
        assertThat(curl(node, option, bad, "-o", answer, "-w", "%{http_code}")).isEqualTo("401");
    }

    private static String curl(TestNode node, String... options) {
        String certificate = node.folder.resolve("server.cert.pem").toString();
        List<String> command = new ArrayList<>(List.of("curl", "-s", "--cacert", certificate, "-d", CallWay.CREATE));
        command.add("https://127.0.0.1:" + node.port() + "/");
        command.addAll(List.of(options));
        return Tools.run(PATIENCE, command.toArray(String[]::new)).success();
    }
}
