package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** New clients at a steady rate: each does a full handshake with a certificate and one call. What one of them waits for another counts as its own time. */
final class HonestHandshakes {
    /** As many as may be under way at once. */
    static final int CLIENTS = 8;

    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";

    private final TestNode node;
    private final TestCertificate user;
    private final double[] millis;
    private final int perSecond;
    private final AtomicInteger next = new AtomicInteger();

    private HonestHandshakes(TestNode node, TestCertificate user, int perSecond, int count) {
        this.node = node;
        this.user = user;
        this.perSecond = perSecond;
        this.millis = new double[count];
    }

    /** In milliseconds, from when it was due to its answer. */
    static double percentile99(TestNode node, TestCertificate user, int perSecond, int seconds) throws Exception {
        return new HonestHandshakes(node, user, perSecond, perSecond * seconds).run();
    }

    private double run() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            long begin = System.nanoTime();
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(clients.submit((Callable<Void>) () -> connectEachInTurn(begin)));
            }
            for (Future<Void> each : all) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
        }
        Arrays.sort(millis);
        return millis[(int) Math.ceil(millis.length * 0.99) - 1];
    }

    private Void connectEachInTurn(long begin) throws Exception {
        for (int i = next.getAndIncrement(); i < millis.length; i = next.getAndIncrement()) {
            RawTlsClient stranger = node.client(user); // knows no session that it could resume
            long due = begin + (i + 1) * (TimeUnit.SECONDS.toNanos(1) / perSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            try (RawConnection connection = stranger.connect()) {
                assertThat(connection.post(COUNT).status()).isEqualTo(200);
                assertThat(connection.resumed()).isFalse();
            }
            millis[i] = (System.nanoTime() - due) / 1e6;
        }
        return null;
    }
}
