package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the open requests of one HTTP/2 connection take of the room for all requests. */
@Timeout(60)
class HeaderRoomTest {
    private static final long STEP = HeaderRoom.STEP;
    private static final long SMALL = STEP / 8;
    private static final InetSocketAddress OWN = new InetSocketAddress("192.0.2.1", 51_000);
    private static final InetSocketAddress OTHER = new InetSocketAddress("192.0.2.2", 51_000);

    private final ByteBudget budget = ByteBudget.of(10 * STEP);
    private final HeaderRoom room = new HeaderRoom();
    private final AtomicInteger asked = new AtomicInteger();
    private Runnable giveWay = () -> {};

    @Test
    void fewSmallRequestsAskNobody() {
        for (int round = 0; round < 1_000; round++) {
            hold(SMALL, 7);
            release(SMALL, 7);
        }
        assertThat(asked).hasValue(0);
        assertThat(budget.held()).isZero();
    }

    @Test
    void countsAllOfThemFromAStepOn() {
        hold(SMALL, 7);
        assertThat(budget.held()).isZero();
        hold(SMALL, 1);
        assertThat(budget.held()).isEqualTo(STEP);
        hold(SMALL, 7);
        assertThat(budget.held()).isEqualTo(STEP);
        hold(SMALL, 1);
        assertThat(budget.held()).isEqualTo(2 * STEP);
        release(SMALL, 16);
        assertThat(budget.held()).isZero();
    }

    @Test
    void countsALargeOneAtOnceUntilItIsOver() {
        hold(STEP + 100, 1);
        assertThat(budget.held()).isEqualTo(STEP + 100);
        release(STEP + 100, 1);
        assertThat(budget.held()).isZero();
    }

    @Test
    void aFewThatComeAndGoAreAskedForOnce() {
        hold(SMALL, 8);
        for (int i = 0; i < 1_000; i++) {
            release(SMALL, 7);
            hold(SMALL, 7);
        }
        assertThat(asked).hasValue(1);
        assertThat(budget.held()).isEqualTo(STEP);
    }

    @Test
    void givesBackEachStepThatIsNotNeededWhicheverItIs() {
        hold(3 * STEP, 1);
        hold(STEP, 1);
        assertThat(budget.held()).isEqualTo(4 * STEP);
        release(3 * STEP, 1);
        assertThat(budget.held()).isEqualTo(STEP);
        release(STEP, 1);
        assertThat(budget.held()).isZero();
    }

    /** By one share for all of them it would be a large one, and those leave a part to small ones. */
    @Test
    void manySmallRequestsHaveTheirPartInWhatIsKeptForSmallOnes() {
        ByteBudget reserving = ByteBudget.withRoomForSmall(80 * STEP, 4 * STEP);
        assertThat(reserving.open(OTHER, () -> {}).keep(70 * STEP)).isTrue();
        for (int i = 0; i < 80; i++) {
            assertThat(room.hold(SMALL, () -> reserving.open(OWN, giveWay))).isTrue();
        }
        assertThat(reserving.held()).isEqualTo(80 * STEP);
    }

    @Test
    void isRefusedWhereThereIsNoRoomAndTheOthersGoOn() {
        assertThat(budget.open(OTHER, () -> {}).keep(10 * STEP)).isTrue();
        hold(SMALL, 7);
        for (int i = 0; i < 3; i++) {
            assertThat(holdOne(SMALL)).isFalse();
            room.release(SMALL);
            assertThat(budget.held()).isEqualTo(10 * STEP);
        }
        release(SMALL, 7);
        hold(SMALL, 7);
    }

    @Test
    void whoeverIsRefusedLeavesNothingCounted() {
        ByteBudget.Share other = budget.open(OTHER, () -> {});
        assertThat(other.keep(10 * STEP)).isTrue();
        assertThat(holdOne(2 * STEP)).isFalse();
        room.release(2 * STEP);
        other.release();
        hold(SMALL, 7);
        assertThat(budget.held()).isZero();
        hold(SMALL, 1);
        assertThat(budget.held()).isEqualTo(STEP);
    }

    /** Each request of the connection is over before room is found, and what was asked is not needed any more. */
    @Test
    void whatEndsMeanwhileMakesNoRefusalAndLeavesNothingCounted() {
        hold(SMALL, 7);
        assertThat(budget.open(OTHER, () -> release(SMALL, 8)).grow(9 * STEP + 1))
                .isTrue();
        assertThat(holdOne(SMALL)).isTrue();
        assertThat(budget.held()).isZero();
    }

