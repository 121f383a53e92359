package io.securerpc.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.jetty.RunningServer;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is code that compiles, and does what the README says. */
class ReadmeTest {
    private final List<Consumer<Object>> heads = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @Test
    void showsTheCodeThatRunsHere() throws IOException {
        String example = withoutSpace(Sources.read("src/it/documentation/src/test/java/"
                + ReadmeExample.class.getName().replace('.', '/') + ".java"));
        List<String> blocks = Sources.blocks("README.md", "java");

        assertThat(blocks).hasSize(2);
        for (String block : blocks) {
            assertThat(example).contains(withoutSpace(block));
        }
    }

    @Test
    void theShownServerAnswersByPermission() throws Exception {
        TestCertificate server = TestCertificate.named("node.example.com")
                .san("node.example.com")
                .selfSigned();
        TestCertificate controller = TestCertificate.named("rpc.user.1").selfSigned();
        TestCertificate reader = TestCertificate.named("rpc.user.2").selfSigned();
        Path clients = Files.createDirectory(folder.resolve("clients"));
        for (TestCertificate user : List.of(controller, reader)) {
            user.writeCertificate(clients.resolve(SubjectHash.of(user.certificate()) + ".0"));
        }
        Path certificate = server.writeCertificate(folder.resolve("server.cert.pem"));
        Path key = server.writeKey(folder.resolve("server.key.pem"));

        try (RunningServer running = ReadmeExample.server(service(), "127.0.0.1", 0, certificate, key, "", clients)
                .start()) {
            RawTlsClient client = RawTlsClient.to(
                    running.uris().get(0).getPort(),
                    ClientTls.trusting(server.certificate()).presenting(reader));
            RawTlsClient control = RawTlsClient.to(
                    running.uris().get(0).getPort(),
                    ClientTls.trusting(server.certificate()).presenting(controller));

            assertThat(ask(client, "account_balance", "{\"account\":\"alice\"}"))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"balance\":\"7\"},\"id\":1}");
            assertThat(ask(client, "wallet_create", "{}")).contains("\"error\"");
            assertThat(ask(control, "wallet_create", "{}"))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"wallet\":\"new\"},\"id\":1}");
            assertThat(firstHead(client)).contains("\"height\":8");
        }
    }

    private RpcService service() {
        ReadmeExample.Ledger ledger = new ReadmeExample.Ledger() {
            @Override
            public long count() {
                return 1;
            }

            @Override
            public Map<String, String> balance(String account) {
                return Map.of("balance", account.equals("alice") ? "7" : "0");
            }
        };
        return ReadmeExample.service(ledger, () -> Map.of("wallet", "new"), listener -> {
            heads.add(listener);
            return () -> heads.remove(listener);
        });
    }

    private static String ask(RawTlsClient client, String method, String params) throws IOException {
        try (RawConnection connection = client.connect()) {
            return connection
                    .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, params))
                    .body();
        }
    }

    private String firstHead(RawTlsClient client) throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(client.connect())) {
            String answer =
                    socket.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}");
            assertThat(answer).contains("\"result\"");
            heads.forEach(listener -> listener.accept(Map.of("height", 8)));
            return socket.readText();
        }
    }

    private static String withoutSpace(String code) {
        return code.replaceAll("(?<!:)//[^\\n]*", "").replaceAll("\\s+", "");
    }
}
