package io.securerpc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reactivex.disposables.Disposable;
import io.securerpc.testsupport.ClientTls;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.BatchResponse;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.methods.response.EthSubscribe;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.protocol.http.HttpService;
import org.web3j.protocol.websocket.WebSocketClient;
import org.web3j.protocol.websocket.WebSocketService;
import org.web3j.protocol.websocket.events.Notification;

/** web3j over HTTPS and over WSS, by each kind of credential, good and bad. */
class Web3jIT {
    @TempDir
    private Path folder;

    private EthereumNode node;

    @BeforeEach
    void start() throws IOException {
        node = EthereumNode.start(folder);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** One way to prove who one is; a new kind of credential is a row more. */
    record Proof(String name, boolean certificate, String authorization, String caller) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> good() {
        return Stream.of(
                        new Proof("certificate", true, "", "certificate:rpc.user.1"),
                        new Proof("basic", false, "basic", "basic:alice"),
                        new Proof("bearer", false, "bearer", "token:ci"),
                        new Proof("web token", false, "jwt", "jwt:https://login.example.com/|alice"),
                        new Proof("certificate and web token", true, "jwt", "jwt:https://login.example.com/|alice"),
                        new Proof("certificate and basic", true, "basic", "basic:alice"),
                        new Proof("certificate and bearer", true, "bearer", "token:ci"))
                .map(Arguments::of);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                        new Proof("nothing", false, "", ""),
                        new Proof("wrong password", false, "wrong", ""),
                        new Proof("revoked token", false, "revoked", ""),
                        new Proof("expired web token", false, "expired", ""),
                        new Proof("wrong password beside a certificate", true, "wrong", ""))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("good")
    void callsOverHttps(Proof proof) throws IOException {
        assertCallsAs(proof, https(proof));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void saysThatItIsRefusedOverHttps(Proof proof) {
        Web3j web3j = Web3j.build(https(proof));
        assertThatThrownBy(() -> web3j.ethBlockNumber().send())
                .isInstanceOf(ClientConnectionException.class)
                .hasMessageStartingWith("Invalid response received: 401; ")
                .hasMessageContaining(
                        proof.authorization().isEmpty() ? "A credential is required." : "Credential not accepted.");
        web3j.shutdown();
    }

    @ParameterizedTest
    @MethodSource("good")
    void callsOverWss(Proof proof) throws Exception {
        WebSocketService service = new WebSocketService(webSocket(proof), false);
        service.connect();
        assertCallsAs(proof, service);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void saysThatItIsRefusedOverWss(Proof proof) {
        CopyOnWriteArrayList<String> said = new CopyOnWriteArrayList<>();
        WebSocketClient client = new WebSocketClient(node.uri("wss"), headers(proof)) {
            @Override
            public void onClose(int code, String reason, boolean remote) {
                said.add(code + " " + reason);
                super.onClose(code, reason, remote);
            }
        };
        client.setSocketFactory(tls(proof).context().getSocketFactory());
        WebSocketService service = new WebSocketService(client, false);
        assertThatThrownBy(service::connect)
                .isInstanceOf(java.net.ConnectException.class)
                .hasMessage("Failed to connect to WebSocket");
        await().atMost(Duration.ofSeconds(20)).until(() -> !said.isEmpty());
        // 1002: its own code for an answer that is no upgrade.
        assertThat(said.get(0)).startsWith("1002 ").contains("401");
    }

    @Test
    void neitherGetsInWithACertificateThatIsNotInstalled() {
        Web3j https = Web3j.build(new HttpService(node.uri("https").toString(), okHttp(node.stranger())));
        assertThatThrownBy(() -> https.ethBlockNumber().send()).isInstanceOf(IOException.class);
        https.shutdown();
        WebSocketClient client = new WebSocketClient(node.uri("wss"));
        client.setSocketFactory(node.stranger().context().getSocketFactory());
        assertThatThrownBy(new WebSocketService(client, false)::connect).isInstanceOf(java.net.ConnectException.class);
    }

    @Test
    void subscribesOverWss() throws Exception {
        Proof bearer = new Proof("bearer", false, "bearer", "token:ci");
        WebSocketService service = new WebSocketService(webSocket(bearer), false);
        service.connect();
        CopyOnWriteArrayList<Object> heads = new CopyOnWriteArrayList<>();
        Disposable subscription = service.subscribe(
                        new Request<>("subscribe", List.of("newHeads"), service, EthSubscribe.class),
                        "unsubscribe",
                        Head.class)
                .subscribe(head -> heads.add(head.getParams().getResult()));
        await().atMost(Duration.ofSeconds(20)).until(() -> node.publish("0x3e9") > 0 && !heads.isEmpty());
        assertThat(heads.get(0)).isEqualTo("0x3e9");
        subscription.dispose();
        await().atMost(Duration.ofSeconds(20)).until(() -> node.publish("0x3ea") == 0);
        service.close();
    }

    @Test
    void isToldOfNewHeadsByTheNamesOfEthereum() throws Exception {
        WebSocketService service = new WebSocketService(webSocket(new Proof("web token", false, "jwt", "")), false);
        service.connect();
        Web3j web3j = Web3j.build(service);
        CopyOnWriteArrayList<String> heads = new CopyOnWriteArrayList<>();
        Disposable subscription = web3j.newHeadsNotifications()
                .subscribe(head -> heads.add(head.getParams().getResult().getNumber()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> node.publish(Map.of("number", "0x3e9")) > 0 && !heads.isEmpty());
        assertThat(heads.get(0)).isEqualTo("0x3e9");
        subscription.dispose();
        await().atMost(Duration.ofSeconds(20)).until(() -> node.publish(Map.of("number", "0x3ea")) == 0);
        web3j.shutdown();
    }

    /** An event, as web3j reads it. */
    static final class Head extends Notification<String> {}

    private static void assertCallsAs(Proof proof, Web3jService service) throws IOException {
        Web3j web3j = Web3j.build(service);
        assertThat(web3j.ethBlockNumber().send().getBlockNumber()).isEqualTo(BigInteger.valueOf(1000));
        assertThat(web3j.web3ClientVersion().send().getWeb3ClientVersion()).isEqualTo(proof.caller());
        BatchResponse together = web3j.newBatch()
                .add(web3j.ethBlockNumber())
                .add(web3j.web3ClientVersion())
                .send();
        assertThat(together.getResponses()).hasSize(2).noneMatch(response -> response.hasError());
        assertThat(together.getResponses().get(1).getResult()).isEqualTo(proof.caller());
        // A method that needs a permission is refused by itself, and web3j has the error.
        assertThat(web3j.adminNodeInfo().send().getError().getMessage()).contains("unsafe to be called externally");
        web3j.shutdown();
    }

    private HttpService https(Proof proof) {
        HttpService service = new HttpService(node.uri("https").toString(), okHttp(tls(proof)));
        service.addHeaders(headers(proof));
        return service;
    }

    private WebSocketClient webSocket(Proof proof) {
        WebSocketClient client = new WebSocketClient(node.uri("wss"), headers(proof));
        client.setSocketFactory(tls(proof).context().getSocketFactory());
        return client;
    }

    private ClientTls tls(Proof proof) {
        return proof.certificate() ? node.user() : node.nobody();
    }

    private Map<String, String> headers(Proof proof) {
        return switch (proof.authorization()) {
            case "basic" -> Map.of("Authorization", Credentials.basic("alice", EthereumNode.PASSWORD));
            case "wrong" -> Map.of("Authorization", Credentials.basic("alice", "wrong"));
            case "bearer" -> Map.of("Authorization", "Bearer " + node.token());
            case "jwt" -> Map.of("Authorization", "Bearer " + node.jwt(Duration.ofMinutes(10)));
            case "expired" -> Map.of("Authorization", "Bearer " + node.jwt(Duration.ofHours(-1)));
            case "revoked" -> Map.of("Authorization", "Bearer " + node.revoked());
            default -> Map.of();
        };
    }

    private OkHttpClient okHttp(ClientTls tls) {
        return new OkHttpClient.Builder()
                .sslSocketFactory(tls.context().getSocketFactory(), node.trust())
                .callTimeout(30, TimeUnit.SECONDS)
                .build();
    }
}
