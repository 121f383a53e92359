package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.TestCertificate;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What trust costs each request on a connection that is open. */
class PerRequestCheckIT {
    private static final int REQUESTS = 1_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @Test
    void allocatesNothing() throws Exception {
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        try (TestNode node = TestNode.in(folder).install(user).start();
                RawConnection client = node.client(user).connect()) {
            assertThat(client.post("{\"action\":\"block_count\"}").status()).isEqualTo(200);
            ClientConnection connection = (ClientConnection)
                    List.copyOf(node.server().listeners().get(0).connector().getConnectedEndPoints())
                            .get(0)
                            .getConnection();
            assertThat(connection.verdict()).isInstanceOf(PeerVerdict.Certificate.class);
            // A verdict is believed for a second, and what asks again then may allocate: hence the least of many runs.
            long least = Long.MAX_VALUE;
            for (int run = 0; run < 20; run++) {
                least = Math.min(least, allocatedBy(connection));
            }
            assertThat(least).isZero();
        }
    }

    private static long allocatedBy(ClientConnection connection) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        int served = 0;
        for (int i = 0; i < REQUESTS; i++) {
            served += connection.verdict() instanceof PeerVerdict.Certificate ? 1 : 0;
        }
        long after = THREADS.getThreadAllocatedBytes(thread);
        assertThat(served).isEqualTo(REQUESTS);
        return after - before;
    }
}
