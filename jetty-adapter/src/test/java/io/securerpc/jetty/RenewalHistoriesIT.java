package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.jetty.RenewalPairs.Pair;
import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Whatever happens to the files of an identity, every handshake gets a certificate that is valid, complete, its key's, and no older than the
 * one before; and what is good and newer comes to be served.
 *
 * <p>{@code -Dsecure-rpc.histories=N} and {@code -Dsecure-rpc.seed=S} choose how many histories and which.
 */
class RenewalHistoriesIT {
    private static final int HISTORIES = Integer.getInteger("secure-rpc.histories", 2_000);
    private static final long SEED = Long.getLong("secure-rpc.seed", System.nanoTime());

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private RenewalNode node;
    private int listener;

    @Test
    void noHistoryOfFilesBreaksAHandshakeOrGoesBack() throws Exception {
        RenewalPairs pairs = new RenewalPairs(random);
        List<IdentityFolder> folders = IdentityFolder.all(folder, random, this::sometimesUntilLookedAt);
        List<Pair> current = new ArrayList<>();
        for (IdentityFolder each : folders) {
            current.add(pairs.next());
            each.place(current.get(current.size() - 1));
        }
        RenewalNode server = start(folders);
        node = server;
        long begin = System.nanoTime();
        try (server;
                Handshakes handshakes = new Handshakes(node, folders.size())) {
            for (int i = 0; i < HISTORIES; i++) {
                listener = i % folders.size();
                handshakes.favour(listener);
                RenewalHistory history = new RenewalHistory(pairs, random, current.get(listener));
                Pair good = history.run(folders.get(listener));
                current.set(listener, good);
                String description = "seed %d, history %d, %s: %s".formatted(SEED, i, folders.get(listener), history);
                int served = servedInTheEnd(handshakes, good);
                assertThat(handshakes.failures()).as(description).isEmpty();
                assertThat(served)
                        .as(description + "; " + node.server().identityStatus().get(listener))
                        .isEqualTo(good.generation());
            }
            report(handshakes, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    /** The clients above would notice: else they would prove nothing. */
    @Test
    void theClientsRefuseWhatMustNeverBeServed() throws Exception {
        RenewalPairs pairs = new RenewalPairs(random);
        Pair good = pairs.next();
        RootClient client = new RootClient(RenewalPairs.ROOT.certificate());
        for (Pair pair : List.of(good, good.withCertificates(good.leafAlone()))) {
            Path place = folder.resolve("control" + pair.certificates().length());
            IdentityFolder files = IdentityFolder.all(place, random, () -> {}).get(0);
            files.place(pair);
            try (RenewalNode control = start(List.of(files))) {
                if (pair == good) {
                    assertThat(RenewalPairs.generation(client.call(control.port(0), "TLSv1.3")))
                            .isEqualTo(good.generation());
                } else {
                    assertThatThrownBy(() -> client.call(control.port(0), "TLSv1.3"))
                            .isInstanceOf(SSLHandshakeException.class)
                            .hasMessageContaining("unable to find valid certification path");
                }
            }
        }
    }

    private static RenewalNode start(List<IdentityFolder> folders) {
        List<Listener> listeners = folders.stream()
                .<Listener>map(each -> Listener.tls(
                        "127.0.0.1", 0, each.files(), TlsPolicy.intermediate(), ClientAuthentication.none()))
                .toList();
        return new RenewalNode(RenewalNode.OFTEN, listeners);
    }

    /** The generation served at the end, which may take a few looks. */
    private int servedInTheEnd(Handshakes handshakes, Pair good) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        int served;
        do {
            served = handshakes.callOnce(listener, "TLSv1.3");
        } while (served != good.generation() && handshakes.failures().isEmpty() && System.nanoTime() < deadline);
        return served;
    }

    /** So that half done files are sometimes seen and sometimes not. */
    private void sometimesUntilLookedAt() {
        if (node == null || random.nextBoolean()) {
            return;
        }
        Instant before = lastLook();
        while (lastLook().equals(before)) {
            LockSupport.parkNanos(200_000);
        }
    }

    private Instant lastLook() {
        return node.server().identityStatus().get(listener).lastLook();
    }

    private static void report(Handshakes handshakes, Duration took) {
        double rate = handshakes.count() * 1e9 / took.toNanos();
        LoggerFactory.getLogger(RenewalHistoriesIT.class)
                .info(
                        "seed {}: {} histories in {} s, {} handshakes ({} a second), none failed",
                        SEED,
                        HISTORIES,
                        took.toSeconds(),
                        handshakes.count(),
                        Math.round(rate));
        // Fifty a second, or five during each history where the machine is slow with both.
        assertThat(handshakes.count())
                .as("handshakes in %s, seed %d", took, SEED)
                .isGreaterThanOrEqualTo(Math.min(50 * took.toSeconds(), 5L * HISTORIES));
    }
}
