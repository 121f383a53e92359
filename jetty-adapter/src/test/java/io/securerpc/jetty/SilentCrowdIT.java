package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that say nothing, next to handshakes that are meant. */
class SilentCrowdIT {
    private static final Logger LOG = LoggerFactory.getLogger(SilentCrowdIT.class);
    private static final int SILENT = 2_000;
    private static final int HANDSHAKES = 100;
    private static final int PER_SECOND = 50;
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final List<Socket> silent = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : silent) {
            socket.close();
        }
    }

    /** The times are told and not judged: on a busy machine they say more about the machine. */
    @Test
    void everyHonestHandshakeSucceedsAndFewOfTheSilentAreKept() throws Exception {
        assumeTrue(OpenSockets.areShown(), "no /proc/net/tcp here");
        try (TestNode node = TestNode.in(folder).install(user).start()) {
            RawTlsClient client = node.client(user);
            percentile99(client);
            List<Long> alone = new ArrayList<>();
            List<Long> crowded = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                alone.add(percentile99(client));
                comeTo(node.port());
                crowded.add(percentile99(client));
                assertThat(OpenSockets.of(node.port())).isBetween(200L, 260L);
                closeAll();
                silent.clear();
            }
            LOG.info(
                    "p99 of a handshake and a call, in microseconds: alone {}, beside {} silent {}",
                    alone,
                    SILENT,
                    crowded);
        }
    }

    private void comeTo(int port) throws IOException {
        for (int i = 0; i < SILENT; i++) {
            Socket socket = new Socket();
            silent.add(socket);
            socket.bind(new InetSocketAddress("127.0.0.2", 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
        }
    }

    private static long percentile99(RawTlsClient client) throws IOException {
        long[] micros = new long[HANDSHAKES];
        long next = System.nanoTime();
        for (int i = 0; i < HANDSHAKES; i++) {
            next += 1_000_000_000L / PER_SECOND;
            LockSupport.parkNanos(next - System.nanoTime());
            long start = System.nanoTime();
            try (RawConnection connection = client.connect()) {
                assertThat(connection.post(COUNT).status()).isEqualTo(200);
            }
            micros[i] = (System.nanoTime() - start) / 1_000;
        }
        Arrays.sort(micros);
        return micros[HANDSHAKES * 99 / 100 - 1];
    }
}
