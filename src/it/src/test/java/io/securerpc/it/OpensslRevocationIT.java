package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The twin of {@link RevocationIT} with the client most attackers have: {@code openssl s_client} and a saved session. */
class OpensslRevocationIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration CUT = Duration.ofSeconds(2);

    @TempDir
    static Path root;

    private static NanoGuide guide;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws IOException {
        guide = NanoGuide.follow(root);
        node = NodeProcess.serve(guide.config());
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rpcuser3, -tls1_2, TLSv1.2, a ticket",
        "rpcuser5, -tls1_2 -no_ticket, TLSv1.2, a session id",
        "rpcuser4, -tls1_3, TLSv1.3, a pre-shared key"
    })
    void refusesANewConnectionAndASavedSessionOnceTheLinkIsGone(
            String user, String options, String version, String resumption) throws IOException {
        guide.makeUser(user);
        guide.install(user);
        String session = root.resolve(user + ".session").toString();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(ask(user, options, "-sess_out", session))
                        .contains("HTTP/1.1 200", "\"count\"", "New, " + version));
        String resumed = ask(user, options, "-sess_in", session, "-sess_out", session);
        assertThat(resumed)
                .as("control: it does resume, by " + resumption)
                .contains("HTTP/1.1 200", "\"count\"", "Reused, " + version);
        assertThat(resumed.contains("TLS session ticket:"))
                .as("whether the session came with a ticket")
                .isEqualTo(!resumption.equals("a session id"));

        guide.remove(user);

        FairTime.assertWithin(CUT, () -> assertThat(ask(user, options)).doesNotContain("HTTP/1.1"));
        assertThat(ask(user, options, "-sess_in", session)).doesNotContain("HTTP/1.1");
        assertThat(ask("rpcuser2", options)).contains("HTTP/1.1 200", "\"count\"");

        guide.install(user);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(ask(user, options)).contains("HTTP/1.1 200", "\"count\""));
    }

    private static String ask(String user, String options, String... session) {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + node.port(),
                "-ign_eof",
                "-cert",
                guide.certificate(user).toString(),
                "-key",
                guide.key(user).toString()));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of(session));
        String body = "{\"action\":\"block_count\"}";
        String request = "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n"
                + body;
        Tools.Output output =
                Tools.run(LIMIT, root, request.getBytes(StandardCharsets.US_ASCII), command.toArray(String[]::new));
        return output.stdout();
    }
}
