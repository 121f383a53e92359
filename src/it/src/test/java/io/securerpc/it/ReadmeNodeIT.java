package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's way from nothing to a secured node, line by line as it is printed there; only the port is another. */
class ReadmeNodeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String JAR = System.getProperty("secure-rpc.node-jar");

    @TempDir
    Path folder;

    @Test
    void itsCommandsSecureANode() throws IOException {
        Tools.require("curl");
        Files.writeString(folder.resolve("config-rpc.toml"), block("toml", 0).replace("port = 7076", "port = 0"));
        List<String> before = block("sh", 0).lines().toList();
        assertThat(before.get(before.size() - 1)).isEqualTo("secure-rpc-node serve --config config-rpc.toml");
        before.subList(0, before.size() - 1).forEach(line -> shell(line, "").success());

        try (NodeProcess node = NodeProcess.serve(folder.resolve("config-rpc.toml"))) {
            String port = ":" + node.port() + "/";
            List<String> answers = new ArrayList<>();
            block("sh", 1).lines().forEach(line -> answers.add(shell(line, port).success()));

            assertThat(answers)
                    .satisfiesExactly(
                            wallet -> assertThat(wallet).contains("\"wallet\""),
                            heads -> assertThat(heads.lines())
                                    .hasSize(2)
                                    .last()
                                    .asString()
                                    .contains("\"newHeads\""),
                            revoked -> assertThat(revoked).contains("revoked: certificate:bob", "still trusted: 1"));
            String asBob =
                    "curl --silent --cacert tls/server.cert.pem --cert bob.pem -d '{\"action\": \"block_count\"}' "
                            + "https://localhost:7076/";
            await().atMost(LIMIT).until(() -> shell(asBob, port).exit() != 0);
            assertThat(shell(asBob.replace("bob", "alice"), port).success()).contains("\"count\"");
        }
    }

    private Tools.Output shell(String line, String port) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String command = line.replace("secure-rpc-node ", "'" + java + "' -jar '" + JAR + "' ")
                .replace(":7076/", port);
        return Tools.run(LIMIT, folder, "".getBytes(StandardCharsets.UTF_8), "sh", "-c", command);
    }

    private static String block(String language, int number) throws IOException {
        String readme =
                Files.readString(Path.of(System.getProperty("basedir", ".")).resolve("../../README.md"));
        String section = readme.substring(readme.indexOf("## Secure it"), readme.indexOf("## Use it"));
        return Pattern.compile("(?ms)^```" + language + "$\\R(.*?)^```$")
                .matcher(section)
                .results()
                .toList()
                .get(number)
                .group(1);
    }
}
