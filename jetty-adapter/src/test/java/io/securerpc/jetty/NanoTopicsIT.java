package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.rpc.Param;
import io.securerpc.rpc.Params;
import io.securerpc.rpc.RpcService;
import io.securerpc.rpc.Subscriber;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wallet that follows its accounts, over a WebSocket, as Nano's documentation has it. */
@Functional
class NanoTopicsIT {
    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final List<Confirmations> open = new CopyOnWriteArrayList<>();
    private TestNode node;

    /** What one subscriber wants to hear of. */
    private record Confirmations(Subscriber subscriber, Set<String> accounts, boolean withBlock) {
        void confirmed(String account, int amount) {
            if (accounts.contains(account)) {
                Map<String, Object> event = withBlock
                        ? Map.of("amount", amount, "block", Map.of("account", account))
                        : Map.of("amount", amount);
                subscriber.send(event);
            }
        }
    }

    @BeforeEach
    void start() {
        RpcService service = TestService.builder()
                .subscription("confirmation", Permission.PUBLIC, this::subscribed)
                .build();
        node = TestNode.in(folder).install(user).service(service).start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void areFilteredChangedAndReplacedOverOneConnection() throws Exception {
        try (RawWebSocket wallet = connect()) {
            assertThat(wallet.ask("""
                    {"action":"subscribe","topic":"confirmation","ack":true,"id":"1",
                     "options":{"accounts":["nano_1"],"include_block":"true"}}""")).contains("\"ack\": \"subscribe\"").contains("\"id\": \"1\"");
            confirm("nano_2", 2);
            confirm("nano_1", 1);
            assertThat(message(wallet)).contains("\"amount\": \"1\"").contains("\"block\": {\"account\": \"nano_1\"}");
            assertThat(wallet.ask("""
                    {"action":"update","topic":"confirmation","ack":true,"id":"2",
                     "options":{"accounts_add":["nano_2"],"accounts_del":["nano_1"]}}""")).contains("\"ack\": \"update\"").contains("\"id\": \"2\"");
            confirm("nano_1", 3);
            confirm("nano_2", 4);
            assertThat(message(wallet)).contains("\"amount\": \"4\"");
            assertThat(wallet.ask("""
                    {"action":"subscribe","topic":"confirmation","ack":true,
                     "options":{"accounts":["nano_3"],"include_block":"false"}}""")).contains("\"ack\": \"subscribe\"");
            confirm("nano_2", 5);
            confirm("nano_3", 6);
            assertThat(message(wallet)).isEqualTo("{\"amount\": \"6\"}");
            assertThat(open).hasSize(1);
        }
        await().atMost(Duration.ofSeconds(30)).until(open::isEmpty);
    }

    @Test
    void thatAreWrongAreToldAndChangeNothingForAnybody() throws Exception {
        try (RawWebSocket wallet = connect();
                RawWebSocket other = connect()) {
            for (RawWebSocket each : List.of(wallet, other)) {
                each.ask(
                        "{\"action\":\"subscribe\",\"topic\":\"confirmation\",\"ack\":true,\"options\":{\"accounts\":[\"nano_1\"]}}");
            }
            assertThat(
                            wallet.ask(
                                    "{\"action\":\"update\",\"topic\":\"confirmation\",\"id\":\"3\",\"options\":{\"accounts_add\":[5,{}]}}"))
                    .isEqualTo(
                            "{\n    \"error\": \"Invalid params: options.accounts_add[1] does not fit (expected: a string)\",\n    \"id\": \"3\"\n}\n");
            assertThat(wallet.ask("{\"action\":\"subscribe\",\"topic\":\"confirmation\",\"options\":{\"acounts\":[]}}"))
                    .isEqualTo(
                            "{\n    \"error\": \"Invalid params: options.acounts is unknown (expected: accounts, include_block)\"\n}\n");
            assertThat(
                            other.ask(
                                    "{\"action\":\"update\",\"topic\":\"confirmation\",\"ack\":true,\"options\":{\"accounts_add\":[\"nano_2\"]}}"))
                    .contains("\"ack\": \"update\"");
            confirm("nano_2", 7);
            confirm("nano_1", 8);
            assertThat(message(wallet)).contains("\"amount\": \"8\"");
            assertThat(message(other)).contains("\"amount\": \"7\"");
            assertThat(message(other)).contains("\"amount\": \"8\"");
        }
    }

    private AutoCloseable subscribed(Subscriber subscriber) {
        Params options = subscriber.options();
        options.refuseOthers("accounts", "include_block");
        Set<String> accounts = ConcurrentHashMap.newKeySet();
        accounts.addAll(accounts(options, "accounts"));
        Confirmations confirmations = new Confirmations(
                subscriber, accounts, options.optionalBool("include_block").orElse(true));
        subscriber.onUpdate(update -> {
            update.refuseOthers("accounts_add", "accounts_del");
            List<String> added = accounts(update, "accounts_add");
            List<String> removed = accounts(update, "accounts_del");
            accounts.addAll(added);
            removed.forEach(accounts::remove);
        });
        open.add(confirmations);
        return () -> open.remove(confirmations);
    }

    private static List<String> accounts(Params options, String name) {
        return options.optional(name).map(Param::list).orElse(List.of()).stream()
                .map(Param::string)
                .toList();
    }

    private void confirm(String account, int amount) {
        open.forEach(each -> each.confirmed(account, amount));
    }

    private RawWebSocket connect() throws IOException {
        return RawWebSocket.open(node.client(user).connect());
    }

    /** What an event says, without its line breaks. */
    private static String message(RawWebSocket wallet) throws IOException {
        String event = wallet.readText().replaceAll("\\s*\n\\s*", "");
        assertThat(event).startsWith("{\"topic\": \"confirmation\",\"time\": \"");
        return event.substring(event.indexOf("\"message\": ") + "\"message\": ".length(), event.length() - 1);
    }
}
