package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.listener.Listener;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of connections that are accepted in the moment in which the server stops: one that stayed open would keep its peer waiting for ever. */
@Functional
class LateAcceptIT {
    /** One stop of twelve forgot a connection, while acceptors were interrupted. */
    private static final int ROUNDS = 30;

    private static final int CLIENTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void noneIsForgotten() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Queue<RawConnection> opened = new ConcurrentLinkedQueue<>();
            List<Future<?>> clients = new ArrayList<>();
            try (PlainNode node = PlainNode.on(Listener.plain("127.0.0.1", 0))) {
                int port = node.port();
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(threads.submit(() -> connectUntilRefused(port, opened)));
                }
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> opened.size() >= 2 * CLIENTS);
            }
            for (Future<?> client : clients) {
                client.get(60, TimeUnit.SECONDS);
            }
            for (RawConnection each : opened) {
                try (each) {
                    assertThat(ends(each))
                            .as("connection ended, in round %d", round)
                            .isTrue();
                }
            }
        }
    }

    private static void connectUntilRefused(int port, Queue<RawConnection> opened) {
        for (int i = 0; i < 2_000; i++) {
            try {
                opened.add(RawTlsClient.connectPlain(port));
            } catch (ConnectException refused) {
                return;
            } catch (IOException reset) {
                continue;
            }
        }
    }

    /** Asks by a byte: of one that the kernel has not handed out before the port was closed, its peer learns only then. */
    private static boolean ends(RawConnection connection) throws IOException {
        try {
            connection.write("G");
        } catch (IOException ended) {
            return true;
        }
        return connection.endsWithin(PATIENCE);
    }
}
