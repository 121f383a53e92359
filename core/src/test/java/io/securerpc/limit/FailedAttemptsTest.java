package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.limit.FailedAttempts.Attempt;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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

    @Test
    void whoFindsThePlaceTakenWaitsForItsTurn() {
        List<Attempt> underWay = begun("192.0.2.1", 10);
        assertThat(begin("192.0.2.1", "").dependsOnOthers()).isTrue();
        List<Attempt> turns = new ArrayList<>();
        await("192.0.2.1", "", turns::add);
        await("192.0.2.1", "", turns::add);
        underWay.get(0).failed();
        assertThat(turns).isEmpty();
        underWay.get(1).succeeded();
        assertThat(turns)
                .singleElement()
                .satisfies(turn -> assertThat(turn.delay()).isEmpty());
        // Its turn is counted: nobody else finds the place.
        assertThat(begin("192.0.2.1", "").delay()).isPresent();
        turns.get(0).abandoned();
        assertThat(turns).hasSize(2);
        turns.get(1).abandoned();
        assertThat(failures("192.0.2.1", "", 20)).isEqualTo(1);
    }

    @Test
    void whoWaitedForAttemptsThatAllFailedIsRefused() {
        List<Attempt> underWay = begun("192.0.2.1", 10);
        List<Attempt> turns = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            await("192.0.2.1", "", turns::add);
        }
        underWay.subList(0, 9).forEach(Attempt::failed);
        assertThat(turns).isEmpty();
        underWay.get(9).failed();
        assertThat(turns)
                .hasSize(50)
                .allSatisfy(turn -> assertThat(turn.delay()).contains(Duration.ofSeconds(6)));
        assertThat(begin("192.0.2.1", "").dependsOnOthers()).isFalse();
    }

    @Test
    void whoWaitsForANameHasItsTurnWhenItsAddressIsKnown() {
        List<Attempt> underWay = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            underWay.add(begin("198.51.100." + i, "alice"));
        }
        List<Attempt> turns = new ArrayList<>();
        await("198.51.100.0", "alice", turns::add);
        underWay.get(0).succeeded();
        assertThat(turns)
                .singleElement()
                .satisfies(turn -> assertThat(turn.delay()).isEmpty());
    }

    @Test
    void aHundredOfOneAddressWaitAndWhoLeavesFreesAPlace() {
        List<Attempt> underWay = begun("192.0.2.1", 10);
        List<Attempt> turns = new ArrayList<>();
        List<Optional<Runnable>> places = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            places.add(await("192.0.2.1", "", turns::add));
        }
        assertThat(places.subList(0, 100)).allMatch(Optional::isPresent);
        assertThat(places.get(100)).isEmpty();
        places.get(0).orElseThrow().run();
        places.get(0).orElseThrow().run();
        assertThat(await("192.0.2.1", "", turns::add)).isPresent();
        assertThat(await("192.0.2.1", "", turns::add)).isEmpty();
        underWay.forEach(Attempt::failed);
        assertThat(turns).hasSize(100);
    }

    @Test
    void aThousandWaitInAll() {
        List<Attempt> turns = new ArrayList<>();
        for (int address = 0; address < 10; address++) {
            begun("192.0.2." + address, 10);
            for (int i = 0; i < 100; i++) {
                assertThat(await("192.0.2." + address, "", turns::add)).isPresent();
            }
        }
        begun("192.0.2.10", 10);
        assertThat(await("192.0.2.10", "", turns::add)).isEmpty();
    }

    /** Whoever guesses, in whatever order attempts begin, wait, leave and end: those that are under way or have failed are never more than may be. */
    @Test
    void waitingEarnsNobodyAnotherGuess() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            attempts = new FailedAttempts(AttemptLimits.defaults(), clock::get);
            List<Attempt> underWay = new ArrayList<>();
            List<Runnable> leaving = new ArrayList<>();
            AtomicInteger failed = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            Consumer<Attempt> turn = attempt -> {
                if (attempt.delay().isPresent()) {
                    refused.incrementAndGet();
                } else {
                    underWay.add(attempt);
                }
            };
            for (int step = 0; step < 100; step++) {
                int which = random.nextInt(10);
                if (which < 5) {
                    await("192.0.2.1", "", turn).ifPresentOrElse(leaving::add, refused::incrementAndGet);
                } else if (which < 6 && !leaving.isEmpty()) {
                    leaving.remove(random.nextInt(leaving.size())).run();
                } else if (!underWay.isEmpty()) {
                    Attempt ending = underWay.remove(random.nextInt(underWay.size()));
                    if (which < 8) {
                        failed.incrementAndGet();
                        ending.failed();
                    } else {
                        ending.succeeded();
                    }
                }
                assertThat(failed.get() + underWay.size()).as("seed %s", seed).isLessThanOrEqualTo(10);
            }
            while (!underWay.isEmpty()) {
                underWay.remove(0).abandoned();
            }
            assertThat(failures("192.0.2.1", "", 20)).as("seed %s", seed).isEqualTo(10 - failed.get());
        }
    }

    private List<Attempt> begun(String address, int count) {
        List<Attempt> begun = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            begun.add(begin(address, ""));
            assertThat(begun.get(i).delay()).isEmpty();
        }
        return begun;
    }

    private Optional<Runnable> await(String address, String name, Consumer<Attempt> turn) {
        return attempts.await(remote(address), claimed(name), turn);
    }

    private int failures(String address, String name, int count) {
        int admitted = 0;
        for (int i = 0; i < count; i++) {
            admitted += begin(address, name).delay().isEmpty() ? 1 : 0;
        }
        return admitted;
    }

    private Attempt begin(String address, String name) {
        return attempts.begin(remote(address), claimed(name));
    }

    private static Optional<String> claimed(String name) {
        return Optional.of(name).filter(given -> !given.isEmpty());
    }

    private static InetSocketAddress remote(String address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), 50_000);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
