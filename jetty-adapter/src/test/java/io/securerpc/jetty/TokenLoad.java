package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.ClientTls;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Clients that call again and again, each time with a token that nobody has seen. */
final class TokenLoad {
    final AtomicInteger served = new AtomicInteger();
    final Map<Integer, String> refused = new ConcurrentHashMap<>();
    private final TestNode node;
    private final Supplier<String> tokens;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private volatile boolean stopped;

    TokenLoad(TestNode node, Supplier<String> tokens) {
        this.node = node;
        this.tokens = tokens;
    }

    TokenLoad start() {
        threads.execute(this::run);
        threads.execute(this::run);
        return this;
    }

    private void run() {
        HttpClient client = ClientTls.trusting(node.identity.certificate()).httpClient(HttpClient.Version.HTTP_1_1);
        while (!stopped) {
            try {
                CallWay.Answer answer = CallWay.post(node, client, List.of("Bearer " + tokens.get()), CallWay.COUNT);
                if (answer.status() == 200) {
                    served.incrementAndGet();
                } else {
                    refused.put(refused.size(), answer.toString());
                }
            } catch (Exception e) {
                refused.put(refused.size(), e.toString());
            }
        }
    }

    void awaitMore(int calls) {
        int enough = served.get() + calls;
        await().atMost(Duration.ofSeconds(60)).until(() -> served.get() >= enough || !refused.isEmpty());
    }

    void stop() throws InterruptedException {
        stopped = true;
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
}
