package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that gets another number, because one of the same hash was revoked, is trusted at every moment; the revoked one is not for long. */
class RenumberingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path temporary;

    private TrustFixture fixture;
    private ClientDirectory clients;

    @BeforeEach
    void makeDirectory() throws IOException {
        fixture = new TrustFixture(temporary);
        clients = ClientDirectory.of(fixture.directory);
    }

    /** One look after a rename: the name that is gone is noticed first, and must not count alone. */
    @Test
    void neverLosesTheClientThatMovesUp() throws IOException {
        for (boolean linked : List.of(true, false)) {
            List<TestCertificate> users = Subjects.ofOneHash(2);
            String hash = TrustFixture.hash(users.get(0));
            Path first = place(users.get(0), hash + ".0", linked);
            Path last = place(users.get(1), hash + ".1", linked);
            Awaitility.await().until(() -> settled(first) && settled(last));
            try (LiveTrust live = fixture.open()) {
                Files.move(last, first, StandardCopyOption.ATOMIC_MOVE);

                live.look(false);

                assertThat(TrustFixture.both(live, users.get(1))).startsWith("certificate:sha256/");
                assertThat(TrustFixture.both(live, users.get(0))).isEqualTo("NOT_INSTALLED / NOT_INSTALLED");
            }
            Files.delete(first);
        }
    }

    /** Between any two looks, and while one is under way: whoever stays is never refused, whoever is revoked soon is. */
    @Test
    void refusesOnlyTheRevokedWhileALiveServerLooks() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger refusals = new AtomicInteger();
        AtomicLong judgements = new AtomicLong();
        TestCertificate first = install();
        AtomicReference<TestCertificate> stays = new AtomicReference<>(first);
        try (LiveTrust live = ClientTrust.installed(fixture.directory).open(InstantSource.system())) {
            CompletableFuture<Void> looking = repeat(ended, () -> live.look(false));
            CompletableFuture<Void> judging = repeat(ended, () -> {
                TestCertificate one = stays.get();
                boolean trusted = live.judge(one.chain()) instanceof TrustDecision.Trusted
                        && live.judgeOpen(one.chain()) instanceof TrustDecision.Trusted;
                // Whoever was asked about may have been exchanged meanwhile.
                if (!trusted && stays.get() == one) {
                    refusals.incrementAndGet();
                }
                judgements.incrementAndGet();
            });
            TestCertificate leaves = first;
            for (int round = 0; round < 100; round++) {
                TestCertificate moves = install();
                awaitTrust(live, moves, true);
                stays.set(moves);

                RevokedClient revoked =
                        clients.revoke(Fingerprint.of(leaves.certificate()).hex());

                assertThat(revoked.renamed()).hasSize(1);
                awaitTrust(live, leaves, false);
                assertThat(refusals).as("round %s", round).hasValue(0);
                leaves = moves;
            }
            ended.set(true);
            looking.get(1, TimeUnit.MINUTES);
            judging.get(1, TimeUnit.MINUTES);
        }
        assertThat(refusals).hasValue(0);
        assertThat(judgements).hasValueGreaterThan(100);
    }

    /** From then on a file is only read again when it looks different. */
    private static boolean settled(Path file) throws IOException {
        return EntryStamp.of(file).settled();
    }

    /** Whenever a server looks, it finds the old certificate or the new one. */
    @Test
    void findsOneOfBothCertificatesWhileAClientIsRenewed() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger refusals = new AtomicInteger();
        TestCertificate first = TestCertificate.named("alice").selfSigned();
        clients.install(first.writeCertificate(temporary.resolve("user.pem")));
        AtomicReference<List<TestCertificate>> pair = new AtomicReference<>(List.of(first));
        try (LiveTrust live = ClientTrust.installed(fixture.directory).open(InstantSource.system())) {
            CompletableFuture<Void> looking = repeat(ended, () -> live.look(false));
            CompletableFuture<Void> judging = repeat(ended, () -> {
                List<TestCertificate> both = pair.get();
                TrustSnapshot snapshot = live.current();
                Instant now = Instant.now();
                if (both.stream().noneMatch(one -> snapshot.judge(one.chain(), now) instanceof TrustDecision.Trusted)
                        && pair.get() == both) {
                    refusals.incrementAndGet();
                }
            });
            TestCertificate old = first;
            for (int round = 0; round < 30; round++) {
                TestCertificate renewed = TestCertificate.named("alice").selfSigned();
                pair.set(List.of(old, renewed));

                clients.installRenewal(renewed.writeCertificate(temporary.resolve("user.pem")));

                awaitTrust(live, renewed, true);
                assertThat(live.judgeOpen(old.chain())).isInstanceOf(TrustDecision.Distrusted.class);
                assertThat(refusals).as("round %s", round).hasValue(0);
                old = renewed;
            }
            ended.set(true);
            looking.get(1, TimeUnit.MINUTES);
            judging.get(1, TimeUnit.MINUTES);
        }
        assertThat(refusals).hasValue(0);
    }

    private TestCertificate install() {
        TestCertificate user = Subjects.ofOneHash(1).get(0);
        clients.install(user.writeCertificate(temporary.resolve("user.pem")));
        return user;
    }

    private static void awaitTrust(LiveTrust live, TestCertificate user, boolean trusted) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> live.judgeOpen(user.chain()) instanceof TrustDecision.Trusted == trusted);
    }

    private static CompletableFuture<Void> repeat(AtomicBoolean ended, Runnable task) {
        return CompletableFuture.runAsync(
                () -> {
                    while (!ended.get()) {
                        task.run();
                    }
                },
                runnable -> {
                    Thread thread = new Thread(runnable, "renumbering");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    private Path place(TestCertificate user, String name, boolean linked) throws IOException {
        Path file = fixture.directory.resolve(name);
        if (!linked) {
            return user.writeCertificate(file);
        }
        user.writeCertificate(fixture.directory.resolve(name + ".cert.pem"));
        return Files.createSymbolicLink(file, Path.of(name + ".cert.pem"));
    }
}
