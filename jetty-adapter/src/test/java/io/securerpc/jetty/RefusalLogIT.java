package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.event.SecurityEventLog;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log says of a refused client, and what the client gets to see of that. */
class RefusalLogIT {
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String LOGGER = " WARN io.securerpc - ";

    @TempDir
    private Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final TestCertificate stranger = TestCertificate.named("rpc.user.1").selfSigned();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @BeforeEach
    void captureLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseLog() {
        System.setErr(before);
    }

    private TestNode node() {
        return TestNode.in(folder)
                .install(user)
                .eventListener(SecurityEventLog.of(InstantSource.system()))
                .start();
    }

    private List<String> refusals() {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(LOGGER) && line.contains(" refused"))
                .map(line -> line.substring(line.indexOf(LOGGER) + LOGGER.length()))
                .toList();
    }

    private static Throwable refusal(RawTlsClient client) {
        Throwable seen = catchThrowable(() -> {
            try (RawConnection connection = client.connect()) {
                connection.post(BLOCK_COUNT);
            }
        });
        assertThat(seen).isInstanceOf(java.io.IOException.class);
        return seen;
    }

    private String line(TestCertificate client, String rest) {
        return "client certificate \"CN=rpc.user.1\" (SHA-256 " + Fingerprint.of(client.certificate())
                + ") refused: not installed; subject hash f013e17f; looked at " + folder.resolve("clients") + ": "
                + rest + ", if exactly this client is to be let in";
    }

    private void assertNothingElseIsTold(Throwable seen) {
        String peer = String.valueOf(seen.getMessage());
        assertThat(peer).doesNotContain(folder.toString(), "f013e17f", "NOT_INSTALLED", "install");
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("\tat ", "PRIVATE KEY", "Exception", "BEGIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void saysOnceWhoAndWhyAndWhatToDo(String version) {
        try (TestNode node = node()) {
            Throwable seen = refusal(node.client(stranger).versions(version));

            await().atMost(SOON).until(() -> !refusals().isEmpty());
            String clients = folder.resolve("clients").toString();
            assertThat(refusals())
                    .containsExactly(line(
                            stranger,
                            "f013e17f.0 (another certificate); to do: copy its certificate to " + clients
                                    + "/f013e17f.1"));
            assertNothingElseIsTold(seen);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void saysSoOfAResumedSessionToo(String version) throws Exception {
        try (TestNode node = node()) {
            RawTlsClient client = node.client(user).versions(version);
            try (RawConnection connection = client.connect()) {
                assertThat(connection.post(BLOCK_COUNT).status()).isEqualTo(200);
            }
            node.revoke(user);
            await().atMost(SOON)
                    .until(() -> log.toString(StandardCharsets.UTF_8).contains("NOBODY IS TRUSTED"));
            log.reset();

            Throwable seen = refusal(client);

            await().atMost(SOON).until(() -> !refusals().isEmpty());
            String clients = folder.resolve("clients").toString();
            assertThat(refusals())
                    .containsExactly("refused after its handshake: "
                            + line(user, "no f013e17f.0; to do: copy its certificate to " + clients + "/f013e17f.0"));
            assertNothingElseIsTold(seen);
        }
    }

    /** Whoever connects without end must not fill the disk. */
    @Test
    void leavesOutAFlood() {
        try (TestNode node = node()) {
            for (int i = 0; i < 60; i++) {
                refusal(node.client(stranger));
            }

            await().atMost(SOON).until(() -> refusals().size() >= 20);
            // 20 lines in 10 s, however long this machine took for these.
            long atMost = 20 * 3;
            assertThat(refusals().size()).isBetween(20, (int) atMost - 1);
            assertThat(log.size()).isLessThan(1_000 * (int) atMost);
        }
    }
}
