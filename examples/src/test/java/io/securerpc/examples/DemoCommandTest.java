package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @TempDir
    Path temporary;

    @Test
    void printsWhereItListensAndTheFingerprintOfWhatItServes() {
        Path folder = temporary.resolve("identity");
        Terminal demo = demo(folder);
        assertThat(demo.line("listening on ")).matches("https://127\\.0\\.0\\.1:[1-9][0-9]*");
        assertThat(demo.line("certificate fingerprint (SHA-256) "))
                .isEqualTo(Fingerprint.of(CertificateFile.load(folder.resolve("server.cert.pem")).get(0))
                        .toString());
        stop(demo, folder);
    }

    @Test
    void thePrintedCurlLineWorksAsItIs() {
        Tools.require("curl");
        // A folder that every shell would trip over if it were not quoted.
        Path folder = temporary.resolve("it's a demo");
        Terminal demo = demo(folder);
        Tools.Output answer = Tools.run(Duration.ofSeconds(30), "sh", "-c", "curl -sS" + demo.line("  curl"));
        assertThat(answer.stdout()).as(answer.stderr()).contains("\"count\"", "\"cemented\"");
        stop(demo, folder);
    }

    @Test
    void watchPrintsNewBlocks() {
        Path folder = temporary.resolve("identity");
        Terminal demo = demo(folder);
        Terminal watch = watch(demo, folder, "--count", "3");
        assertThat(watch.exit()).as(watch.err()).isZero();
        assertThat(watch.out().lines()).hasSize(3);
        assertThat(watch.out()).contains("\"newHeads\"", "\"previous\"");
        stop(demo, folder);
    }

    @Test
    void watchTrustsNobodyButTheGivenCertificate() {
        Path folder = temporary.resolve("identity");
        Terminal demo = demo(folder);
        Terminal watch = Terminal.run("watch", demo.line("listening on ").replace("https", "wss") + "/");
        assertThat(watch.exit()).isEqualTo(1);
        assertThat(watch.err()).startsWith("error: wss://127.0.0.1:");
        stop(demo, folder);
    }

    @Test
    void takenPortIsAnErrorThatSaysWhatToDo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            Terminal demo = Terminal.run(
                    "demo", "--port", port, "--folder", temporary.resolve("identity").toString());
            assertThat(demo.exit()).isEqualTo(1);
            assertThat(demo.out()).isEmpty();
            assertThat(demo.err().lines()).singleElement().satisfies(line -> assertThat(line)
                    .startsWith("error: listener 127.0.0.1:" + port + ": ")
                    .endsWith("; try another --port, or --port 0 for any free one"));
        }
    }

    @Test
    void controlMethodsAreOffUnlessAskedFor() {
        Path folder = temporary.resolve("identity");
        Terminal demo = Terminal.start("demo", "--port", "0", "--folder", folder.toString());
        Terminal refused = watch(demo, folder, "--count", "1", "{\"action\":\"stop\"}");
        assertThat(refused.out()).contains("RPC control is disabled");
    }

    @Test
    void controlBeyondLoopbackDoesNotStart() {
        Terminal demo = Terminal.run(
                "demo", "--control", "--host", "0.0.0.0", "--port", "0", "--folder", temporary.resolve("i").toString());
        assertThat(demo.exit()).isEqualTo(1);
        assertThat(demo.err().lines()).singleElement().satisfies(line -> assertThat(line)
                .startsWith("error: listener 0.0.0.0:0: "));
    }

    private static Terminal demo(Path folder) {
        return Terminal.start(
                "demo", "--control", "--port", "0", "--interval", "20", "--folder", folder.toString());
    }

    private static Terminal watch(Terminal demo, Path folder, String... more) {
        String url = URI.create(demo.line("listening on ").replace("https", "wss") + "/").toString();
        String certificate = folder.resolve("server.cert.pem").toString();
        java.util.List<String> arguments =
                new java.util.ArrayList<>(java.util.List.of("watch", "--cacert", certificate));
        int options = more.length > 2 ? 2 : more.length;
        arguments.addAll(java.util.List.of(more).subList(0, options));
        arguments.add(url);
        arguments.addAll(java.util.List.of(more).subList(options, more.length));
        return Terminal.run(arguments.toArray(String[]::new));
    }

    private static void stop(Terminal demo, Path folder) {
        assertThat(watch(demo, folder, "--count", "1", "{\"action\":\"stop\"}").exit()).isZero();
        assertThat(demo.exit()).isZero();
    }
}
