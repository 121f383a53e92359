package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.DisabledCallers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Subscribers whose credential ends in the middle of their subscription, each kind in its way, are closed in time; a hundred others, with credentials of every kind and with none, lose not
 * one event.
 */
class ExpiryAmongSubscribersIT {
    private static final int OF_EACH = 25;
    private static final int ENDING = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSWORD = "not a secret of anybody";
    private static final TestCertificate STAYS =
            TestCertificate.named("rpc.stays").selfSigned();
    private static final TestCertificate REMOVED =
            TestCertificate.named("rpc.removed").selfSigned();
    private static final TestCertificate DISABLED =
            TestCertificate.named("rpc.disabled").selfSigned();

    @TempDir
    private Path folder;

    private final AtomicInteger published = new AtomicInteger();
    private final List<WebSocketMember> staying = new ArrayList<>();
    private Path users;
    private Path disabled;
    private TokenFile tokens;

    @BeforeEach
    void writeFiles() throws IOException {
        users = folder.resolve("users");
        writeUsers("alice", "bob");
        disabled = Files.writeString(folder.resolve("disabled"), "");
        tokens = TokenFile.at(folder.resolve("tokens"));
    }

    @Test
    void closesThemInTimeAndCostsNobodyElseAnEvent() throws Exception {
        String stays = tokens.create(NewToken.named("stays")).secret();
        String revoked = tokens.create(NewToken.named("revoked")).secret();
        try (TestNode node = node();
                Crowd crowd = new Crowd()) {
            SSLContext none = ClientTls.trusting(node.identity.certificate()).context();
            staying.addAll(connect(node, crowd, OF_EACH, none, bearer(stays)));
            staying.addAll(connect(node, crowd, OF_EACH, none, basic("alice")));
            staying.addAll(connect(node, crowd, OF_EACH, none, ""));
            staying.addAll(connect(node, crowd, OF_EACH, Crowd.context(node.identity, STAYS), ""));
            List<WebSocketMember> ofRevoked = connect(node, crowd, ENDING, none, bearer(revoked));
            List<WebSocketMember> ofBob = connect(node, crowd, ENDING, none, basic("bob"));
            List<WebSocketMember> ofRemoved = connect(node, crowd, ENDING, Crowd.context(node.identity, REMOVED), "");
            List<WebSocketMember> ofDisabled = connect(node, crowd, ENDING, Crowd.context(node.identity, DISABLED), "");
            // Its file knows whole seconds.
            Instant end = Instant.now().plusSeconds(12).truncatedTo(ChronoUnit.SECONDS);
            String expiring =
                    tokens.create(NewToken.named("expiring").withExpiry(end)).secret();
            await().atMost(PATIENCE)
                    .until(() -> !node.events
                            .of(SecurityEvent.CredentialsChanged.class)
                            .isEmpty());
            List<WebSocketMember> ofExpiring = connect(node, crowd, ENDING, none, bearer(expiring));
            ScheduledExecutorService traffic = traffic(node);

            long expiry =
                    System.nanoTime() + Duration.between(Instant.now(), end).toNanos();
            assertThat(ended("token that expires", ofExpiring, expiry)).isNotNegative();
            ended("token that is revoked", ofRevoked, () -> tokens.revoke("revoked"));
            ended("user who is removed", ofBob, () -> writeUsers("alice"));
            ended("certificate that is removed", ofRemoved, () -> node.revoke(REMOVED));
            ended(
                    "caller who is disabled",
                    ofDisabled,
                    () -> DisabledCallers.add(disabled, "certificate:rpc.disabled"));

            traffic.shutdown();
            assertThat(traffic.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertNobodyElseMissedAnything(node);
        }
    }

    private void assertNobodyElseMissedAnything(TestNode node) {
        int all = published.get();
        assertThat(all).isGreaterThan(100);
        await().atMost(PATIENCE).until(() -> staying.stream().allMatch(member -> member.last == all));
        assertThat(staying).hasSize(100).allSatisfy(member -> {
            assertThat(member.unexpected).isEmpty();
            assertThat(member.endedAt).isZero();
        });
        // Their peers may have seen the ends of the others first.
        await().atMost(PATIENCE).until(node.server()::tlsConnections, open -> open == 100);
        await().atMost(PATIENCE).until(node.subscribers::size, open -> open == 100);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.events.callersCut())
                        .hasSize(5 * ENDING)
                        .containsOnly(
                                "token:expiring",
                                "token:revoked",
                                "basic:bob",
                                "certificate:rpc.removed",
                                "certificate:rpc.disabled"));
    }

    /** What makes a credential end. */
    @FunctionalInterface
    private interface Ending {
        void run() throws Exception;
    }

    private static void ended(String what, List<WebSocketMember> members, Ending ending) throws Exception {
        long begin = System.nanoTime();
        ending.run();
        ended(what, members, begin);
    }

    /** Waits for the end of all; the earliest of them, in milliseconds after the moment that it is due at. */
    private static long ended(String what, List<WebSocketMember> members, long due) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> members.stream().allMatch(member -> member.endedAt != 0));
        long[] millis = members.stream()
                .mapToLong(member -> TimeUnit.NANOSECONDS.toMillis(member.endedAt - due))
                .sorted()
                .toArray();
        long last = millis[millis.length - 1];
        System.out.printf("subscribers with a %s: closed after %d to %d ms%n", what, millis[0], last);
        assertThat(members).allSatisfy(member -> {
            assertThat(member.unexpected).isEmpty();
            assertThat(member.closeCode).isEqualTo(1008);
            assertThat(member.last).as("events before the end").isPositive();
        });
        // Half a second by design, a second or two by promise, and more where the machine is busy with something else.
        assertThat(last).isLessThan(10_000);
        return millis[0];
    }

    private TestNode node() {
        return TestNode.in(folder)
                .install(STAYS)
                .install(REMOVED)
                .install(DISABLED)
                .authentication(trust -> ClientAuthentication.request(trust.withDisabledCallers(disabled)))
                .customize(builder -> builder.addCredentials(BearerTokens.in(tokens.path()))
                        .addCredentials(Users.file(users))
                        .allowAnonymous())
                .start();
    }

    /** No more handshakes at once than two cores finish in the time a handshake may take. */
    private static List<WebSocketMember> connect(
            TestNode node, Crowd crowd, int count, SSLContext context, String headers) throws IOException {
        List<WebSocketMember> members = IntStream.range(0, count)
                .mapToObj(i -> new WebSocketMember(i, node.port(), headers))
                .toList();
        for (WebSocketMember member : members) {
            crowd.connect(member, node.port(), context, "http/1.1", 0);
            if (member.client % 8 == 7) {
                await().atMost(PATIENCE).until(() -> member.open);
            }
        }
        await().atMost(PATIENCE).until(() -> members.stream().allMatch(member -> member.open));
        return members;
    }

    private ScheduledExecutorService traffic(TestNode node) {
        ScheduledExecutorService traffic = Executors.newSingleThreadScheduledExecutor();
        traffic.scheduleWithFixedDelay(() -> node.publish(published.incrementAndGet()), 0, 20, TimeUnit.MILLISECONDS);
        return traffic;
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    private static String basic(String name) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString((name + ":" + PASSWORD).getBytes(UTF_8))
                + "\r\n";
    }

    private void writeUsers(String... names) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            lines.add(name + ":" + OpenBSDBCrypt.generate("2y", PASSWORD.getBytes(UTF_8), new byte[16], 4));
        }
        Path next = folder.resolve("users.new");
        Files.write(next, lines);
        Files.move(next, users, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
