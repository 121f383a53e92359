package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.OverflowPolicy;
import io.securerpc.rpc.RpcService;
import io.securerpc.rpc.Subscriber;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that ask and never read: what they may hold of the server's memory, alone and together, and that it is given back. */
@Functional
class SlowReadersIT {
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern NUMBER = Pattern.compile("\"result\":\\[([0-9]+),");
    private static final Pattern DROPPED = Pattern.compile("\"dropped\":([0-9]+),");

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    @Test
    void theServersBudgetEndsThoseThatHoldTheMostAndNobodyElse() throws Exception {
        long total = 1 << 20;
        try (TestNode node = node(Limits.builder()
                        .maxQueuedBytes(1 << 30)
                        .maxQueuedBytesTotal(total)
                        .build());
                RawWebSocket honest = open(node, 0)) {
            honest.ask(SUBSCRIBE);
            Reader reader = new Reader(honest);
            List<RawWebSocket> deaf = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawWebSocket webSocket = open(node, 4096);
                webSocket.ask(SUBSCRIBE);
                deaf.add(webSocket);
            }
            int published = 0;
            String padding = "x".repeat(5_000);
            while (node.subscribers.size() > 1 && published < 50_000) {
                published++;
                node.publish(List.of(published, padding));
                if (published % 20 == 0) {
                    int behind = published - 10;
                    await().atMost(PATIENCE).until(() -> reader.last.get() >= behind);
                }
                assertThat(node.server().queuedBytes()).isLessThanOrEqualTo(total);
            }
            int all = published;
            await().atMost(PATIENCE).until(() -> reader.last.get() == all);
            assertThat(reader.missed).hasValue(0);
            assertThat(node.subscribers).hasSize(1);
            await().atMost(PATIENCE).until(() -> node.server().tlsConnections() == 1);
            // A subscription may end before the operator is told why.
            await().atMost(PATIENCE).until(() -> warnings(node).size() == 3);
            assertThat(warnings(node))
                    .allMatch(
                            text -> text.matches("websocket of certificate:rpc.user.1: closed, its [0-9]+ unsent bytes"
                                    + " are the most of more than 1048576 in all"));
            await().atMost(PATIENCE).until(() -> node.server().queuedBytes() == 0);
            for (RawWebSocket each : deaf) {
                each.close();
            }
        }
    }

    @Test
    void answersCountAsEventsDo() throws Exception {
        long total = 1 << 20;
        try (TestNode node = node(Limits.builder()
                        .maxQueuedBytes(1 << 16)
                        .maxQueuedBytesTotal(total)
                        .build());
                RawWebSocket deaf = open(node, 4096)) {
            String question = "{\"action\":\"echo\",\"text\":\"" + "x".repeat(20_000) + "\"}";
            Thread asking = new Thread(() -> {
                try {
                    while (true) {
                        deaf.send(question);
                    }
                } catch (IOException closed) {
                    // as it should be
                }
            });
            asking.start();
            await().atMost(PATIENCE).until(() -> node.server().tlsConnections() == 0);
            asking.join(PATIENCE.toMillis());
            await().atMost(PATIENCE).until(() -> !warnings(node).isEmpty());
            assertThat(warnings(node))
                    .containsExactly(
                            "websocket of certificate:rpc.user.1: more than 65536 unsent bytes, closed as too slow");
            await().atMost(PATIENCE).until(() -> node.server().queuedBytes() == 0);
        }
    }

    @Test
    void nothingIsCountedAnyMoreWhenAllHaveGoneHoweverTheyWent() throws Exception {
        try (TestNode node = node(Limits.defaults())) {
            List<RawWebSocket> deaf = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                RawWebSocket webSocket = open(node, 4096);
                webSocket.ask(SUBSCRIBE);
                deaf.add(webSocket);
            }
            String padding = "x".repeat(5_000);
            for (int i = 0; i < 5_000 && node.server().queuedBytes() < 20_000_000; i++) {
                node.publish(List.of(i, padding));
            }
            assertThat(node.server().queuedBytes()).isPositive();
            for (int i = 0; i < deaf.size(); i++) {
                if (i % 3 == 0) {
                    deaf.get(i).connection().socket().setSoLinger(true, 0);
                    deaf.get(i).connection().socket().close();
                } else if (i % 3 == 1) {
                    deaf.get(i).sendFrame(true, RawWebSocket.CLOSE, new byte[] {3, (byte) 0xe8});
                    node.publish(i);
                    deaf.get(i).close();
                } else {
                    deaf.get(i).close();
                }
                node.publish(i);
            }
            await().atMost(PATIENCE).until(() -> node.subscribers.isEmpty());
            await().atMost(PATIENCE).until(() -> node.server().queuedBytes() == 0);
        }
    }

    @Test
    void whatASlowReaderMissesIsToldToTheLastEvent() throws Exception {
        List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
        RpcService service = TestService.builder()
                .subscription(
                        "newHeads",
                        Permission.PUBLIC,
                        subscriber -> {
                            subscribers.add(subscriber);
                            return () -> subscribers.remove(subscriber);
                        },
                        OverflowPolicy.dropOldest())
                .build();
        try (TestNode node = TestNode.in(folder)
                        .install(user)
                        .service(service)
                        .limits(Limits.builder().maxQueuedBytes(1 << 16).build())
                        .start();
                RawWebSocket slow = open(node, 4096)) {
            slow.ask(SUBSCRIBE);
            await().atMost(PATIENCE).until(() -> subscribers.size() == 1);
            String padding = "x".repeat(5_000);
            int all = 0;
            // Far more than the kernel's buffers hold, and then some.
            while (node.server().queuedBytes() < 50_000 || all < 3_000) {
                all++;
                subscribers.get(0).send(List.of(all, padding));
                assertThat(all).isLessThan(100_000);
            }
            int received = 0;
            int dropped = 0;
            for (int last = 0; last < all; received++) {
                String event = slow.readText();
                Matcher loss = DROPPED.matcher(event);
                dropped += loss.find() ? Integer.parseInt(loss.group(1)) : 0;
                Matcher number = NUMBER.matcher(event);
                assertThat(number.find()).isTrue();
                assertThat(Integer.parseInt(number.group(1))).isGreaterThan(last);
                last = Integer.parseInt(number.group(1));
            }
            assertThat(dropped).isPositive();
            assertThat(received + dropped).isEqualTo(all);
            assertThat(subscribers).hasSize(1);
            await().atMost(PATIENCE).until(() -> node.server().queuedBytes() == 0);
        }
    }

    private TestNode node(Limits limits) {
        return TestNode.in(folder).install(user).limits(limits).start();
    }

    private RawWebSocket open(TestNode node, int receiveBuffer) throws IOException {
        return RawWebSocket.open(
                receiveBuffer == 0
                        ? node.client(user).connect()
                        : node.client(user).receiveBuffer(receiveBuffer).connect());
    }

    private static List<String> warnings(TestNode node) {
        return node.events.texts(SecurityEvent.Warning.class).stream()
                .filter(text -> text.startsWith("websocket"))
                .toList();
    }

    /** Reads numbered events, and notes which came out of turn. */
    private static final class Reader {
        final AtomicInteger last = new AtomicInteger();
        final AtomicInteger missed = new AtomicInteger();

        Reader(RawWebSocket webSocket) {
            Thread thread = new Thread(() -> {
                try {
                    while (true) {
                        Matcher number = NUMBER.matcher(webSocket.readText());
                        if (!number.find() || Integer.parseInt(number.group(1)) != last.get() + 1) {
                            missed.incrementAndGet();
                        }
                        last.incrementAndGet();
                    }
                } catch (IOException closed) {
                    // the test is over
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }
}
