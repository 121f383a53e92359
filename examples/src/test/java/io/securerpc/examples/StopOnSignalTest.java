package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.CertificateFile;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that gets SIGTERM: its clients are told as by any stop, and the process ends in time. */
class StopOnSignalTest {
    @TempDir
    Path temporary;

    @Test
    void tellsItsClientsAndEnds() throws Exception {
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        Path folder = temporary.resolve("identity");
        Process node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SecureRpcNode.class.getName(),
                        "demo",
                        "--port",
                        "0",
                        "--interval",
                        "20",
                        "--folder",
                        folder.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            int port = port(node, out, err);
            ClientTls trusting = ClientTls.trusting(
                    CertificateFile.load(folder.resolve("server.cert.pem")).get(0));
            try (RawWebSocket webSocket =
                    RawWebSocket.open(RawTlsClient.to(port, trusting).connect())) {
                webSocket.send("{\"action\":\"subscribe\",\"topic\":\"newHeads\"}");
                assertThat(webSocket.readText()).contains("\"newHeads\"");

                node.destroy();

                String last = webSocket.readText();
                while (!last.contains("\"error\"")) {
                    last = webSocket.readText();
                }
                assertThat(last).contains("\"newHeads\"", "Server is stopping");
                RawWebSocket.Frame goodbye = webSocket.readFrame();
                assertThat(goodbye.closeCode()).isEqualTo(1001);
                webSocket.sendFrame(true, RawWebSocket.CLOSE, goodbye.payload());
            }
            assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
            // 128 and the number of the signal.
            assertThat(node.exitValue()).isEqualTo(143);
            assertThat(Files.readString(err))
                    .contains("server stops: 0 requests run and 1 websockets are open, for at most ")
                    .contains("1 websockets closed, 0 cut");
        } finally {
            node.destroyForcibly();
        }
    }

    private static int port(Process node, Path out, Path err) throws IOException {
        String start = "listening on ";
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !node.isAlive() || Files.readString(out).contains("Try,"));
        assertThat(node.isAlive()).as(Files.readString(err)).isTrue();
        return Files.readString(out)
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> URI.create(line.substring(start.length())).getPort())
                .findFirst()
                .orElseThrow();
    }
}
