package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.limit.FailedAttempts.Attempt;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who may try how often, by a clock that the test moves. */
class FailedAttemptsTest {
    private final AtomicLong clock = new AtomicLong(-5);
    private FailedAttempts attempts = new FailedAttempts(AttemptLimits.defaults(), clock::get);

    @Test
    void tenThenOneInSixSecondsFromAnAddress() {
        assertThat(failures("192.0.2.1", "", 20)).isEqualTo(10);
        assertThat(begin("192.0.2.1", "").delay()).contains(Duration.ofSeconds(6));
        clock.addAndGet(Duration.ofSeconds(6).toNanos() - 1);
        assertThat(begin("192.0.2.1", "").delay()).contains(Duration.ofSeconds(1));
        clock.addAndGet(1);
        assertThat(begin("192.0.2.1", "").delay()).isEmpty();
        assertThat(begin("192.0.2.1", "").delay()).contains(Duration.ofSeconds(6));
        assertThat(begin("192.0.2.2", "").delay()).isEmpty();
        clock.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(failures("192.0.2.1", "", 20)).isEqualTo(10);
    }

    @Test
    void thirtyThenOneInTwoSecondsAtANameFromManyAddresses() {
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted += begin("198.51.100." + i, "alice").delay().isEmpty() ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(30);
        assertThat(begin("203.0.113.1", "alice").delay()).contains(Duration.ofSeconds(2));
        assertThat(begin("203.0.113.1", "bob").delay()).isEmpty();
    }

    @Test
    void whatIsRefusedByOneLimitIsNotCountedByTheOther() {
        assertThat(failures("192.0.2.1", "", 11)).isEqualTo(10);
        assertThat(failures("192.0.2.1", "alice", 100)).isZero();
        assertThat(begin("192.0.2.2", "alice").delay()).isEmpty();
    }

    @Test
    void goodAndAbandonedAttemptsDoNotCount() {
        for (int i = 0; i < 100; i++) {
            begin("192.0.2.1", "alice").succeeded();
            begin("192.0.2.3", "alice").abandoned();
        }
        assertThat(begin("192.0.2.1", "alice").delay()).isEmpty();
        assertThat(begin("192.0.2.3", "alice").delay()).isEmpty();
    }

    @Test
    void anAttemptEndsOnce() {
        assertThat(failures("192.0.2.1", "", 9)).isEqualTo(9);
        Attempt last = begin("192.0.2.1", "");
        last.abandoned();
        last.abandoned();
        last.succeeded();
        assertThat(failures("192.0.2.1", "", 5)).isEqualTo(1);
    }

    @Test
    void whoeverRunsAtOnceIsCountedBeforeTheFirstHasFailed() {
        for (int i = 0; i < 10; i++) {
            assertThat(begin("192.0.2.1", "alice").delay()).isEmpty();
        }
        assertThat(begin("192.0.2.1", "alice").delay()).isPresent();
    }

    @Test
    void strangersCannotLockOutWhoCameFromElsewhereBefore() {
        begin("192.0.2.1", "alice").succeeded();
        for (int i = 0; i < 250; i++) {
            begin("198.51.100." + i, "alice");
        }
        assertThat(begin("203.0.113.1", "alice").delay()).isPresent();
        assertThat(begin("192.0.2.1", "alice").delay()).isEmpty();
    }

    @Test
    void aNeighbourBehindTheSameAddressCannotLockThemOutWithOtherNames() {
        begin("192.0.2.1", "alice").succeeded();
        assertThat(failures("192.0.2.1", "bob", 50)).isEqualTo(10);
        assertThat(begin("192.0.2.1", "alice").delay()).isEmpty();
    }

    @Test
    void ownSuccessGivesNoFreeGuessesAtOthersNorAtTheSameName() {
        begin("192.0.2.1", "mallory").succeeded();
        assertThat(failures("192.0.2.1", "alice", 50)).isEqualTo(10);
        assertThat(failures("192.0.2.1", "mallory", 50)).isEqualTo(10);
    }

    @Test
    void trustEndsAfterADay() {
        begin("192.0.2.1", "alice").succeeded();
        clock.addAndGet(Duration.ofDays(1).toNanos());
        for (int i = 0; i < 250; i++) {
            begin("198.51.100." + i, "alice");
        }
        assertThat(begin("192.0.2.1", "alice").delay()).isPresent();
    }

    @Test
    void countsAnIpv6CustomerOnce() {
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted +=
                    begin("2001:db8:1:2::" + Integer.toHexString(i), "").delay().isEmpty() ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(10);
        assertThat(begin("2001:db8:1:3::1", "").delay()).isEmpty();
    }

    /** A flood of addresses makes it forget, and never grow: the quietest go first. */
    @Test
    void remembersTheLastTenThousand() {
        assertThat(failures("192.0.2.1", "", 20)).isEqualTo(10);
        for (int i = 0; i < 9_999; i++) {
            begin("10.0." + i / 256 + "." + i % 256, "");
        }
        assertThat(begin("192.0.2.1", "").delay()).isPresent();
        for (int i = 0; i < 10_000; i++) {
            begin("10.1." + i / 256 + "." + i % 256, "");
        }
        assertThat(begin("192.0.2.1", "").delay()).isEmpty();
    }

    @Test
    void everyNumberIsThatOfTheLimits() {
        attempts = new FailedAttempts(
                AttemptLimits.builder()
                        .byAddress(3, Duration.ofSeconds(60))
                        .byName(5, Duration.ofSeconds(20))
                        .byKnownAddress(2, Duration.ofSeconds(30))
                        .knownFor(Duration.ofMinutes(5))
                        .remembered(1_000)
                        .build(),
                clock::get);
        assertThat(failures("192.0.2.1", "", 20)).isEqualTo(3);
        assertThat(begin("192.0.2.1", "").delay()).contains(Duration.ofSeconds(60));

        int atAlice = 0;
        for (int i = 0; i < 20; i++) {
            atAlice += failures("198.51.100." + i, "alice", 1);
        }
        assertThat(atAlice).isEqualTo(5);
        assertThat(begin("203.0.113.1", "alice").delay()).contains(Duration.ofSeconds(20));

        begin("192.0.2.9", "bob").succeeded();
        assertThat(failures("192.0.2.9", "bob", 20)).isEqualTo(2);
        assertThat(begin("192.0.2.9", "bob").delay()).contains(Duration.ofSeconds(30));
        clock.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
        assertThat(failures("192.0.2.9", "bob", 20)).isEqualTo(2);
        clock.addAndGet(1);
        assertThat(failures("192.0.2.9", "bob", 20)).isEqualTo(3);

        for (int i = 0; i < 1_000; i++) {
            begin("10.1." + i / 256 + "." + i % 256, "");
        }
        assertThat(failures("192.0.2.9", "", 20)).isEqualTo(3);
    }

    private int failures(String address, String name, int count) {
        int admitted = 0;
        for (int i = 0; i < count; i++) {
            admitted += begin(address, name).delay().isEmpty() ? 1 : 0;
        }
        return admitted;
    }

    private Attempt begin(String address, String name) {
        try {
            return attempts.begin(
                    new InetSocketAddress(InetAddress.getByName(address), 50_000),
                    Optional.of(name).filter(given -> !given.isEmpty()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
