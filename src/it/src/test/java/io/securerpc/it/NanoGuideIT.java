package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nano's guide in its own commands: {@code openssl} makes every file, {@code curl} asks every question. */
class NanoGuideIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";

    @TempDir
    static Path root;

    private static NanoGuide guide;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws IOException {
        Tools.require("openssl");
        Tools.require("curl");
        guide = NanoGuide.follow(root);
        guide.makeUser("rpcuser3");
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
        "rpcuser1, --http1.1, 1.1",
        "rpcuser2, --http1.1, 1.1",
        "rpcuser1, --http2, 2",
        "rpcuser2, --http2, 2",
    })
    void answersInstalledUsersByNameAndByAddress(String user, String protocol, String version) {
        for (String host : List.of("www.example.com", "127.0.0.1")) {
            Tools.Output answer = curl(
                    host,
                    protocol,
                    "--write-out",
                    " %{http_code} %{http_version}",
                    "--cert",
                    guide.certificate(user).toString(),
                    "--key",
                    guide.key(user).toString());

            assertThat(answer.exit()).as(answer.stderr()).isZero();
            assertThat(answer.stdout()).startsWith("{").contains("\"count\"").endsWith(" 200 " + version);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void answersWithEachVersionOfTls(String version) {
        assertThat(curlAs("rpcuser1", "--tlsv" + version, "--tls-max", version).stdout())
                .contains("\"count\"");
    }

    /** curl has no WebSocket here; Java's own client is one that knows nothing of this project either. */
    @ParameterizedTest
    @ValueSource(strings = {"rpcuser1", "rpcuser2"})
    void answersInstalledUsersOverWss(String user) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = guide.client(user)
                .httpClient(HttpClient.Version.HTTP_1_1)
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://127.0.0.1:" + node.port()), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        answer.complete(data.toString());
                        return null;
                    }
                })
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        try {
            assertThat(socket.sendText(BLOCK_COUNT, true)).succeedsWithin(LIMIT);
            assertThat(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).contains("\"count\"");
        } finally {
            socket.abort();
        }
    }

    @Test
    void refusesWssWithoutAnInstalledCertificate() throws Exception {
        for (ClientTls tls : List.of(ClientTls.trustingAnything(), guide.client("rpcuser3"))) {
            assertThat(tls.httpClient(HttpClient.Version.HTTP_1_1)
                            .newWebSocketBuilder()
                            .buildAsync(URI.create("wss://127.0.0.1:" + node.port()), new WebSocket.Listener() {}))
                    .failsWithin(LIMIT)
                    .withThrowableThat()
                    .withCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void acceptsASinglePemFile() throws IOException {
        Path single = guide.clients().resolve("rpcuser1.pem");
        Files.writeString(
                single, Files.readString(guide.certificate("rpcuser1")) + Files.readString(guide.key("rpcuser1")));

        assertThat(curl("www.example.com", "--cert", single.toString()).success())
                .contains("\"count\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void refusesAClientWithoutACertificate(String version) {
        assertRefused(curl("www.example.com", "--tlsv" + version, "--tls-max", version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void refusesACertificateThatIsNotInstalled(String version) {
        assertRefused(curlAs("rpcuser3", "--tlsv" + version, "--tls-max", version));
        assertLogged("the hint for the operator", guide.subjectHash("rpcuser3"));
    }

    @Test
    void theGuidesWeakDhFileIsReportedAndChecksClientsAllTheSame() {
        assertLogged("the note about the file", "dh1024.pem", "1024");
        assertRefused(curl("www.example.com"));
    }

    @Test
    void saysNothingOfThePassphraseOrTheKeys() throws IOException {
        assertThat(node.log()).doesNotContain("\"test\"").doesNotContain("PRIVATE KEY");
    }

    /** Another process writes it when it gets round to it. */
    private static void assertLogged(String what, String... texts) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(node.log()).as(what).contains(texts));
    }

    /** The attacker's leaf together with the attacker's own root: Nano turned that error into success. */
    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void refusesAnAttackersLeafSentWithItsOwnRoot(String protocol) throws IOException {
        Path folder = Files.createTempDirectory(root, "attacker");
        guide.openssl(
                folder,
                "req -newkey rsa:2048 -nodes -keyout root.key.pem -x509 -out root.cert.pem",
                "-subj",
                "/CN=attacker root");
        issue(folder, folder.resolve("root.cert.pem"), folder.resolve("root.key.pem"), "/CN=rpc.user.1");
        Path chain = folder.resolve("chain.pem");
        Files.writeString(
                chain,
                Files.readString(folder.resolve("leaf.cert.pem")) + Files.readString(folder.resolve("root.cert.pem")));

        for (String version : List.of("1.2", "1.3")) {
            assertRefused(curl(
                    "www.example.com",
                    protocol,
                    "--tlsv" + version,
                    "--tls-max",
                    version,
                    "--cert",
                    chain.toString(),
                    "--key",
                    folder.resolve("leaf.key.pem").toString()));
        }
    }

    /** The guide's command makes CA:TRUE certificates, so in OpenSSL every user was an authority. */
    @Test
    void refusesACertificateMintedWithAUsersKey() throws IOException {
        Path folder = Files.createTempDirectory(root, "minted");
        issue(folder, guide.certificate("rpcuser1"), guide.key("rpcuser1"), "/CN=rpc.user.4");
        Path chain = folder.resolve("chain.pem");
        Files.writeString(
                chain,
                Files.readString(folder.resolve("leaf.cert.pem")) + Files.readString(guide.certificate("rpcuser1")));
        // The control: what OpenSSL itself says of that leaf with the guide's directory.
        assertThat(guide.openssl(folder, "verify -no-CAfile -no-CAstore -CApath " + guide.clients() + " leaf.cert.pem"))
                .contains("leaf.cert.pem: OK");

        for (String sent : List.of("leaf.cert.pem", "chain.pem")) {
            assertRefused(curl(
                    "www.example.com",
                    "--cert",
                    folder.resolve(sent).toString(),
                    "--key",
                    folder.resolve("leaf.key.pem").toString()));
        }
    }

    private static void issue(Path folder, Path issuer, Path issuerKey, String subject) {
        guide.openssl(folder, "req -newkey rsa:2048 -nodes -keyout leaf.key.pem -out leaf.csr", "-subj", subject);
        guide.openssl(
                folder,
                "x509 -req -in leaf.csr -CA " + issuer + " -CAkey " + issuerKey
                        + " -CAcreateserial -days 365 -out leaf.cert.pem");
    }

    /** Refused at the handshake: curl fails, and no byte of an answer reached it. */
    private static void assertRefused(Tools.Output output) {
        // 35: in the handshake; 56: TLS 1.3 tells a client only with its first read; 55: its write came too late.
        assertThat(output.exit()).as(output.stdout() + output.stderr()).isIn(35, 55, 56);
        assertThat(output.stdout()).isEmpty();
    }

    private static Tools.Output curlAs(String user, String... options) {
        String[] identity = {
            "--cert",
            guide.certificate(user).toString(),
            "--key",
            guide.key(user).toString()
        };
        return curl(
                "www.example.com",
                Stream.concat(Stream.of(identity), Stream.of(options)).toArray(String[]::new));
    }

    private static Tools.Output curl(String host, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "--silent",
                "--show-error",
                "--insecure",
                "--resolve",
                "www.example.com:" + node.port() + ":127.0.0.1",
                "-d",
                BLOCK_COUNT));
        command.addAll(List.of(options));
        command.add("https://" + host + ":" + node.port());
        return Tools.run(LIMIT, command.toArray(String[]::new));
    }
}