    /** Though what the first asked for would do for both now: it may not get it. */
    @Test
    void whoComesWhileAnotherAsksAsksForItsOwn() {
        hold(SMALL, 7);
        List<Long> held = new ArrayList<>();
        assertThat(budget.open(OTHER, () -> {
                            release(SMALL, 7);
                            hold(STEP, 1);
                            held.add(budget.held());
                        })
                        .grow(7 * STEP))
                .isTrue();
        hold(3 * STEP, 1);
        assertThat(held).containsExactly(3 * STEP + 7 * SMALL + STEP);
        release(STEP, 1);
        assertThat(budget.held()).isEqualTo(3 * STEP + 7 * SMALL);
        release(3 * STEP, 1);
        assertThat(budget.held()).isZero();
    }

    @Test
    void hasItsRoomThoughWhoHadToGiveWayCannotBeTold() {
        assertThat(budget.open(OTHER, () -> {
                            throw new IllegalStateException("cannot be ended");
                        })
                        .grow(10 * STEP))
                .isTrue();
        hold(STEP, 1);
        assertThat(budget.held()).isEqualTo(STEP);
        release(STEP, 1);
        assertThat(budget.held()).isZero();
    }

    @Test
    void aStepThatHadToGiveWayIsGivenBackOnce() {
        AtomicInteger told = new AtomicInteger();
        giveWay = told::incrementAndGet;
        hold(9 * STEP, 1);
        assertThat(budget.open(OTHER, () -> {}).keep(2 * STEP)).isTrue();
        assertThat(told).hasValue(1);
        assertThat(budget.held()).isEqualTo(2 * STEP);
        release(9 * STEP, 1);
        assertThat(budget.held()).isEqualTo(2 * STEP);
    }

    /** The rest of what is uncounted is what makes it cheap; who has many streams does not have many steps of it. */
    @Test
    void lessThanAStepIsUncountedAndAboveItNoMoreThanTheSmallestAfterEachOfManyRandomSteps() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Long> open = new ArrayList<>();
        ByteBudget wide = ByteBudget.of(Long.MAX_VALUE / 2);
        long held = 0;
        for (int i = 0; i < 100_000; i++) {
            if (open.isEmpty() || open.size() < 100 && random.nextInt(100) > open.size()) {
                long bytes = 1 + random.nextInt(random.nextBoolean() ? 4_000 : 70_000);
                open.add(bytes);
                held += bytes;
                assertThat(room.hold(bytes, () -> wide.open(OWN, giveWay))).isTrue();
            } else {
                long bytes = open.remove(random.nextInt(open.size()));
                held -= bytes;
                room.release(bytes);
            }
            assertThat(wide.held()).as("seed %d", seed).isBetween(held - STEP + 1, held + STEP + 70_000);
            assertThat(held > 0 || wide.held() == 0).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void isEmptyInTheEndWhateverHappensAtTheSameTime() throws Exception {
        long seed = System.nanoTime();
        AtomicLong most = new AtomicLong();
        AtomicInteger gaveWay = new AtomicInteger();
        giveWay = gaveWay::incrementAndGet;
        List<HeaderRoom> connections = List.of(room, new HeaderRoom());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(seed + thread);
            running.add(threads.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    use(connections.get(random.nextInt(2)), random);
                    most.accumulateAndGet(budget.held(), Math::max);
                }
            }));
        }
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdownNow();
        assertThat(budget.held()).as("seed %d", seed).isZero();
        assertThat(most.get()).as("seed %d", seed).isBetween(STEP, 10 * STEP);
        assertThat(gaveWay).as("seed %d", seed).hasPositiveValue();
    }

    private void use(HeaderRoom connection, Random random) {
        long[] open = random.longs(6, 1, STEP).toArray();
        for (long bytes : open) {
            boolean unused = connection.hold(bytes, () -> budget.open(random.nextBoolean() ? OWN : OTHER, giveWay));
        }
        for (long bytes : open) {
            connection.release(bytes);
        }
    }

    private void hold(long bytes, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(holdOne(bytes)).isTrue();
        }
    }

    private boolean holdOne(long bytes) {
        return room.hold(bytes, () -> {
            asked.incrementAndGet();
            return budget.open(OWN, giveWay);
        });
    }

    private void release(long bytes, int times) {
        for (int i = 0; i < times; i++) {
            room.release(bytes);
        }
    }
}
