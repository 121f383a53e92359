package io.securerpc.jetty;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Clients that call more than a node can do, over every protocol, alone and in batches, until they are stopped; what they are told is counted, and what they should not be told is kept. */
final class OverloadClients implements AutoCloseable {
    private static final int BATCH = 100;
    /** Of one connection at once; many more a second and it would be taken for a flood of frames. */
    private static final int STREAMS = 50;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    final LongAdder offered = new LongAdder();
    final LongAdder served = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder left = new LongAdder();
    final LongAdder busyStatuses = new LongAdder();
    final ConcurrentLinkedQueue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final OverloadNode node;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** One client's conversation, again and again. */
    private interface Conversation {
        void go() throws Exception;
    }

    OverloadClients(OverloadNode node) {
        this.node = node;
    }

    void start() {
        IntStream.range(0, 6).forEach(i -> begin("single", this::singles));
        IntStream.range(0, 6).forEach(i -> begin("batch", this::batches));
        IntStream.range(0, 3).forEach(i -> begin("http2", this::streams));
        IntStream.range(0, 4).forEach(i -> begin("websocket", this::messages));
        begin("flood", this::flood);
        begin("storm", this::storm);
        begin("resets", this::resets);
    }

    /** Calls so far, of those that left too. */
    long offered() {
        return offered.sum() + left.sum();
    }

    /** Once each has had its last answer. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
            if (thread.isAlive()) {
                unexpected.add(thread.getName() + " has no answer");
            }
        }
    }

    private void begin(String name, Conversation conversation) {
        Thread thread = new Thread(
                () -> {
                    try {
                        conversation.go();
                    } catch (Exception e) {
                        unexpected.add(name + ": " + e);
                    }
                },
                "client-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void singles() throws IOException {
        try (RawConnection connection = node.connect()) {
            connection.socket().setSoTimeout(30_000);
            while (!stopped) {
                offered.increment();
                RawResponse response = connection.post(OverloadNode.call("work", 1));
                count(response.status(), response.header("retry-after"), response.body(), 1);
                pause();
            }
        }
    }

    private void batches() throws IOException {
        try (RawConnection connection = node.connect()) {
            connection.socket().setSoTimeout(30_000);
            while (!stopped) {
                offered.add(BATCH);
                RawResponse response = connection.post(batch());
                count(response.status(), response.header("retry-after"), response.body(), BATCH);
                pause();
            }
        }
    }

    private void streams() throws Exception {
        HttpClient client = ClientTls.trusting(node.node.identity.certificate()).httpClient(HttpClient.Version.HTTP_2);
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.node.port() + "/"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(OverloadNode.call("work", 1)))
                .build();
        while (!stopped) {
            offered.add(STREAMS);
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, STREAMS)
                    .mapToObj(i -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                HttpResponse<String> response = answer.get(30, TimeUnit.SECONDS);
                String again = response.headers().firstValue("retry-after").orElse("");
                count(response.statusCode(), again, response.body(), 1);
            }
            pause();
        }
    }

    private void messages() throws IOException {
        try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
            webSocket.connection().socket().setSoTimeout(30_000);
            while (!stopped) {
                offered.add(2 * BATCH);
                webSocket.send(batch());
                webSocket.send(batch());
                for (int i = 0; i < 2; i++) {
                    String answer = webSocket.readText();
                    tally(answer, BATCH);
                }
                pause();
            }
        }
    }

    /** Calls and calls and reads nothing. */
    private void flood() {
        while (!stopped) {
            try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
                webSocket.connection().socket().setSoTimeout(30_000);
                for (int i = 0; i < 100 && !stopped; i++) {
                    webSocket.send(batch());
                    left.add(BATCH);
                    pause();
                }
            } catch (IOException closed) {
                // Whoever reads nothing is closed.
            }
        }
    }

    /** Calls and is gone. */
    private void storm() throws IOException {
        while (!stopped) {
            try (RawConnection connection = node.connect()) {
                connection.write(RawConnection.postRequest(
                        "127.0.0.1:" + node.node.port(), batch(), "Content-Type: application/json"));
                left.add(BATCH);
                connection.socket().setSoLinger(true, 0);
                pause();
            }
        }
    }

    /** Resets each stream as soon as it has asked. */
    private void resets() throws IOException {
        while (!stopped) {
            try (RawHttp2 http2 = RawHttp2.open(node.node.anonymous().alpn("h2").connect())) {
                // Fewer than would be a flood of frames.
                for (int i = 0; i < 20; i++) {
                    int stream = http2.beginPost();
                    http2.finishPost(stream, OverloadNode.call("work", 1));
                    left.increment();
                    http2.reset(stream);
                    pause();
                }
            }
        }
    }

    private void count(int status, String retryAfter, String body, int calls) {
        boolean all = tally(body, calls) == calls;
        if (all) {
            busyStatuses.increment();
        }
        if (status != (all ? 429 : 200) || all == retryAfter.isEmpty()) {
            unexpected.add("status " + status + ", retry after '" + retryAfter + "': " + body);
        }
    }

    /** How many were refused; every other must have been served. */
    private int tally(String body, int calls) {
        int no = body.split(Pattern.quote(OverloadNode.REFUSED_ERROR), -1).length - 1;
        int yes = body.split("\"result\":\"done\"", -1).length - 1;
        if (no + yes != calls) {
            unexpected.add(body);
        }
        refused.add(no);
        served.add(yes);
        return no;
    }

    private static String batch() {
        return IntStream.range(0, BATCH)
                .mapToObj(id -> OverloadNode.call("work", id))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
