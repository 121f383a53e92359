package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.trust.TrustDecision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fifty clients with seven hundred connections, of whom five are revoked while messages flow: exactly they are cut. */
class MassRevocationIT {
    private static final int CLIENTS = 50;
    private static final int WEB_SOCKETS = 10;
    private static final int HTTP2 = 4;
    private static final int REVOKED = 5;
    private static final int ALL = CLIENTS * (WEB_SOCKETS + HTTP2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<TestCertificate> users = IntStream.range(0, CLIENTS)
            .mapToObj(i -> TestCertificate.named("rpc.user." + i).selfSigned())
            .toList();

    private final AtomicInteger published = new AtomicInteger();
    private final List<WebSocketMember> webSockets = new ArrayList<>();
    private final List<Http2Member> http2 = new ArrayList<>();

    private TestNode.Builder node() {
        // The first have nothing to say while all the others connect, and the one that is held waits for five
        // revocations.
        TestNode.Builder builder = TestNode.in(folder)
                .limits(Limits.builder()
                        .idleTimeout(Duration.ofMinutes(10))
                        .handshakeTimeout(Duration.ofMinutes(2))
                        .connections(ConnectionLimits.builder()
                                .maxConnectionsPerAddress(2_000)
                                .build())
                        .build());
        users.forEach(builder::install);
        return builder;
    }

    @Test
    void cutsExactlyTheConnectionsOfWhoIsRevokedWhileMessagesFlow() throws Exception {
        HeldJudge[] judge = new HeldJudge[1];
        try (TestNode node =
                        node().judges(trust -> judge[0] = new HeldJudge(trust)).start();
                Crowd crowd = new Crowd()) {
            connectAll(node, crowd);
            // Five of those that will be cut read nothing, one of each client.
            List<WebSocketMember> deaf = webSockets.stream()
                    .filter(member -> member.client < REVOKED)
                    .filter(member -> webSockets.indexOf(member) % WEB_SOCKETS == 0)
                    .toList();
            crowd.run(() -> deaf.forEach(member -> member.deaf = true));
            ScheduledExecutorService traffic = traffic(node, crowd);
            await().atMost(PATIENCE).until(() -> published.get() > 10);

            WebSocketMember late = new WebSocketMember(0, node.port());
            judge[0].hold(users.get(0));
            crowd.connect(late, node.port(), Crowd.context(node.identity, users.get(0)), "http/1.1", 0);
            judge[0].awaitHeld();
            List<Revocation> revocations = revoke(node, judge[0]);
            await().atMost(PATIENCE)
                    .until(() -> node.server().tlsConnections() == ALL - REVOKED * (WEB_SOCKETS + HTTP2));

            int before = published.get();
            await().atMost(PATIENCE).until(() -> published.get() > before + 10);
            stop(traffic);
            crowd.run(() -> deaf.forEach(Member::listenAgain));
            await().atMost(PATIENCE).until(() -> deaf.stream().allMatch(member -> member.endedAt != 0));
            assertThat(deaf).hasSize(REVOKED);
            assertThat(late.open).as("the late one was served").isFalse();
            assertThat(late.endedAt).isNotZero();
            assertSurvivorsMissedNothing(REVOKED);
            assertEndedOrderly(deaf, revocations);
            assertLatencies(deaf, revocations);
            await().atMost(PATIENCE).untilAsserted(() -> assertToldOfEachCut(node));
        }
    }

    /** The late one was let in by its handshake: it is cut as well, unless its request was refused before anybody looked. */
    private void assertToldOfEachCut(TestNode node) {
        Map<String, Long> cuts = node.events.of(SecurityEvent.ConnectionCut.class).stream()
                .collect(Collectors.groupingBy(SecurityEvent.ConnectionCut::callerId, Collectors.counting()));
        long each = WEB_SOCKETS + HTTP2;
        assertThat(cuts).hasSize(REVOKED);
        assertThat(cuts.remove("certificate:rpc.user.0")).isBetween(each, each + 1);
        assertThat(cuts.values()).containsOnly(each);
    }

    @Test
    void closesNothingWhenNobodyIsRevoked() throws Exception {
        try (TestNode node = node().start();
                Crowd crowd = new Crowd()) {
            connectAll(node, crowd);
            ScheduledExecutorService traffic = traffic(node, crowd);
            await().atMost(PATIENCE).until(() -> published.get() > 40);
            stop(traffic);
            assertSurvivorsMissedNothing(0);
            assertThat(node.server().tlsConnections()).isEqualTo(ALL);
            assertThat(node.events)
                    .noneMatch(event -> event instanceof SecurityEvent.ConnectionCut
                            || event instanceof SecurityEvent.ClientRefused);
        }
    }

    private void connectAll(TestNode node, Crowd crowd) throws Exception {
        for (int client = 0; client < CLIENTS; client++) {
            SSLContext context = Crowd.context(node.identity, users.get(client));
            for (int i = 0; i < WEB_SOCKETS; i++) {
                WebSocketMember member = new WebSocketMember(client, node.port());
                webSockets.add(member);
                crowd.connect(member, node.port(), context, "http/1.1", i == 0 ? 4096 : 0);
            }
            for (int i = 0; i < HTTP2; i++) {
                Http2Member member = new Http2Member(client, node.port());
                http2.add(member);
                crowd.connect(member, node.port(), context, "h2", 0);
            }
            // No more handshakes at once than two cores finish in the time a handshake may take.
            await().atMost(PATIENCE).until(() -> crowd.members.stream().allMatch(member -> member.open));
        }
        assertThat(node.server().tlsConnections()).isEqualTo(ALL);
        assertThat(node.subscribers).hasSize(CLIENTS * WEB_SOCKETS);
    }

    /** Numbered events to every WebSocket, and a numbered question on every HTTP/2 connection. */
    private ScheduledExecutorService traffic(TestNode node, Crowd crowd) {
        ScheduledExecutorService traffic = Executors.newSingleThreadScheduledExecutor();
        traffic.scheduleWithFixedDelay(
                () -> {
                    node.publish(published.incrementAndGet());
                    crowd.run(() -> http2.forEach(Http2Member::ask));
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
        return traffic;
    }

    private static void stop(ScheduledExecutorService traffic) throws InterruptedException {
        traffic.shutdown();
        assertThat(traffic.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    /** One client after another, and lets the connection that was held go on when all are gone. */
    private List<Revocation> revoke(TestNode node, HeldJudge judge) {
        List<Revocation> revocations = new ArrayList<>();
        for (int client = 0; client < REVOKED; client++) {
            // Each at another moment between two looks.
            int next = published.get() + 1 + client;
            await().atMost(PATIENCE).until(() -> published.get() >= next);
            int left = ALL + 1 - (client + 1) * (WEB_SOCKETS + HTTP2);
            long begin = Member.fairNow();
            long realBegin = System.nanoTime();
            node.revoke(users.get(client));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> node.server().tlsConnections() == left);
            long done = Member.fairNow();
            revocations.add(new Revocation(begin, done, System.nanoTime() - realBegin - (done - begin)));
        }
        assertThat(judge.trust.judge(users.get(0).chain())).isInstanceOf(TrustDecision.Distrusted.class);
        judge.release();
        return revocations;
    }

    /**
     * When a client's file was removed, and when the server had none of its connections any more, {@linkplain Member#fairNow() fairly}; and how long everything stood still in between. All in
     * nanoseconds.
     */
    private record Revocation(long at, long done, long stoodStill) {}

    private void assertSurvivorsMissedNothing(int revoked) {
        int all = published.get();
        List<WebSocketMember> listening =
                webSockets.stream().filter(member -> member.client >= revoked).toList();
        List<Http2Member> asking =
                http2.stream().filter(member -> member.client >= revoked).toList();
        await().atMost(PATIENCE).until(() -> listening.stream().allMatch(member -> member.last == all));
        assertThat(listening).hasSize((CLIENTS - revoked) * WEB_SOCKETS).allSatisfy(member -> {
            assertThat(member.unexpected).isEmpty();
            assertThat(member.endedAt).isZero();
        });
        assertThat(asking).hasSize((CLIENTS - revoked) * HTTP2).allSatisfy(member -> {
            assertThat(member.unexpected).isEmpty();
            assertThat(member.endedAt).isZero();
            assertThat(member.goneAway).isFalse();
            assertThat(member.last).isGreaterThan(5);
        });
    }

    /** There is half a second for the goodbye: who was cut while everything stood still for about as long may have had none. */
    private void assertEndedOrderly(List<WebSocketMember> deaf, List<Revocation> revocations) {
        List<WebSocketMember> told = webSockets.stream()
                .filter(member -> member.client < REVOKED && !deaf.contains(member))
                .toList();
        List<Http2Member> toldToo =
                http2.stream().filter(member -> member.client < REVOKED).toList();
        assertThat(told).hasSize(REVOKED * (WEB_SOCKETS - 1)).allSatisfy(member -> {
            assertThat(member.closeCode).isIn(0, 1008);
            assertThat(member.unexpected).isEmpty();
        });
        assertThat(toldToo).hasSize(REVOKED * HTTP2);
        Set<Integer> unaware = Stream.concat(
                        told.stream().filter(member -> member.closeCode == 0),
                        toldToo.stream().filter(member -> !member.goneAway))
                .map(member -> member.client)
                .collect(Collectors.toSet());
        assertThat(unaware)
                .as("clients that were not told why")
                .allSatisfy(client -> assertThat(revocations.get(client).stoodStill())
                        .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(200)));
    }

    /** Of those that read nothing the server alone knows when they were gone. */
    private void assertLatencies(List<WebSocketMember> deaf, List<Revocation> revocations) {
        List<Member> cut = new ArrayList<>(webSockets);
        cut.addAll(http2);
        cut.removeIf(member -> member.client >= REVOKED);
        long[] millis = cut.stream()
                .mapToLong(member -> {
                    Revocation revocation = revocations.get(member.client);
                    return (deaf.contains(member) ? revocation.done() : member.fairEnd) - revocation.at();
                })
                .map(TimeUnit.NANOSECONDS::toMillis)
                .sorted()
                .toArray();
        long p99 = millis[(int) Math.ceil(millis.length * 0.99) - 1];
        System.out.printf(
                "cut of %d connections after p50 %d ms, p99 %d ms, at most %d ms%n",
                millis.length, millis[millis.length / 2], p99, millis[millis.length - 1]);
        assertThat(p99).isLessThan(2_000);
    }
}
