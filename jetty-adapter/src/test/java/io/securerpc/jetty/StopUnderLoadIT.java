package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops in the middle of everything: whatever it has run it has answered, over every protocol. */
class StopUnderLoadIT {
    private static final int CLIENTS_OF_A_KIND = 8;
    private static final int CALLS_BEFORE_THE_STOP = 500;
    private static final Pattern RESULT = Pattern.compile("\"result\":([0-9]+)");

    @TempDir
    Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Set<Integer> run = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> asked = new ConcurrentHashMap<>();
    private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
    private TestNode node;

    /** Asks until it is told, in one way or the other, that it is over. */
    private interface Client {
        void ask() throws IOException;
    }

    @AfterEach
    void stop() {
        node.close();
        clients.shutdownNow();
        later.shutdownNow();
    }

    @RepeatedTest(4)
    void whatWasRunWasAnswered() throws Exception {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(service())
                .stopTimeout(Duration.ofMinutes(2))
                .start();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS_OF_A_KIND; i++) {
            running.add(start(this::askOverHttp1));
            running.add(start(this::askOverHttp2));
            running.add(start(this::askOverAWebSocket));
        }
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> answered.size() >= CALLS_BEFORE_THE_STOP);

        node.close();

        for (CompletableFuture<Void> client : running) {
            client.get(30, TimeUnit.SECONDS);
        }
        Set<Integer> lost = new TreeSet<>(run);
        lost.removeAll(answered);
        assertThat(lost.stream().map(asked::get)).as("seed %d", seed).isEmpty();
        assertThat(answered).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(run);
        ServerStopped stopped = node.events.awaitFirst(ServerStopped.class);
        assertThat(stopped.cut()).isZero();
        assertThat(stopped.webSocketsCut()).isZero();
        assertThat(stopped.took()).isLessThan(Duration.ofMinutes(1));
    }

    /** Some calls are answered at once, some a moment later. */
    private RpcService service() {
        return RpcService.builder()
                .method("run", Permission.PUBLIC, call -> {
                    int number = (int) call.params().integer(0);
                    run.add(number);
                    int delay = number % 3 == 0 ? number % 40 : 0;
                    if (delay == 0) {
                        return number;
                    }
                    CompletableFuture<Integer> answer = new CompletableFuture<>();
                    later.schedule(() -> answer.complete(number), delay, TimeUnit.MILLISECONDS);
                    return answer;
                })
                .build();
    }

    private CompletableFuture<Void> start(Client client) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        client.ask();
                    } catch (IOException over) {
                        // What it had asked last is either answered by now, or was not run.
                    }
                },
                clients);
    }

    private void askOverHttp1() throws IOException {
        while (true) {
            int calls = 1 + calls();
            try (RawConnection connection = node.anonymous().connect()) {
                for (int i = 0; i < calls; i++) {
                    var answer = connection.post(call("HTTP/1.1"));
                    noteAnswer(answer.body());
                    if (answer.header("connection").equals("close")) {
                        break;
                    }
                }
            }
        }
    }

    private synchronized int calls() {
        return random.nextInt(50);
    }

    private void askOverAWebSocket() throws IOException {
        try (RawWebSocket webSocket = RawWebSocket.open(node.anonymous().connect())) {
            while (true) {
                webSocket.send(call("WebSocket"));
                RawWebSocket.Frame frame = webSocket.readFrame();
                if (frame.opcode() != RawWebSocket.TEXT) {
                    return;
                }
                noteAnswer(frame.text());
            }
        }
    }

    /** Two streams at a time, until the server names one that it answers no more. */
    private void askOverHttp2() throws IOException {
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            int open = 0;
            boolean over = false;
            while (!over || open > 0) {
                for (; !over && open < 2; open++) {
                    http2.finishPost(http2.beginPost(), call("HTTP/2"));
                }
                RawHttp2.Frame frame = http2.readFrame();
                String text = frame.text();
                if (frame.isGoAway()) {
                    over = !text.startsWith("goaway " + Integer.MAX_VALUE);
                    continue;
                }
                if (text.startsWith("data") && RESULT.matcher(text).find()) {
                    noteAnswer(text);
                    open--;
                }
            }
        }
    }

    private String call(String way) {
        int number = next.incrementAndGet();
        asked.put(number, way);
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"run\",\"params\":[" + number + "]}";
    }

    private void noteAnswer(String text) {
        Matcher result = RESULT.matcher(text);
        assertThat(result.find()).as(text).isTrue();
        answered.add(Integer.valueOf(result.group(1)));
    }
}
