package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A user who has done nothing wrong: keeps one connection of each kind busy, without a pause, while somebody else is
 * cut off. Each question is numbered and its answer must come, in order, on the same connection; of the blocks that are
 * announced on a subscription none may be missing.
 */
final class Witness implements AutoCloseable {
    private final List<Line> lines = new ArrayList<>();
    private final Heads heads;
    private volatile boolean finished;

    private Witness(int port, ClientTls tls) throws IOException {
        RawTlsClient client = RawTlsClient.to(port, tls);
        RawConnection http1 = client.connect();
        lines.add(new Line("HTTP/1.1", http1, question -> http1.post(question).body()));
        RawHttp2 http2 = RawHttp2.open(client.alpn("h2").connect());
        lines.add(new Line("HTTP/2", http2.connection(), http2::post));
        RawWebSocket socket = RawWebSocket.open(client.connect());
        lines.add(new Line("WebSocket", socket.connection(), socket::ask));
        heads = new Heads(RawWebSocket.open(client.connect()));
    }

    /** Opens the connections and begins to ask. */
    static Witness begin(int port, ClientTls tls) throws IOException {
        Witness witness = new Witness(port, tls);
        witness.heads.begin();
        witness.lines.forEach(Line::begin);
        witness.awaitProgress();
        return witness;
    }

    /** Waits until every connection has got ten more answers, and one more block was announced. */
    void awaitProgress() {
        int announced = heads.count.get();
        List<Integer> before = lines.stream().map(line -> line.answers.get()).toList();
        await().atMost(GuardedNode.PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            for (int i = 0; i < lines.size(); i++) {
                failIfBroken(lines.get(i).name, lines.get(i).done);
                assertThat(lines.get(i).answers.get()).isGreaterThanOrEqualTo(before.get(i) + 10);
            }
        });
    }

    /** Ends the conversation; fails if any question went unanswered. Returns how many were answered. */
    int finish() {
        awaitProgress();
        finished = true;
        lines.forEach(line -> line.done.join());
        heads.done.join();
        return lines.stream().mapToInt(line -> line.answers.get()).sum();
    }

    @Override
    public void close() throws IOException {
        finished = true;
        for (Line line : lines) {
            line.connection.close();
        }
        heads.socket.close();
    }

    private interface Exchange {
        String ask(String question) throws IOException;
    }

    private final class Line {
        private final String name;
        private final RawConnection connection;
        private final Exchange exchange;
        private final AtomicInteger answers = new AtomicInteger();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Line(String name, RawConnection connection, Exchange exchange) {
            this.name = name;
            this.connection = connection;
            this.exchange = exchange;
        }

        void begin() {
            start(name, this::talk);
        }

        private void talk() {
            try {
                for (int id = 0; !finished; id++) {
                    String answer = exchange.ask("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"block_count\"}");
                    assertThat(answer).contains("\"result\":").containsPattern("\"id\":" + id + "[,}]");
                    answers.incrementAndGet();
                }
                done.complete(null);
            } catch (IOException | RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        }
    }

    /** The announcements of new blocks on one subscription: none may be missing, none may come twice. */
    private final class Heads {
        private static final Pattern HEIGHT = Pattern.compile("\"height\":\\s*\"?(\\d+)");
        private final RawWebSocket socket;
        private final AtomicInteger count = new AtomicInteger();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Heads(RawWebSocket socket) throws IOException {
            this.socket = socket;
            assertThat(socket.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}"))
                    .contains("\"result\"");
        }

        void begin() {
            start("newHeads", this::listen);
        }

        private void listen() {
            try {
                long last = height(socket.readText());
                while (!finished) {
                    long next = height(socket.readText());
                    assertThat(next).isEqualTo(last + 1);
                    last = next;
                    count.incrementAndGet();
                }
                done.complete(null);
            } catch (IOException | RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        }

        private static long height(String announcement) {
            Matcher height = HEIGHT.matcher(announcement);
            assertThat(height.find()).as(announcement).isTrue();
            return Long.parseLong(height.group(1));
        }
    }

    private static void failIfBroken(String name, CompletableFuture<Void> done) {
        try {
            done.getNow(null);
        } catch (CompletionException e) {
            throw new IllegalStateException(name + " was broken", e); // no AssertionError: waiting longer mends nothing
        }
    }

    private static void start(String name, Runnable conversation) {
        Thread thread = new Thread(conversation, "witness-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
